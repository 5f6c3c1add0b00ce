package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BadFileTest {
    @TempDir
    private Path folder;

    /** Returns the command lines of commands that read a file. {@code FILE} stands for the file. */
    static List<List<String>> commands() {
        return List.of(
                List.of("import", "FILE"),
                List.of("stats", "FILE"),
                List.of("search", "FILE"),
                List.of("search", "FILE", "--since", "-5m"),
                List.of("show", "FILE", "0"),
                List.of("snapshot", "FILE"),
                List.of("diff", "FILE", "0", "1", "--by", "id"),
                List.of("changes", "FILE", "A-1/price", "--by", "id"),
                List.of("first", "FILE", "--when", "price > 11"),
                List.of("first", "FILE", "--when", "A-1/price > 11", "--by", "id"),
                List.of("replay", "FILE", "--speed", "max"),
                List.of("export", "FILE", "-o", "-"));
    }

    private static Object[] on(List<String> command, Object file) {
        return command.stream()
                .map(part -> part.equals("FILE") ? file.toString() : part)
                .toArray();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldReportAMissingFileInOneLine(List<String> command) {
        Run run = Run.of(on(command, folder.resolve("missing.jsonl")));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).hasLineCount(1).contains("missing.jsonl: no such file");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldReportADirectoryInOneLine(List<String> command) {
        Run run = Run.of(on(command, folder));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains("is a directory");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldFailForAFileWithoutEvents(List<String> command) {
        Path file = EventFiles.write(folder, "notes.txt", "not json\nat all\n");

        Run run = Run.of(on(command, file));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out() + run.err()).contains("line 1, column");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldContinueAfterMalformedLines(List<String> command) {
        List<String> lines = EventFiles.ORDERS.lines().toList();
        Path file = EventFiles.write(
                folder, "some.jsonl", lines.get(0) + "\n{oops\n" + String.join("\n", lines.subList(1, 5)) + "\n[]\n");
        Run sound = Run.of(on(command, EventFiles.write(folder, "sound.jsonl", EventFiles.ORDERS)));

        Run run = Run.of(on(command, file));

        assertThat(run.exitCode()).isZero();
        if (command.get(0).equals("import")) {
            assertThat(run.out())
                    .contains("line 2, column 2")
                    .contains("line 7, column 1")
                    .contains("2 problems");
        } else if (run.err().contains("warning")) {
            // The commands "show" and "first" stop at the requested event, which may precede the malformed line.
            assertThat(run.err())
                    .contains(" were malformed, first: line 2, column 2: ")
                    .contains("see playhead import " + file);
        } else {
            assertThat(command.get(0)).isIn("show", "first");
        }
        if (!List.of("import", "stats", "snapshot").contains(command.get(0))) {
            assertThat(run.out()).isEqualTo(sound.out());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldSkipALineThatIsTooLong(List<String> command) {
        List<String> lines = EventFiles.ORDERS.lines().toList();
        String tooLong = "{\"type\":\"x\",\"timestamp\":0,\"payload\":\"" + "x".repeat(1_000) + "\"}";
        Path file = EventFiles.write(
                folder,
                "some.jsonl",
                lines.get(0) + "\n" + tooLong + "\n" + String.join("\n", lines.subList(1, 5)) + "\n");
        Run sound = Run.of(on(command, EventFiles.write(folder, "sound.jsonl", EventFiles.ORDERS)));
        List<String> limited = new ArrayList<>(command);
        limited.addAll(List.of("--max-line", "1K"));

        Run run = Run.of(on(limited, file));

        assertThat(run.exitCode()).isZero();
        if (command.get(0).equals("import")) {
            assertThat(run.out()).contains("line 2, column 1: the line is longer than maxLineBytes=1024; ");
        } else if (run.err().contains("warning")) {
            assertThat(run.err()).contains("first: line 2, column 1: the line is longer than maxLineBytes=1024; ");
        } else {
            assertThat(command.get(0)).isIn("show", "first"); // these commands may stop before that line
        }
        assertThat(run.out() + run.err())
                .matches(text -> !text.contains("maxLineBytes") || text.contains("--max-line"));
        if (!List.of("import", "stats", "snapshot").contains(command.get(0))) {
            assertThat(run.out()).isEqualTo(sound.out());
        }
    }

    @Test
    void shouldReadLinesOfTheMaximumLength() {
        String line = "{\"type\":\"x\",\"timestamp\":0,\"payload\":\"" + "x".repeat(1_024 - 41 - 2) + "\"}";
        Path file = EventFiles.write(folder, "long.jsonl", line);
        assertThat(line).hasSize(1_020);

        for (String size : List.of("1020", "1k", "1KB", "64M", "1G", "1073741824")) {
            assertThat(Run.of("search", file, "--count", "--max-line", size).out())
                    .as(size)
                    .isEqualTo("1\n");
        }
        assertThat(Run.of("search", file, "--count", "--max-line", "1019").err())
                .contains("maxLineBytes=1019");
        for (String size : List.of("0", "-1", "2G", "1073741825", "x", "1T", "", "99999999999999999999")) {
            Run run = Run.of("search", file, "--max-line=" + size);
            assertThat(run.exitCode()).as(size).isEqualTo(2);
            assertThat(run.err()).as(size).contains("is not a size from 1 byte to 1G");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldReadTheBeginningOfATruncatedGzipFile(List<String> command) throws IOException {
        StringBuilder many = new StringBuilder(EventFiles.ORDERS);
        for (int i = 0; i < 2_000; i++) {
            many.append("{\"type\":\"tick\",\"timestamp\":\"2026-03-02T11:00:00Z\",\"payload\":{\"n\":")
                    .append(i * 7919L % 1_000_003)
                    .append("}}\n");
        }
        byte[] whole = EventFiles.gzip(many.toString());
        Path file = Files.write(folder.resolve("cut.jsonl.gz"), Arrays.copyOf(whole, whole.length * 2 / 3));

        Run run = Run.of(on(command, file));

        boolean isToTheEnd = (run.out() + run.err()).contains("the stream broke off");
        assertThat(run.exitCode()).isEqualTo(isToTheEnd ? 3 : 0);
        if (!List.of("show", "first").contains(command.get(0))) {
            assertThat(run.out() + run.err()).contains("the stream broke off");
        }
    }

    /**
     * Checks that truncation is reported even if more than a hundred problems precede it. The report lists only the
     * first hundred problems.
     */
    @Test
    void shouldReportTruncatedGzipWithManyOtherProblems() throws IOException {
        StringBuilder lines = new StringBuilder("oops\n".repeat(200));
        for (int i = 0; i < 2_000; i++) {
            lines.append("{\"type\":\"tick\",\"timestamp\":0,\"payload\":{\"id\":")
                    .append(i * 7919L)
                    .append("}}\n");
        }
        byte[] whole = EventFiles.gzip(lines.toString());
        Path file = Files.write(folder.resolve("cut.jsonl.gz"), Arrays.copyOf(whole, whole.length * 2 / 3));

        assertThat(Run.of("import", file, "--into", folder.resolve("cut.playhead"))
                        .exitCode())
                .isEqualTo(3);
        assertThat(Run.of("snapshot", file, "--by", "id").exitCode()).isEqualTo(3);
    }

    @Test
    void shouldAcceptAnEmptyFile() {
        Path file = EventFiles.write(folder, "empty.jsonl", "");

        assertThat(Run.of("import", file).exitCode()).isZero();
        assertThat(Run.of("import", file, "--strict").exitCode()).isZero();
        assertThat(Run.of("stats", file).out()).contains("no events, the file is empty");
        assertThat(Run.of("search", file).err()).isEqualTo("playhead: no events match\n");
        assertThat(Run.of("snapshot", file).exitCode()).isZero();
        assertThat(Run.of("replay", file))
                .isEqualTo(new Run(0, "", "playhead: " + file + ": no events, the file is empty\n"));
        assertThat(Run.of("export", file, "-o", "-").out()).isEmpty();
        assertThat(Run.of("search", file, "--since", "-5m").err()).contains("has no events");
        assertThat(Run.of("show", file, "0").exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldEndWithoutAMessageWhenTheReaderClosesThePipe(List<String> command) {
        Path file = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exitCode = Main.run(
                Arrays.stream(on(command, file)).map(Object::toString).toArray(String[]::new),
                new ByteArrayInputStream(new byte[0]),
                failing("Broken pipe"),
                err);

        assertThat(exitCode).isZero();
        if (!command.get(0).equals("replay")) { // a replay prints its summary in any case
            assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        }
    }

    @Test
    void shouldReportOutputThatCannotBeWritten() {
        Path file = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int exitCode = Main.run(
                new String[] {"search", file.toString()},
                new ByteArrayInputStream(new byte[0]),
                failing("No space left on device"),
                err);

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("playhead: standard output cannot be written: No space left on device\n");
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }
}
