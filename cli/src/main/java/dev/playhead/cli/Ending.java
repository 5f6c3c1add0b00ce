package dev.playhead.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when its process is told to end, by Ctrl-C or otherwise. The virtual machine goes, with the
 * exit code of the signal, when the command has come to its end, or after a while.
 */
public final class Ending implements AutoCloseable {
    /** Room for a slow disk to take what is to be kept. */
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

    /** Waits for a time, or until the end is asked for; returns whether it is. */
    public boolean await(Duration time) {
        try {
            return asked.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Says that the command has come to its end, with all of its output. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already; the hook sees that this is done.
        }
    }
}
