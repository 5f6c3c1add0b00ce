package dev.playhead.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {
    @TempDir
    private Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return Bench.run(
                root,
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void shouldListItsOptionsAndSectionsInTheHelp() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--full", "--huge", "--huge-in", "--stream", "--only")
                .contains(Section.arguments());
        assertThat(err.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--bogus, Unknown option: '--bogus'",
        "--only, '--only'",
        "--only=nothing, section=nothing is not one of [record",
        "--stream=none.jsonl, stream=none.jsonl is not a readable file",
        "quick, quick",
    })
    void shouldRefuseInvalidArguments(String arg, String message) {
        assertThat(run(arg)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("bench: ").contains(message);
        assertThat(out.size()).isZero();
    }

    @Test
    void shouldRefuseContradictoryArguments() {
        assertThat(run("--huge", "--only", "size")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("growth and durable, which --only excludes");
    }

    @Test
    void shouldReportAMissingPageBeforeMeasuring() {
        assertThat(run("--full")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("bench: ").contains("BENCHMARKS.md");
        assertThat(out.size()).isZero();
    }
}
