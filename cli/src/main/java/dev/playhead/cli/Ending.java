package dev.playhead.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An orderly end of a command when its process is terminated, for example by Ctrl-C. The virtual machine exits with the
 * exit code of the signal once the command has ended, or after a timeout.
 */
public final class Ending implements AutoCloseable {
    /** The time limit for a command to end. It suffices for a slow disk to write the remaining data. */
    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::waitForCommand, "playhead-ending");

    Ending() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void waitForCommand() {
        asked.countDown();
        try {
            boolean unusedEnded = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits until the end is requested or the time has passed. Returns whether the end is requested. */
    public boolean await(Duration time) {
        try {
            return asked.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Signals that the command has ended and written all of its output. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is already ending. The hook observes the latch.
        }
    }
}
