package dev.playhead.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsPageTest {
    private static final String BEGIN = ResultsPage.BEGIN;
    private static final String END = ResultsPage.END;

    @Test
    void shouldReplaceOnlyTheTextBetweenTheMarkers(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("PAGE.md");
        Files.writeString(file, "# Über\n\n" + BEGIN + "\nold\n" + END + "\n\nafter $1 \\ \n");

        new ResultsPage(file).write("new $1 \\\n\n");

        assertThat(file).hasContent("# Über\n\n" + BEGIN + "\nnew $1 \\\n" + END + "\n\nafter $1 \\ \n");
    }

    @Test
    void shouldWriteTheSamePageTheSecondTime() {
        String once = ResultsPage.replaced(BEGIN + "\n" + END + "\n", "results");

        assertThat(ResultsPage.replaced(once, "results")).isEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", BEGIN, END, END + BEGIN, BEGIN + END + BEGIN, BEGIN + END + END})
    void shouldRefuseAPageWithoutItsMarkers(String page) {
        assertThatThrownBy(() -> ResultsPage.replaced(page, "results"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(BEGIN);
    }

    @Test
    void shouldNameAMissingPage(@TempDir Path folder) {
        assertThatThrownBy(() -> new ResultsPage(folder.resolve("NONE.md")).check())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("NONE.md");
    }

    @Test
    void shouldAcceptThePageOfThisRepository() {
        new ResultsPage(Path.of("..", "docs", "BENCHMARKS.md")).check();
    }
}
