package dev.playhead.io;

import dev.playhead.event.GridEvent;
import org.jspecify.annotations.Nullable;

/** Holds back what was read in a line, one event or one problem, until the line has proved to be sound to its end. */
final class PendingEvent implements EventSink {
    private @Nullable GridEvent event;
    private long sequence;
    private @Nullable ImportProblem problem;

    @Override
    public void event(GridEvent event, long sequence) {
        this.event = event;
        this.sequence = sequence;
    }

    @Override
    public void problem(ImportProblem problem) {
        this.event = null;
        this.problem = problem;
    }

    void passEventTo(EventSink sink) {
        if (event != null) {
            sink.event(event, sequence);
        }
    }

    /** Passes the problem on with the number of the line, which the parser of one line does not know. */
    void passProblemTo(EventSink sink, long line) {
        if (problem != null) {
            sink.problem(new ImportProblem(line, problem.column(), problem.message()));
        }
    }
}
