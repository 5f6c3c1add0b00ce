package dev.playhead.cli.output;

import dev.playhead.cli.Session;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import dev.playhead.storage.spi.StoredSession;
import java.util.ArrayList;
import java.util.List;

/** The output of a copy as JSON Lines. This format has no sessions. */
public final class LinesOutput implements CopyOutput {
    private final EventOutput out;
    /** The breaks since the last event that was written. */
    private final List<RecordingBreak> breaks = new ArrayList<>();

    private final List<SequenceRange> gaps = new ArrayList<>();
    private long lastSequence = -1;

    private LinesOutput(EventOutput out) {
        this.out = out;
    }

    /**
     * Begins to write.
     *
     * @param session the session
     * @param name the name of a new file, which must not have the extension of another format, such as {@code .csv}; or
     *     {@code -} for standard output
     * @return the output
     */
    public static LinesOutput open(Session session, String name) {
        return new LinesOutput(EventOutput.open(session, name, null));
    }

    @Override
    public void missing(RecordingBreak recordingBreak) {
        breaks.add(recordingBreak);
    }

    @Override
    public void missing(SequenceRange gap) {
        gaps.add(gap);
    }

    @Override
    public void write(RecordedEvent event, long recordedAtMillis) {
        writeMissing();
        out.write(event);
        lastSequence = event.sequence();
    }

    private void writeMissing() {
        if (!breaks.isEmpty() || !gaps.isEmpty()) {
            out.missing(new MissingEvents(breaks, gaps, lastSequence));
            breaks.clear();
            gaps.clear();
        }
    }

    @Override
    public void complete(List<StoredSession> sessions, HistoryPosition position) {
        writeMissing();
        out.complete();
    }

    @Override
    public long bytes() {
        return out.bytes();
    }

    @Override
    public void close() {
        out.close();
    }
}
