package dev.playhead.cli.input;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.Answers;
import dev.playhead.event.RecordedEvent;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import org.jspecify.annotations.Nullable;

/**
 * An output of events, with the breaks and gaps between them: JSON Lines on standard output, or data for the receiver
 * of the session's results.
 */
public final class EventLines implements AutoCloseable {
    private final Session session;
    private final @Nullable Answers answers;
    private final EventSerializer.@Nullable Writer writer;
    private MissingEvents missing = MissingEvents.NONE;

    public EventLines(Session session) {
        this.session = session;
        this.answers = session.answers();
        this.writer = answers == null ? EventSerializer.writer(session.out(), ExportFormat.JSON_LINES) : null;
    }

    public void write(RecordedEvent event) {
        if (answers != null) {
            answers.event(event);
        } else if (writer != null) {
            writer.write(event);
        }
    }

    /**
     * Accepts all breaks and gaps that are known. As JSON Lines, each is written before the event that follows it.
     * Otherwise, all are passed to the receiver at the end.
     */
    public void missing(MissingEvents known) {
        missing = known;
        if (writer != null) {
            known.passTo(writer);
        }
    }

    /** Writes the breaks and gaps that are not written yet. */
    @Override
    public void close() {
        if (answers != null) {
            missing.passTo(answers, session);
        } else if (writer != null) {
            writer.close();
        }
    }
}
