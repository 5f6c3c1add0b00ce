package dev.playhead;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Recorded streams of real applications, and minimal inputs for known faults. The files are in a folder next to the
 * repository, not inside it.
 */
public final class SharedData {
    private SharedData() {}

    /**
     * Returns a file of {@code ../shared/data}, relative to the repository's root. The test is skipped if the file does
     * not exist.
     */
    public static Path file(String name) {
        return file("data", name);
    }

    /**
     * Returns a file of {@code ../shared/cases}. This folder has minimal inputs for known faults. The test is skipped
     * if the file does not exist.
     */
    public static Path caseFile(String name) {
        return file("cases", name);
    }

    private static Path file(String folder, String name) {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.exists(root.resolve("mvnw"))) {
            root = root.getParent();
        }
        Path file = root.resolveSibling("shared").resolve(folder).resolve(name);
        assumeTrue(Files.exists(file), () -> "skipped, since there is no file " + file);
        return file;
    }
}
