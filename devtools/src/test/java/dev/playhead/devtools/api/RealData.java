package dev.playhead.devtools.api;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.EventHistory;
import dev.playhead.io.ImportOptions;
import dev.playhead.storage.RetentionPolicy;
import java.nio.file.Files;
import java.nio.file.Path;

/** Histories of recorded streams of real applications, which are in a folder next to the repository. */
final class RealData {
    private RealData() {}

    /** Returns a history of a file; the test is skipped if the file does not exist. */
    static EventHistory history(String folder, String name) {
        EventHistory history =
                EventHistory.builder().retention(RetentionPolicy.unlimited()).build();
        importInto(history, folder, name);
        return history;
    }

    static void importInto(EventHistory history, String folder, String name) {
        history.importFrom(file(folder, name), ImportOptions.lenient());
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
