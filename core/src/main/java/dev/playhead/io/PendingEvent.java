package dev.playhead.io;

import dev.playhead.event.GridEvent;
import org.jspecify.annotations.Nullable;

/** Holds back what was read in a line, one event or one problem, until the line has proved to be sound to its end. */
final class PendingEvent implements EventSerializer.Sink {
    private @Nullable GridEvent event;
    private long sequence;
    private ImportReport.@Nullable Problem problem;

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

    /** Passes the problem on with the number of the line, which the parser of one line does not know. */
    void passProblemTo(EventSerializer.Sink sink, long line) {
        if (problem != null) {
            sink.problem(new ImportReport.Problem(line, problem.column(), problem.message()));
        }
    }
}
