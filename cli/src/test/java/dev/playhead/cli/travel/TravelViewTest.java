package dev.playhead.cli.travel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.view.EntitiesView;
import dev.playhead.cli.view.GridView;
import dev.playhead.cli.view.StateView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TravelViewTest {
    @TempDir
    private Path folder;

    private TravelFixture grid(boolean ascii) {
        return new TravelFixture(
                EventFiles.write(folder, "grid.jsonl", EventFiles.GRID), ascii, new GridView(null, null));
    }

    @Test
    void shouldShowTheEventItsChangesAndTheState() {
        try (TravelFixture travel = grid(false)) {
            travel.press("\u001b[D", "\u001b[D");

            String bars = " \u2588" + (" ".repeat(25) + "\u2588").repeat(2) + " ".repeat(24) + "\u2588";
            assertThat(travel.screen().lines())
                    .containsExactly(
                            " grid.jsonl" + " ".repeat(46) + "4 events  \u2016 1x   33.3%",
                            bars,
                            bars,
                            bars,
                            " " + "\u2501".repeat(26) + "\u25cf" + "\u2500".repeat(51),
                            " 2026-03-02 09:00:00.000            each column 2.31 s             09:03:00.000",
                            "\u2500 1  2026-03-02 09:01:00.000  user  cell:edit " + "\u2500".repeat(34),
                            " gridId=orders rowId=r1 columnId=price oldValue=1 newValue=7",
                            "",
                            "\u2500 changed " + "\u2500".repeat(70),
                            " ~ r1/price  1 \u2192 7",
                            "",
                            "",
                            "\u2500 Grid orders  2 rows, 2 columns " + "\u2500".repeat(47),
                            "  row  symbol  price",
                            "\u25b8 r1   ACME        7",
                            "  r2   HOOLI       2",
                            "",
                            "",
                            "",
                            "",
                            "",
                            "",
                            " \u2190\u2192 step  Space play  +- speed  / n N search  j jump  Tab pane  ? help  q quit");
        }
    }

    @Test
    void shouldDrawWithAsciiOnly() {
        try (TravelFixture travel = grid(true)) {
            travel.press("/");
            travel.type("cell:*");

            assertThat(travel.screen())
                    .matches("[\\p{ASCII}]*")
                    .contains("/cell:*  1 found")
                    .contains("> r1")
                    .contains(" ~ r1/price  1 -> 7")
                    .contains("O-");
        }
    }

    @Test
    void shouldMarkColumnsWithMatches() {
        try (TravelFixture travel = grid(true)) {
            travel.press("/");
            travel.type("row:*");
            travel.press("g");

            assertThat(travel.draw(24, 80).get(4)).isEqualTo(" O" + "-".repeat(51) + "+" + "-".repeat(24) + "+");
        }
    }

    @Test
    void shouldShowThePayloadAndTheTypes() {
        try (TravelFixture travel = grid(false)) {
            travel.press("\t");
            assertThat(travel.screen()).contains("\u2500 payload \u2500").contains("   \"gridId\": \"orders\",");
            travel.press("\t");
            assertThat(travel.screen())
                    .contains("\u2500 types so far \u2500")
                    .contains(" cell:edit            1  \u2588");
        }
    }

    @Test
    void shouldShowPromptsHelpAndMessages() {
        try (TravelFixture travel = grid(false)) {
            travel.press("j", "1");
            assertThat(travel.draw(24, 80).get(23)).startsWith(" jump to: 1 ").contains("37%");
            travel.press("9", "\r");
            assertThat(travel.draw(24, 80).get(23)).isEqualTo(" there is no event 19; ids go from 0 to 3");
            travel.press("?");
            assertThat(travel.screen())
                    .contains("Left Right, h l")
                    .contains("q, Ctrl-C, Ctrl-D")
                    .contains("any key");
        }
    }

    /**
     * Checks the screen for many sizes and a file with unusual texts. There must be a line for each row, no line may be
     * too wide, and no text may move the cursor.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFitIntoAnyTerminal(boolean ascii) {
        String nasty =
                "{\"type\":\"\\u001b[2J\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e\",\"timestamp\":\"%s\",\"source\":\"a\\nb\",\"payload\":"
                        + "{\"id\":\"x/%d\",\"\ud83d\ude00\":\"%s\",\"\\u0007\":[1,2,{\"a\":null}]}}\n";
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            String time = i == 20 ? "-1000000000-01-01T00:00:00Z" : "2026-03-02T09:00:%02dZ".formatted(i);
            lines.append(nasty.formatted(time, i % 30, "wide \u8a9e ".repeat(i * 5)));
        }
        Path path = EventFiles.write(folder, "a-file-with-a-rather-long-name-\u65e5\u672c.jsonl", lines.toString());
        try (TravelFixture travel = new TravelFixture(path, ascii, new EntitiesView("id"))) {
            travel.press("/");
            travel.type("\u65e5 ".repeat(60));
            for (String key : List.of("g", "2", "\u001b", "/", "\u001b", "\t", "\t", "\t", "?", "x", "t", "j", "n")) {
                travel.press(key);
                for (int[] size :
                        new int[][] {{1, 1}, {5, 200}, {12, 40}, {13, 41}, {24, 80}, {25, 79}, {40, 120}, {90, 300}}) {
                    List<String> screen = travel.draw(size[0], size[1]);
                    assertThat(screen).as("key %s", key).hasSize(size[0]);
                    assertThat(screen)
                            .as("key %s at %dx%d", key, size[1], size[0])
                            .allMatch(line -> Text.width(line) <= size[1]
                                    && Text.safe(line).equals(line));
                }
            }
        }
    }

    @Test
    void shouldShowTheRowsAndColumnsThatChanged() {
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            wide.append("{\"type\":\"t\",\"timestamp\":")
                    .append(i)
                    .append(",\"payload\":{\"id\":\"e")
                    .append(i);
            for (int f = 0; f < 30; f++) {
                wide.append("\",\"field").append(f).append("\":\"value").append(f);
            }
            wide.append("\"}}\n");
        }
        wide.append("{\"type\":\"t\",\"timestamp\":200,\"payload\":{\"id\":\"e150\",\"field25\":\"other\"}}\n");
        Path path = EventFiles.write(folder, "wide.jsonl", wide.toString());
        try (TravelFixture travel = new TravelFixture(path, false, new EntitiesView("id"))) {
            assertThat(travel.screen())
                    .contains("field25")
                    .contains("\u25b8 e150")
                    .contains("other")
                    .contains("rows 147 to 154 shown");

            travel.press("\u001b[5~");
            assertThat(travel.screen()).contains("rows 140 to 147 shown");
            travel.press("\u001b[6~", "\u001b[6~", "\u001b[6~", "\u001b[6~", "\u001b[6~", "\u001b[6~", "\u001b[6~");
            travel.press("\u001b[6~", "\u001b[B");
            assertThat(travel.screen()).contains("e199").contains("rows 193 to 200 shown");
        }
    }

    @Test
    void shouldShowMessagesInEmptyPanes() {
        try (TravelFixture travel = grid(false)) {
            travel.press("g", "\u001b[D");

            assertThat(travel.screen())
                    .contains("before the first event")
                    .contains("nothing changed")
                    .contains("no state yet");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grist-grid-edits", "chrome-trace", "rrweb-session"})
    void shouldFitRealStreams(String name) {
        Path file = Path.of("../../shared/data", name + ".jsonl.gz");
        assumeTrue(Files.exists(file), "there is no " + file.toAbsolutePath().normalize());
        @Nullable StateView<?> view = name.equals("rrweb-session") ? new EntitiesView("@type") : null;
        try (TravelFixture travel = new TravelFixture(file, false, view)) {
            for (String key : List.of("g", "]", "]", "\u001b[C", "\t", "t", "G", "\u001b[D")) {
                travel.press(key);
                for (int[] size : new int[][] {{24, 80}, {40, 120}}) {
                    assertThat(travel.draw(size[0], size[1]))
                            .hasSize(size[0])
                            .allMatch(line -> Text.width(line) <= size[1]);
                }
            }
        }
    }
}
