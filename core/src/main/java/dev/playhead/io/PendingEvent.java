package dev.playhead.io;

import dev.playhead.event.GridEvent;
import org.jspecify.annotations.Nullable;

/** A holder of the event, break, gap or problem of one line, until the line has proved to be sound to its end. */
final class PendingEvent implements Decoded {
    private @Nullable GridEvent event;
    private long sequence;
    private ImportReport.@Nullable Problem problem;
    private @Nullable Missing missing;
    private long line;
    private int column;
    private boolean endsEarly;

    @Override
    public void event(GridEvent event, long sequence) {
        this.event = event;
        this.sequence = sequence;
    }

    @Override
    public void missing(Missing missing, long line, int column) {
        this.missing = missing;
        this.line = line;
        this.column = column;
    }

    @Override
    public void problem(ImportReport.Problem problem) {
        this.event = null;
        this.missing = null;
        this.problem = problem;
    }

    /** Passes on the event, break or gap, but not a problem. */
    void passSoundTo(Decoded sink, long firstLine) {
        if (event != null) {
            sink.event(event, sequence);
        }
        if (missing != null) {
            sink.missing(missing, line + firstLine - 1, column);
        }
    }

    void setEndsEarly(boolean endsEarly) {
        this.endsEarly = endsEarly;
    }

    /** {@return whether the text ended before its JSON did, and may continue in the next line} */
    boolean endsEarly() {
        return endsEarly;
    }

    /** {@return whether there is an event, break or gap, rather than a problem or a blank line} */
    boolean isSound() {
        return event != null || missing != null;
    }

    /** Passes on the result. Its lines are counted from the first line of the parsed text. */
    void passTo(Decoded sink, long firstLine) {
        passSoundTo(sink, firstLine);
        if (problem != null) {
            sink.problem(problem.movedTo(firstLine));
        }
    }
}
