package dev.playhead.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A handler that lets a command end in order when its process is terminated, for example by Ctrl-C. The virtual machine
 * exits when the command has ended, or after a timeout. The exit code is that of the signal.
 */
public final class Ending implements AutoCloseable {
    /**
     * The maximum time that a command may take to end. It is long enough to write the remaining data to a slow disk.
     */
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

    /**
     * Waits until the command is requested to end, or until the given time has passed. Returns whether the command must
     * end.
     */
    public boolean await(Duration time) {
        try {
            return asked.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Signals that the command has ended and has written all its output. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is already being terminated. The hook waits for the latch.
        }
    }
}
