package dev.playhead.cli.output;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A progress bar on standard error. It is shown only if standard error is a terminal and the work takes longer than a
 * second.
 */
public final class Progress implements AutoCloseable {
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final Session session;
    private final String task;
    private final long max;
    private final String unit;
    private final long unitSize;
    private final long startNanos = System.nanoTime();
    private final boolean visible;
    private @Nullable ProgressBar bar;

    /**
     * Creates a progress bar for work that begins now.
     *
     * @param session the session
     * @param task the name of the work
     * @param max the total amount of work, or -1 if it is unknown
     * @param unit the name of the unit in which the bar shows amounts
     * @param unitSize how much of the amount that is passed to {@link #at} makes one such unit, for example 1,024 if
     *     that amount is in bytes and the unit is KiB
     */
    public Progress(Session session, String task, long max, String unit, long unitSize) {
        this.session = session;
        this.task = task;
        this.max = max;
        this.unit = unit;
        this.unitSize = unitSize;
        this.visible = session.terminal().isErrTerminal();
    }

    /** Reports the amount of work done. Throws an exception if the results are no longer wanted. */
    public void at(long done) {
        if (session.isStopped()) {
            throw new CommandFailure("the command was stopped before its end");
        }
        if (!visible) {
            return;
        }
        ProgressBar shown = bar;
        if (shown == null) {
            if (System.nanoTime() - startNanos < PATIENCE_NANOS) {
                return;
            }
            shown = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(max)
                    .setUnit(" " + unit, unitSize)
                    .setStyle(session.ascii() ? ProgressBarStyle.ASCII : ProgressBarStyle.UNICODE_BLOCK)
                    .setConsumer(new ConsoleProgressBarConsumer(
                            session.err(), session.terminal().pictureColumns() - 1))
                    .setUpdateIntervalMillis(200)
                    .clearDisplayOnFinish()
                    .build();
            bar = shown;
        }
        shown.stepTo(done);
    }

    /**
     * Reports the amount of work done, and the total, which may change during the work. Throws an exception if the
     * results are no longer wanted. Otherwise returns true, or false if the results became unwanted during this call.
     */
    public boolean goOn(long done, long total) {
        at(done);
        if (bar != null && bar.getMax() != total) {
            bar.maxHint(total);
        }
        return !session.isStopped();
    }

    /** Prints a note about the work, above the bar if the bar is shown. */
    public void say(String text) {
        if (bar != null) {
            clear();
        }
        session.note(text);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            clear(); // the bar does not erase itself if it was drawn only once
        }
    }

    private void clear() {
        int columns = session.terminal().pictureColumns() - 1;
        session.err().print("\r" + " ".repeat(columns) + "\r");
    }
}
