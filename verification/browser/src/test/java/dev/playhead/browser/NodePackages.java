package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packages of npm that these tests use, installed into the target folder: axe-core and TypeScript. */
final class NodePackages {
    static final Path FOLDER = Path.of("target", "npm").toAbsolutePath();

    private static final Path SOURCES = Path.of("src", "test", "npm");

    private static boolean installed;

    private NodePackages() {}

    /** Installs the packages once. */
    static synchronized void install() throws IOException, InterruptedException {
        if (!installed) {
            Files.createDirectories(FOLDER);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(SOURCES)) {
                for (Path file : files) {
                    Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            assertThat(run("npm", "ci", "--prefer-offline")).isNotNull();
            installed = true;
        }
    }

    /** Returns a file of a package. */
    static String text(String file) throws IOException, InterruptedException {
        install();
        return Files.readString(FOLDER.resolve("node_modules").resolve(file));
    }

    /** Runs a program in the folder, and returns what it prints; fails unless it ends well. */
    static String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(FOLDER, "output", ".txt");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(
                    "program=" + command[0]
                            + " does not run, and -Pfull needs it; install Node.js 20 or later, and npm,"
                            + " such as the packages nodejs and npm of Debian",
                    e);
        }
        try {
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            String text = Files.readString(output);
            assertThat(ended).as(() -> List.of(command) + " ended\n" + text).isTrue();
            assertThat(process.exitValue())
                    .as(() -> "exit code of " + List.of(command) + "\n" + text)
                    .isZero();
            return text;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
