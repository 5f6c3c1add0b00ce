package dev.playhead;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Recorded streams of real applications, which lie beside the repository and are no part of it. */
public final class SharedData {
    private SharedData() {}

    /** A file of {@code ../shared/data}, seen from the repository's root. The test is skipped where it is not there. */
    public static Path file(String name) {
        return file("data", name);
    }

    /** Likewise a file of {@code ../shared/cases}, which holds the smallest inputs of faults that were found. */
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
