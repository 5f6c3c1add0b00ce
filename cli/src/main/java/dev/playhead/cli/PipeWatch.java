package dev.playhead.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notices that nobody reads standard output any more, as in {@code tail -f | head}, also while there is nothing to write, which
 * would tell. Where the system offers no way to see it, it never does.
 */
final class PipeWatch {
    /*
     * To open a pipe for writing waits for a reader, if there is none. So a thread opens the pipe that standard output is,
     * again and again, by the name that Linux has for it; and when it does not come back from that, the reader has gone.
     * Whoever asks counts how often it asked during one attempt, so that the time for which the process is stopped or starved
     * does not count.
     */
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final int MAX_ASKED = 10;
    private static final long PAUSE_MILLIS = 500;

    /** Odd while an attempt is under way. */
    private final AtomicLong attempts = new AtomicLong();

    private long lastSeen;
    private int asked;

    /** Begins to watch, if standard output is a pipe. */
    PipeWatch() {
        try {
            if (Files.readSymbolicLink(STANDARD_OUTPUT).toString().startsWith("pipe:")) {
                Thread thread = new Thread(this::attempt, "playhead-pipe-watch");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            // Another system, which has no such names.
        }
    }

    private void attempt() {
        try {
            while (true) {
                long unusedBegun = attempts.incrementAndGet();
                Files.newOutputStream(STANDARD_OUTPUT, StandardOpenOption.WRITE).close();
                long unusedEnded = attempts.incrementAndGet();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (IOException e) {
            attempts.set(0); // a pipe of another user's, perhaps: there is no way to tell
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the reader has gone. To be asked every 100 ms or so. */
    boolean isReaderGone() {
        long seen = attempts.get();
        asked = seen == lastSeen && seen % 2 == 1 ? asked + 1 : 0;
        lastSeen = seen;
        return asked > MAX_ASKED;
    }
}
