package dev.playhead.devtools.api;

import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.QuestionCancelledException;

/**
 * A walk over events that asks a listener after every {@value #STRIDE} steps whether to go on.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
final class Walk {
    static final int STRIDE = 1_024;

    private final ProgressListener watch;
    private final long total;
    private long done;

    /**
     * Begins a walk.
     *
     * @param watch receives the progress
     * @param total the expected number of steps
     */
    Walk(ProgressListener watch, long total) {
        this.watch = watch;
        this.total = total;
        ask();
    }

    /** Counts a step. Throws an exception if the listener ends the walk. */
    void step() {
        done++;
        if (done % STRIDE == 0) {
            ask();
        }
    }

    /** Asks whether to go on. Throws an exception if the listener ends the walk. */
    void ask() {
        if (!watch.goOn(done, Math.max(done, total))) {
            throw new QuestionCancelledException("the page ended the question after steps=" + done);
        }
    }
}
