package dev.playhead.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The browser of the user. */
public final class Browser {
    private static final long PATIENCE_SECONDS = 5;

    private Browser() {}

    /**
     * Opens an address in the browser of the user.
     *
     * <p>The address may contain a secret, and all users of a machine can read the arguments of a process. Therefore the
     * browser gets the name of a temporary file that only this user can read, and that leads to the address.
     *
     * @param address the address
     * @return whether a program was started that opens addresses, and did not fail at once
     */
    public static boolean open(String address) {
        try {
            Path file = Files.createTempFile("playhead-open-", ".html"); // readable by its owner only
            file.toFile().deleteOnExit();
            Files.writeString(
                    file,
                    "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0; url="
                            + escaped(address) + "\"><title>Playhead</title>\n");
            Process started = new ProcessBuilder(command(file))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // A program that is still running after this time is showing the page.
            return !started.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || started.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> command(Path file) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String address = file.toUri().toString();
        if (system.startsWith("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", address);
        }
        return List.of(system.startsWith("mac") ? "open" : "xdg-open", address);
    }

    private static String escaped(String address) {
        return address.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }
}
