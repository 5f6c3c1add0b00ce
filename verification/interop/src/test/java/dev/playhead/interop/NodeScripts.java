package dev.playhead.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The scripts for Node.js that write files with the libraries of other tools. Their packages are installed into the
 * target folder.
 */
final class NodeScripts {
    private static final Path SOURCES = Path.of("src", "test", "npm");
    private static final Path FOLDER = Path.of("target", "npm").toAbsolutePath();

    private static boolean installed;

    private NodeScripts() {}

    /** Installs the packages of the scripts once, or skips the test without {@code -Pfull}. */
    static synchronized void install() throws IOException, InterruptedException {
        assumeTrue(Boolean.getBoolean("playhead.full"), "skipped, as only -Pfull runs Node.js");
        if (!installed) {
            Files.createDirectories(FOLDER);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(SOURCES)) {
                for (Path file : files) {
                    Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            run(5, "npm", "ci", "--prefer-offline");
            installed = true;
        }
    }

    /** Runs a script to its end. */
    static void run(String script, Object... arguments) throws IOException, InterruptedException {
        run(
                1,
                Stream.concat(Stream.of("node", script), Stream.of(arguments).map(Object::toString))
                        .toArray(String[]::new));
    }

    private static void run(int minutes, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(FOLDER, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssertionError(
                    "program=" + command[0]
                            + " does not run, and -Pfull needs it; install Node.js 20 or later, and npm,"
                            + " such as the packages nodejs and npm of Debian",
                    e);
        }
        try {
            assertThat(process.waitFor(minutes, TimeUnit.MINUTES))
                    .as(() -> List.of(command) + " ended\n" + text(output))
                    .isTrue();
            assertThat(process.exitValue())
                    .as(() -> "exit code of " + List.of(command) + "\n" + text(output))
                    .isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
