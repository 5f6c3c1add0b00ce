package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A test of the tags of test classes. Each class that runs more rounds with the Maven profile {@code full} must have
 * the tag by which this profile selects tests.
 */
class FullRoundsTest {
    private static final String PROPERTY = "playhead" + ".full\"";

    private static String source(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldTagEveryTestClassThatDependsOnTheProfile() throws IOException {
        List<String> looking = new ArrayList<>();
        List<String> untagged = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("..").toRealPath())) {
            files.filter(file ->
                            file.toString().contains("src") && file.toString().endsWith("Test.java"))
                    .forEach(file -> {
                        String source = source(file);
                        if (source.contains(PROPERTY)) {
                            looking.add(file.getFileName().toString());
                            if (!source.contains("@Tag(\"full\")")) {
                                untagged.add(file.getFileName().toString());
                            }
                        }
                    });
        }
        assertThat(looking).contains("HistoryCrashTest.java");
        assertThat(untagged).as("test classes without @Tag(\"full\")").isEmpty();
    }
}
