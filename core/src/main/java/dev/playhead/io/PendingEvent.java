package dev.playhead.io;

import dev.playhead.event.GridEvent;
import org.jspecify.annotations.Nullable;

/** Holds back what was read in a line, one event or one problem, until the line has proved to be sound to its end. */
final class PendingEvent implements EventSerializer.Sink {
    private @Nullable GridEvent event;
    private long sequence;
    private ImportReport.@Nullable Problem problem;
    private boolean endsEarly;

    @Override
    public void event(GridEvent event, long sequence) {
        this.event = event;
        this.sequence = sequence;
    }

    @Override
    public void problem(ImportReport.Problem problem) {
        this.event = null;
        this.problem = problem;
    }

    void passEventTo(EventSerializer.Sink sink) {
        if (event != null) {
            sink.event(event, sequence);
        }
    }

    void setEndsEarly(boolean endsEarly) {
        this.endsEarly = endsEarly;
    }

    /** Whether the text ended before its JSON did, and may go on in what follows. */
    boolean endsEarly() {
        return endsEarly;
    }

    boolean hasEvent() {
        return event != null;
    }

    /** Passes on the event or the problem, whose lines count from the first line of the text that was parsed. */
    void passTo(EventSerializer.Sink sink, long firstLine) {
        passEventTo(sink);
        if (problem != null) {
            sink.problem(problem.movedTo(firstLine));
        }
    }
}
