package dev.playhead.benchmarks.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code playhead open}, which serves a file until it is closed. */
final class ServedFile implements AutoCloseable {
    private final Process process;
    private final String address;

    /**
     * Starts the command, and waits for the address.
     *
     * @param cache the folder in which the command keeps states
     */
    ServedFile(Path playhead, Path file, Path cache) throws IOException {
        ProcessBuilder command = new ProcessBuilder(
                List.of(playhead.toString(), "open", file.toString(), "--port", "0", "--no-browser"));
        command.environment().put("XDG_CACHE_HOME", cache.toString());
        process = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader lines = process.inputReader();
        String first = lines.readLine();
        if (first == null || !first.startsWith("http://")) {
            close();
            throw new IOException("command=" + command.command() + " printed line=" + first + " instead of an address");
        }
        address = first;
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
