package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SortedImportTest {
    private static final ImportOptions SORTED = ImportOptions.lenient().sortedByTime();

    private static String line(String type, long millis) {
        return "{\"type\":\"" + type + "\",\"timestamp\":" + millis + "}\n";
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldSortEventsByTimeAndReportIt() {
        Imported imported = Imported.of(
                line("a", 5) + line("b", 3) + "oops\n" + line("c", 5) + line("d", 3) + line("e", 9), SORTED);

        assertThat(imported.types()).containsExactly("b", "d", "a", "c", "e");
        assertThat(imported.problems).extracting(ImportReport.Problem::line).containsExactly(3L);
        assertThat(imported.notes)
                .containsExactly(new ImportReport.Problem(
                        1,
                        1,
                        "the events are sorted by time: 2 of 5 were after an event with a later time, and were moved"
                                + " before it"));
    }

    @Test
    void shouldReportThatEventsWereInOrder() {
        assertThat(Imported.of(line("a", 1) + line("b", 1) + line("c", 2), SORTED).notes)
                .containsExactly(new ImportReport.Problem(
                        1, 1, "the events were in the order of time; sorting moved none (3 events)"));
        assertThat(Imported.of("", SORTED).events).isEmpty();
    }

    @Test
    void shouldSortStably() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        StringBuilder lines = new StringBuilder();
        List<GridEvent> expected = new ArrayList<>();
        long late = 0;
        long latest = 0;
        for (int i = 0; i < 10_000; i++) {
            long millis = random.nextInt(2_000);
            late += millis < latest ? 1 : 0;
            latest = Math.max(latest, millis);
            lines.append(line("t" + i, millis));
            expected.add(GridEvent.of("t" + i, null).at(Instant.ofEpochMilli(millis)));
        }
        expected.sort(Comparator.comparing(GridEvent::timestamp));
        Imported imported = Imported.of(lines.toString(), SORTED);

        assertThat(imported.events).as("seed=%s", seed).isEqualTo(expected);
        assertThat(imported.notes)
                .as("seed=%s", seed)
                .singleElement()
                .asString()
                .contains(": " + late + " of 10000 ");
    }

    @Test
    void shouldPassBreaksAndGapsBeforeAllEvents() {
        String lines = """
                {"type":"a","timestamp":9,"sequence":0}
                {"$playhead":"gap","first":1,"last":2}
                {"type":"b","timestamp":3,"sequence":3}
                """;
        try (EventHistory history = EventHistory.inMemory()) {
            ImportReport report = history.importFrom(bytes(lines), SORTED);

            assertThat(report.imported()).isEqualTo(2);
            assertThat(report.gaps()).isEqualTo(1);
            assertThat(history.getEvents()).extracting(RecordedEvent::type).containsExactly("b", "a");
            assertThat(history.getEvents().get(0).sequence()).isEqualTo(3);
            assertThat(history.stats().lost()).hasSize(1);
        }
    }

    @Test
    void shouldImportNothingIfAProblemEndsTheImport() {
        try (EventHistory history = EventHistory.inMemory()) {
            assertThatThrownBy(() -> history.importFrom(
                            bytes(line("a", 1) + "oops\n"),
                            ImportOptions.strictly().sortedByTime()))
                    .isInstanceOf(ImportException.class);
            assertThat(history.getEvents()).isEmpty();
        }
    }

    @Test
    void shouldKeepOtherOptions() {
        ImportOptions options = ImportOptions.strictly()
                .withMaxLineBytes(1_000)
                .withTimeFormat("yyyy-MM-dd")
                .withMapping(EventMapping.parse("type=a"));

        assertThat(options.sortedByTime().withMaxLineBytes(2_000).skippingDuplicates())
                .isEqualTo(options.skippingDuplicates().withMaxLineBytes(2_000).sortedByTime());
        assertThat(options.sorted()).isFalse();
    }
}
