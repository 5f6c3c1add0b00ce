package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryCommandsTest {
    @TempDir
    private Path folder;

    private Path orders;
    private Path grid;

    @BeforeEach
    void writeFiles() {
        orders = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        grid = EventFiles.write(folder, "grid.jsonl", EventFiles.GRID);
    }

    private List<String> idsOf(Object... args) {
        Run run = Run.of(args);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.lines().stream()
                .map(line -> line.strip().replaceFirst(" .*", ""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--type order:new                       | 0 1",
                "--type order:*                         | 0 1 2 3 4",
                "--type *:price                         | 2 4",
                "--type order:new --type order:note     | 0 1 3",
                "--source user                          | 0 3 4",
                "--source plugin                        | 2",
                "--where id=A-10                        | 1",
                "--where id=A-1 --where price=10        | 0",
                "--where price=12.50                    | 2",
                "--where price=\"10\"                   | ",
                "--where note=null                      | 3",
                "--where address.city=Paris             | 4",
                "--since 2026-03-02T09:20:00Z           | 2 3 4",
                "--since 09:20 --until 09:30:00         | 2 3",
                "--since -75m                           | 3 4",
                "--until +10m                           | 0 1",
                "--until 2026-03-02T10:10:00+01:00      | 0 1",
                "--since 2026-03-03                     | ",
                "--limit 2                              | 0 1",
                "--last 2                               | 3 4",
                "--since -75m --limit 1                 | 3",
                "--since -75m --last 1                  | 4"
            })
    void shouldFindEvents(String options, String ids) {
        List<Object> args = new java.util.ArrayList<>(List.of("search", orders, "--zone", "UTC"));
        args.addAll(List.of(options.strip().split(" +")));

        assertThat(idsOf(args.toArray())).isEqualTo(ids == null ? List.of() : List.of(ids.split(" ")));
    }

    @Test
    void shouldReadTimesInTheZone() {
        assertThat(idsOf("search", orders, "--zone", "Europe/Rome", "--since", "10:20", "--until", "10:30"))
                .containsExactly("2", "3");
        assertThat(Run.of("search", orders, "--zone", "Europe/Rome", "--limit", "1")
                        .out())
                .contains("2026-03-02T10:00:00.000+01:00");
    }

    @Test
    void shouldPrintFoundEventsInTheFormOfExports() {
        assertThat(Run.of("search", orders, "--json", "--where", "note=null").out())
                .isEqualTo("{\"sequence\":3,\"type\":\"order:note\",\"timestamp\":\"2026-03-02T09:30:00Z\","
                        + "\"source\":\"user\",\"payload\":{\"id\":\"A-1\",\"note\":null}}\n");
        assertThat(Run.of("search", orders, "--json").out())
                .isEqualTo(Run.of("export", orders, "-o", "-").out());
        assertThat(Run.of("search", orders, "--count", "--source", "user").out())
                .isEqualTo("3\n");
    }

    @Test
    void shouldReadStandardInput() {
        assertThat(Run.withInput(EventFiles.ORDERS, "search", "-", "--last", "1")
                        .out())
                .contains("Paris");
    }

    @Test
    void shouldReportOnStandardErrorThatNothingMatches() {
        assertThat(Run.of("search", orders, "--type", "none")).isEqualTo(new Run(0, "", "playhead: no events match\n"));
    }

    @Test
    void shouldHintThatPathsAreRelativeToThePayload() {
        assertThat(Run.of("search", orders, "--where", "payload.id=A-1").err())
                .startsWith("playhead: no events match; ")
                .contains("without 'payload.'");
        assertThat(Run.of("search", orders, "--where", "id=payload.x").err()).isEqualTo("playhead: no events match\n");
    }

    @Test
    void shouldAssignTheSameIdsToStreamedAndLoadedEvents() {
        Path shuffled = EventFiles.write(folder, "shuffled.jsonl", """
                {"sequence":5,"type":"a","timestamp":1000}
                {"sequence":2,"type":"b","timestamp":2000}
                {"type":"c","timestamp":3000}
                {"sequence":20,"type":"d","timestamp":4000}
                """);

        Run streamed = Run.of("search", shuffled, "--json", "--since", "1970-01-01", "--zone", "UTC");
        Run loaded = Run.of("search", shuffled, "--json", "--since", "+0s", "--zone", "UTC");

        assertThat(streamed.out()).isEqualTo(loaded.out()).contains("\"importedSequence\":2");
        assertThat(idsOf("search", shuffled)).containsExactly("5", "6", "7", "20");
        assertThat(Run.of("stats", shuffled).out()).contains("17 not in the file");
    }

    @Test
    void shouldEscapeControlAndDirectionCharactersInPayloads() {
        Path evil = EventFiles.write(
                folder,
                "evil.jsonl",
                "{\"type\":\"x\\u001b[31m\",\"timestamp\":0,\"source\":\"\\u009b2J\",\"payload\":{\"\\u0007\":\"\\u202e\\u061c\\u2066\\u007f"
                        + "\ud83d\ude00\"}}\n");
        for (Run run : List.of(
                Run.of("search", evil),
                Run.of("show", evil, "0"),
                Run.of("stats", evil),
                Run.of("snapshot", evil, "--by", "@source"),
                Run.onTerminal(Map.of("NO_COLOR", "1"), "search", evil, "--json"),
                Run.onTerminal(Map.of("NO_COLOR", "1"), "show", evil, "0", "--json"))) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).doesNotContainPattern("[\u0000-\t\u000b-\u001f\u007f-\u009f]");
            if (!run.out().startsWith("{")) { // JSON is for programs, and contains these marks as they are
                assertThat(run.out()).doesNotContainPattern("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]");
            }
        }
        assertThat(Run.of("search", evil).out()).contains("\\u001b[31m").contains("\ud83d\ude00");
    }

    @Test
    void shouldShowCompleteEvents() {
        Run run = Run.of("show", orders, "4", "0", "--zone", "UTC");

        assertThat(run.out()).contains("event 4  order:price  user").contains("\"city\": \"Paris\"");
        assertThat(run.out().indexOf("event 4")).isLessThan(run.out().indexOf("event 0"));
        assertThat(Run.of("show", orders, "2", "--json").out())
                .isEqualTo(Run.of("search", orders, "--json", "--source", "plugin:fx")
                        .out());
    }

    @Test
    void shouldNameUnknownIds() {
        Run run = Run.of("show", orders, "1", "77", "78");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("event 1");
        assertThat(run.err()).hasLineCount(1).contains("no event with id 77, 78");
    }

    @Test
    void shouldPrintStatistics() {
        Run run = Run.of("stats", orders, "--zone", "UTC");

        assertThat(run.out())
                .contains("5  ids 0 to 4")
                .contains("2026-03-02 09:00:00.000  UTC")
                .contains("1 h 42 min later")
                .contains("3 types")
                .contains("3 sources");
        assertThat(Run.of("stats", orders, "--json", "--zone", "UTC").out())
                .contains("\"events\": 5")
                .contains("\"first\": \"2026-03-02T09:00:00.000Z\"")
                .contains("\"order:new\": 2");
    }

    @Test
    void shouldCountTimesOutOfOrderAndRepeated() {
        Path file = EventFiles.write(folder, "times.jsonl", """
                {"type":"a","timestamp":5}
                {"type":"a","timestamp":3}
                {"type":"a","timestamp":5}
                {"type":"a","timestamp":"-999999999-01-01T00:00:00Z"}
                {"type":"a","timestamp":"+1000000000-12-31T23:59:59Z"}
                """);

        Run run = Run.of("stats", file, "--json");

        assertThat(run.out()).contains("\"outOfOrder\": 2").contains("\"repeatedTimes\": 1");
        assertThat(Run.of("stats", file).exitCode()).isZero();
        assertThat(Run.of("search", file).lines()).hasSize(5);
    }

    @Test
    void shouldMergeEntities() {
        assertThat(Run.of("snapshot", orders, "--by", "id", "--entity", "A-1", "--json", "--zone", "UTC")
                        .out())
                .contains("\"price\": 99")
                .contains("\"note\": null")
                .contains("\"city\": \"Paris\"");
        Run all =
                Run.of("snapshot", orders, "--projection", "entities", "--by", "id", "--at", "09:20", "--zone", "UTC");
        assertThat(all.out()).contains("after event 2 at 2026-03-02 09:20:00.000 (UTC)");
        assertThat(all.lines().stream().filter(line -> line.startsWith("  A-")).toList())
                .first()
                .asString()
                .contains("12.5");
        assertThat(all.out().indexOf("  A-1 ")).isLessThan(all.out().indexOf("  A-10"));
    }

    @Test
    void shouldNameExistingEntities() {
        Run run = Run.of("snapshot", orders, "--by", "id", "--entity", "B-1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("no entity B-1").contains("A-1, A-10");
    }

    @Test
    void shouldShowTheGridAtAnEventOrTime() {
        assertThat(Run.of("snapshot", grid, "--at", "1").out())
                .contains("Grid orders  2 rows, 2 columns")
                .containsPattern("r1 +ACME +7")
                .containsPattern("r2 +HOOLI +2");
        assertThat(Run.of("snapshot", grid, "--at", "99")).isEqualTo(Run.of("show", grid, "99"));
        assertThat(Run.of("snapshot", grid, "--at", "99").exitCode()).isEqualTo(1);
        assertThat(Run.of("snapshot", grid, "--at", "2000-01-01").out()).contains("before the first event");
    }

    @Test
    void shouldNoteEarlierEventsWithLaterTimestamps() {
        Path file = EventFiles.write(
                folder, "late.jsonl", "{\"type\":\"a\",\"timestamp\":9000}\n{\"type\":\"b\",\"timestamp\":1000}\n");

        assertThat(Run.of("snapshot", file, "--at", "1970-01-01T00:00:01Z").err())
                .contains("1 earlier event is stamped after this time");
    }

    @Test
    void shouldListDifferences() {
        assertThat(Run.of("diff", grid, "0", "3").lines().stream()
                        .map(line -> line.replaceAll(" +", " "))
                        .toList())
                .contains(
                        "~ r1/price 1 -> 7",
                        "- r2 {\"symbol\":\"HOOLI\",\"price\":2}",
                        "+ r3 {\"symbol\":\"STARK\",\"price\":3}",
                        "1 changed, 1 added, 1 removed");
        assertThat(Run.of("diff", orders, "-75m", "-0s", "--by", "id", "--json").lines())
                .contains(
                        "{\"path\":\"A-1/price\",\"change\":\"changed\",\"before\":12.5,\"after\":99}",
                        "{\"path\":\"A-1/address.city\",\"change\":\"changed\",\"before\":\"Rome\",\"after\":\"Paris\"}");
        assertThat(Run.of("diff", grid, "2", "2").out()).contains("no differences");
    }

    @Test
    void shouldListWhoChangedAField() {
        Run run = Run.of("changes", orders, "A-1/price", "--by", "id", "--zone", "UTC", "--csv");

        assertThat(run.out()).isEqualTo("""
                id,time,who,source,type,entity,field,before,after
                0,2026-03-02T09:00:00.000Z,anna,user,order:new,A-1,price,,10
                2,2026-03-02T09:20:00.000Z,plugin:fx,plugin:fx,order:price,A-1,price,10,12.5
                4,2026-03-02T10:42:00.000Z,ben,user,order:price,A-1,price,12.5,99
                """.replace("\n", "\r\n"));
        assertThat(Run.of("changes", orders, "A-1/address.city", "--by", "id", "--json")
                        .lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("\"before\":\"Rome\",\"after\":\"Paris\"");
        assertThat(Run.of("changes", grid, "r1/price").out())
                .contains("r1/price  2 changes")
                .contains("cell:edit");
    }

    @Test
    void shouldQuoteCsv() {
        Path file = EventFiles.write(
                folder,
                "csv.jsonl",
                "{\"type\":\"a\",\"timestamp\":0,\"payload\":{\"id\":1,\"x\":\"say \\\"a,b\\\"\\n\"}}\n");

        assertThat(Run.of("changes", file, "1/x", "--by", "id", "--csv").out()).endsWith(",\"say \"\"a,b\"\"\n\"\r\n");
    }

    @Test
    void shouldNameExistingEntitiesAndFieldsIfNothingChanged() {
        assertThat(Run.of("changes", orders, "A-1/prize", "--by", "id"))
                .extracting(Run::exitCode, Run::err)
                .containsExactly(1, "playhead: entity A-1 has no field prize; it has id, price, address, note\n");
        assertThat(Run.of("changes", orders, "A-1/price", "--by", "id.x").err())
                .isEqualTo(
                        "playhead: no payload has the field id.x of --by; existing fields: id, price, address, note\n");
        assertThat(Run.of("snapshot", orders, "--entity", "A-1", "--by", "z").err())
                .contains("no payload has the field z");
        assertThat(Run.of("first", orders, "--when", "A-1/price > 1", "--by", "z")
                        .err())
                .contains("no payload has the field z");
        assertThat(Run.of("changes", grid, "r9/price").err()).contains("there is no row r9; there are r1, r3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "price > 11               | 2",
                "price >= 12.5            | 2",
                "price==5                 | 1",
                "price < 10               | 1",
                "note == null             | 3",
                "note exists              | 3",
                "address.city contains ar | 4",
                "id != A-1                | 1"
            })
    void shouldFindTheFirstPayloadThatMeetsACondition(String condition, String id) {
        assertThat(Run.of("first", orders, "--when", condition).out()).startsWith("event " + id + " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A-1/price > 11               | 2",
                "A-1/address.city == \"Paris\" | 4",
                "A-1/address.city == Rome     | 0",
                "A-10/price exists            | 1"
            })
    void shouldFindTheEventAfterWhichAStateMeetsACondition(String condition, String id) {
        assertThat(Run.of("first", orders, "--when", condition, "--by", "id").out())
                .startsWith("event " + id + " ");
    }

    @Test
    void shouldFindTheEventThatChangedACell() {
        Run run = Run.of("first", grid, "--when", "r1/price > 5");

        assertThat(run.out()).startsWith("event 1  cell:edit").containsPattern("~  r1/price  1  ->  7");
        assertThat(Run.of("first", grid, "--when", "r1/price > 5", "--json").out())
                .startsWith("{\"sequence\":1,");
    }

    @Test
    void shouldFailIfNoEventMadeTheConditionTrue() {
        assertThat(Run.of("first", orders, "--when", "price > 1000").exitCode()).isEqualTo(1);
        Run run = Run.of("first", grid, "--when", "r1/price > 1000");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("at the end r1/price is 7");
        assertThat(Run.of("first", grid, "--when", "r1/prize > 1").err()).contains("there is no r1/prize");
    }

    @Test
    void shouldCountEveryEventOfATimeInTheFarFuture() {
        String event = "{\"type\":\"a\",\"timestamp\":\"2300-01-01T00:00:00Z\"}\n";
        Path file = EventFiles.write(folder, "far.jsonl", event + event + event.replace("2300", "2301"));

        assertThat(Run.of("stats", file, "--json").out().replaceAll("\\s", ""))
                .contains("\"timeline\":[2,0,")
                .contains(",0,1]");
    }
}
