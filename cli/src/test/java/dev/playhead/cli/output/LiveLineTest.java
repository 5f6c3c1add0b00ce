package dev.playhead.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.Session;
import dev.playhead.cli.option.GlobalOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class LiveLineTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private LiveLine line(boolean terminal) {
        return new LiveLine(new Session(
                new ByteArrayInputStream(new byte[0]),
                new Output(OutputStream.nullOutputStream(), false),
                new PrintStream(written, true, StandardCharsets.UTF_8),
                new Terminal(Map.of("COLUMNS", "40"), terminal, terminal),
                new GlobalOptions()));
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    public static void assertClearedAtTheEnd(String text) {
        assertThat(text).matches("(?s)(.*\r *\r)?");
    }

    @Test
    void shouldReplaceTheLineAndClearIt() {
        try (LiveLine line = line(true)) {
            line.show("100 events");
            line.show("100 events");
            line.show("9 events");
        }

        assertThat(written()).isEqualTo("\r100 events\r9 events  \r        \r");
    }

    @Test
    void shouldPrintOtherLinesAboveIt() {
        try (LiveLine line = line(true)) {
            line.show("1 event");
            line.above("oh");
        }

        assertThat(written()).isEqualTo("\r1 event\r       \roh\n\r1 event\r       \r");
    }

    @Test
    void shouldFitIntoTheTerminal() {
        try (LiveLine line = line(true)) {
            line.show("x".repeat(100));
        }

        assertThat(written()).contains("x...").doesNotContain("x".repeat(40));
    }

    @Test
    void shouldPrintNoStatusWithoutATerminal() {
        try (LiveLine line = line(false)) {
            line.show("1 event");
            line.above("oh");
        }

        assertThat(written()).isEqualTo("oh\n");
    }
}
