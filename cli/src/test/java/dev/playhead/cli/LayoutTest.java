package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.output.Terminal;
import dev.playhead.cli.output.Text;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the layout of output on terminals of different widths. */
class LayoutTest {
    @TempDir
    private Path folder;

    private static Map<String, String> terminal(int columns) {
        return Map.of("COLUMNS", Integer.toString(columns), "NO_COLOR", "1", "LANG", "C.UTF-8");
    }

    private Path edits() {
        String long1 = "a value that goes on and on and on";
        return EventFiles.write(
                folder,
                "edits.jsonl",
                IntStream.range(0, 50)
                        .mapToObj(i -> "{\"type\":\"plugin:calculated:edit\",\"timestamp\":\"2026-03-02T09:00:"
                                + (10 + i % 50)
                                + "Z\",\"source\":\"plugin:exchange-rates\",\"payload\":{\"id\":\"A-1\",\"v\":\""
                                + long1 + " " + i + "\",\"w\":\"" + long1 + "\"}}\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void shouldPrintCompleteTimesOfChangesAndOmitTheTypeFirst() {
        Path file = edits();

        Run run = Run.onTerminal(terminal(80), "changes", file, "A-1/v", "--by", "id", "--zone", "UTC");
        assertThat(run.lines()).allMatch(line -> Text.width(line) <= 80, "fits");
        assertThat(run.out())
                .contains("2026-03-02 09:00:10.000")
                .contains("plugin:")
                .contains("no room for type; --wide shows all");
        Run narrow = Run.onTerminal(terminal(60), "changes", file, "A-1/v", "--by", "id", "--zone", "UTC");
        assertThat(narrow.lines()).allMatch(line -> Text.width(line) <= 60, "fits");
        assertThat(narrow.out()).contains("2026-03-02 09:00:10.000").contains("no room for who, type");
        Run wide = Run.onTerminal(terminal(60), "changes", file, "A-1/v", "--by", "id", "--wide");
        assertThat(wide.out())
                .contains("plugin:exchange-rates  plugin:calculated:edit")
                .contains("\"a value that goes on and on and on 48\"  \"a value that goes on and on and on 49\"")
                .doesNotContain("no room");
    }

    /** Checks that an event from a pipe is printed immediately, even if the widths of the columns are not known yet. */
    @Test
    void shouldPrintFoundEventsOfStandardInputImmediately() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] line = "{\"type\":\"early\",\"timestamp\":0}\n".getBytes(StandardCharsets.UTF_8);
        List<String> printedBeforeTheEnd = new ArrayList<>();
        InputStream in = new InputStream() {
            private int at;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] into, int from, int length) {
                if (at == line.length) {
                    printedBeforeTheEnd.add(out.toString(StandardCharsets.UTF_8));
                    return -1;
                }
                int read = Math.min(length, line.length - at);
                System.arraycopy(line, at, into, from, read);
                at += read;
                return read;
            }
        };

        Run run = Run.run(new Terminal(terminal(80), true, true), in, out, "search", "-");

        assertThat(run.exitCode()).isZero();
        assertThat(printedBeforeTheEnd).first().asString().contains("early");
    }

    @Test
    void shouldUseMoreColumnsForPayloadsThanForOtherCells() {
        Path orders = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        Run run = Run.onTerminal(terminal(80), "search", orders, "--zone", "UTC");

        assertThat(run.lines())
                .contains("4  10:42:00.000  user       order:price  id=A-1 price=99 address={\"city\":\"Paris…");
        Run long1 = Run.onTerminal(terminal(80), "search", edits(), "--zone", "UTC");
        assertThat(long1.lines()).hasSize(51).allMatch(line -> Text.width(line) <= 80, "fits");
        assertThat(long1.lines().get(0)).contains("no room for sources, --wide shows them");
        assertThat(long1.lines().get(1)).matches(" 0  09:00:10.000  plugin:calculat?.*  id=A-1 v=a value that goes.*");
        Run wide = Run.onTerminal(terminal(80), "search", edits(), "--zone", "UTC", "--wide");
        assertThat(wide.lines().get(50))
                .isEqualTo("49  09:00:59.000  plugin:exchange-rates  plugin:calculated:edit"
                        + "  id=A-1 v=a value that goes on and on and on 49 w=a value that goes on and on and on");
    }

    @Test
    void shouldPrintAllFoundEventsAfterTheMeasuredEvents() {
        Path file = edits();
        for (String options : new String[] {"", "-n 45", "--last 45", "--where id=A-1"}) {
            Object[] args = ("search " + file + " " + options).strip().split(" ");
            int expected = options.endsWith("45") ? 45 : 50;
            assertThat(Run.onTerminal(terminal(200), args).lines()).hasSize(expected + 1);
            assertThat(Run.of(args).lines()).hasSize(expected);
        }
    }

    @Test
    void shouldNameTheFieldOfALargePayloadThatMeetsTheCondition() {
        String fields =
                IntStream.range(0, 300).mapToObj(i -> "\"f" + i + "\":" + i).collect(Collectors.joining(","));
        Path file = EventFiles.write(
                folder,
                "large.jsonl",
                "{\"type\":\"a\",\"timestamp\":0,\"payload\":{" + fields + ",\"deep\":{\"id\":\"x\"}}}\n");

        Run run = Run.of("first", file, "--when", "deep.id == x");
        assertThat(run.lines()).hasSizeLessThan(30);
        assertThat(run.out()).contains("because   deep.id is \"x\"").contains("more lines; 'playhead show FILE 0'");
        assertThat(Run.of("first", file, "--when", "deep.id == x", "--wide").lines())
                .hasSizeGreaterThan(300);
        assertThat(Run.of("step", file).lines()).hasSizeLessThan(30);
        assertThat(Run.of("show", file, "0").lines()).hasSizeGreaterThan(300);
    }

    @Test
    void shouldCountTheRowsThatAreNotPrintedOnATerminal() {
        Path file = EventFiles.write(
                folder,
                "many.jsonl",
                IntStream.range(0, 1_000)
                        .mapToObj(i -> "{\"type\":\"a\",\"timestamp\":" + i + ",\"payload\":{\"id\":" + i + "}}\n")
                        .collect(Collectors.joining()));

        Run run = Run.onTerminal(terminal(80), "snapshot", file, "--by", "id");
        assertThat(run.lines()).hasSizeLessThan(60);
        assertThat(run.out()).contains("and 960 more rows; --entity ID shows one");
        assertThat(Run.onTerminal(terminal(80), "snapshot", file, "--by", "id", "--wide")
                        .lines())
                .hasSizeGreaterThan(1_000);
        assertThat(Run.of("snapshot", file, "--by", "id").lines()).hasSizeGreaterThan(1_000);
        Run diff = Run.onTerminal(terminal(80), "diff", file, "0", "999", "--by", "id");
        assertThat(diff.lines()).hasSizeLessThan(110);
        assertThat(diff.out()).contains("and 899 more differences").contains("999 added");
        assertThat(Run.of("diff", file, "0", "999", "--by", "id").lines()).hasSizeGreaterThan(999);
    }
}
