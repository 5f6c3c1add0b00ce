package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the build treats otherwise than others: what their tags promise is what it does. */
class FullRoundsTest {
    private static final String PROPERTY = "playhead" + ".full\"";
    private static final String TIMED = "@Tag(\"" + "timed\")";

    private static String source(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sources of the build's test classes that have a text. */
    private static List<Path> testsWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..").toRealPath())) {
            return files.filter(file ->
                            file.toString().contains("src") && file.toString().endsWith("Test.java"))
                    .filter(file -> source(file).contains(text))
                    .toList();
        }
    }

    /** {@code -Pfull} runs no others. */
    @Test
    void shouldBeTaggedWhereTheProfileMatters() throws IOException {
        List<Path> looking = testsWith(PROPERTY);

        assertThat(looking).extracting(file -> file.getFileName().toString()).contains("HistoryCrashTest.java");
        assertThat(looking)
                .filteredOn(file -> !source(file).contains("@Tag(\"full\")"))
                .as("without @Tag(\"full\")")
                .isEmpty();
    }

    /** All modules leave these out of what runs beside other tests; only core's POM runs them afterwards. */
    @Test
    void shouldMeasureTimeOnlyWhereTheBuildRunsItAlone() throws IOException {
        Path core = Path.of("").toRealPath();

        assertThat(testsWith(TIMED)).isNotEmpty().allMatch(file -> file.startsWith(core));
    }
}
