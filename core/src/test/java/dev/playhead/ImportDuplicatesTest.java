package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of importing a file twice, and of passing import options to the reader. */
class ImportDuplicatesTest {
    private static final ImportOptions SKIPPING = ImportOptions.lenient().skippingDuplicates();

    private static byte[] exported(EventHistory history) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        history.exportTo(out, ExportFormat.JSON_LINES, EventFilter.all());
        return out.toByteArray();
    }

    private static ImportReport importInto(EventHistory into, byte[] file, ImportOptions options) {
        return into.importFrom(new ByteArrayInputStream(file), options);
    }

    private static EventHistory recorded(String type, int events) {
        EventHistory history = EventHistory.inMemory();
        for (int i = 0; i < events; i++) {
            history.recordEvent(GridEvent.of(type, i).at(Instant.ofEpochSecond(i)));
        }
        return history;
    }

    /** Imports two events whose payloads differ only in strings with equal hash codes. */
    @Test
    void shouldDistinguishPayloadsWithEqualHashCodes() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
        EventHistory history = EventHistory.inMemory();
        byte[] one = "{\"sequence\":0,\"type\":\"a\",\"timestamp\":0,\"payload\":{\"v\":\"Aa\"}}"
                .getBytes(StandardCharsets.UTF_8);
        byte[] other =
                new String(one, StandardCharsets.UTF_8).replace("Aa", "BB").getBytes(StandardCharsets.UTF_8);

        assertThat(importInto(history, one, SKIPPING).imported()).isEqualTo(1);
        assertThat(importInto(history, other, SKIPPING).imported()).isEqualTo(1);
        assertThat(importInto(history, one, SKIPPING).skipped()).isEqualTo(1);
    }

    @Test
    void shouldSkipEventsThatTheHistoryAlreadyHas() {
        byte[] file = exported(recorded("a", 5));
        EventHistory empty = EventHistory.inMemory();
        EventHistory other = recorded("other", 3);
        for (EventHistory history : List.of(empty, other)) {
            long before = history.count(EventFilter.all());
            assertThat(importInto(history, file, SKIPPING).imported()).isEqualTo(5);
            ImportReport again = importInto(history, file, SKIPPING);

            assertThat(again.imported()).isZero();
            assertThat(again.skipped()).isEqualTo(5);
            assertThat(again.firstSequence()).isEqualTo(-1);
            assertThat(again.notes()).isEmpty();
            assertThat(history.count(EventFilter.all())).isEqualTo(before + 5);
            assertThat(importInto(history, exported(history), SKIPPING).imported())
                    .isZero();
        }
        assertThat(importInto(empty, exported(other), SKIPPING).imported()).isEqualTo(3);
        assertThat(importInto(other, exported(empty), SKIPPING).imported()).isZero();
    }

    @Test
    void shouldImportTheNewEventsOfAFileThatHasGrown() {
        EventHistory source = recorded("a", 3);
        EventHistory history = EventHistory.inMemory();
        importInto(history, exported(source), SKIPPING);
        source.recordEvent(GridEvent.of("new", null));
        ImportReport report = importInto(history, exported(source), SKIPPING);

        assertThat(report.imported()).isEqualTo(1);
        assertThat(report.skipped()).isEqualTo(3);
        assertThat(history.getEvents()).extracting(RecordedEvent::type).containsExactly("a", "a", "a", "new");
    }

    @Test
    void shouldImportDifferentEventsWithTheSameSequence() {
        EventHistory history = recorded("a", 3);

        assertThat(importInto(history, exported(recorded("b", 3)), SKIPPING).imported())
                .isEqualTo(3);
        byte[] later = new String(exported(recorded("a", 3)), StandardCharsets.UTF_8)
                .replace("1970", "1971")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(importInto(history, later, SKIPPING).imported()).isEqualTo(3);
    }

    @Test
    void shouldRecognizeDuplicatesByTheirId() {
        byte[] file = """
                {"type":"a","timestamp":1,"payload":{"n":1},"id":"x-1"}
                {"type":"a","timestamp":1,"payload":{"n":1},"id":"x-2"}
                {"type":"a","timestamp":1,"payload":{"n":1},"id":"x-1"}
                """.getBytes(StandardCharsets.UTF_8);
        EventHistory history = EventHistory.inMemory();

        assertThat(importInto(history, file, SKIPPING).imported()).isEqualTo(2);
        assertThat(importInto(history, file, SKIPPING).skipped()).isEqualTo(3);
    }

    @Test
    void shouldNoteThatEventsWithoutSequenceAndIdAreImportedAgain() {
        byte[] file = "{\"type\":\"a\",\"timestamp\":1}\n".repeat(2).getBytes(StandardCharsets.UTF_8);
        EventHistory history = EventHistory.inMemory();

        assertThat(importInto(history, file, SKIPPING).imported()).isEqualTo(2);
        ImportReport again = importInto(history, file, SKIPPING);
        assertThat(again.imported()).isEqualTo(2);
        assertThat(again.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("are imported again"));
    }

    @Test
    void shouldNoteThatAFileIsImportedTwiceWithoutTheOption() {
        byte[] file = exported(recorded("a", 3));
        EventHistory history = EventHistory.inMemory();

        assertThat(importInto(history, file, ImportOptions.lenient()).notes()).isEmpty();
        ImportReport again = importInto(history, file, ImportOptions.lenient());
        assertThat(again.imported()).isEqualTo(3);
        assertThat(again.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message())
                        .contains("the first event is already in the history, with id=0")
                        .contains("--skip-duplicates"));
        assertThat(importInto(history, exported(recorded("b", 3)), ImportOptions.lenient())
                        .notes())
                .isEmpty();
    }

    @Test
    void shouldPassOptionsToTheReader() {
        byte[] file = "{\"type\":\"a\",\"timestamp\":\"2026-07-01T12:00\"}\n{\"type\":\"b\"}\n"
                .getBytes(StandardCharsets.UTF_8);
        Instant now = Instant.parse("2026-07-02T00:00:00Z");
        EventHistory history = EventHistory.inMemory();
        ImportReport report = importInto(
                history,
                file,
                ImportOptions.strictly()
                        .withZone(ZoneId.of("Europe/Berlin"))
                        .withTimeOfArrival(Clock.fixed(now, ZoneOffset.UTC)));

        assertThat(history.getEvents())
                .extracting(RecordedEvent::timestamp)
                .containsExactly(Instant.parse("2026-07-01T10:00:00Z"), now);
        assertThat(report.notes()).singleElement().satisfies(note -> {
            assertThat(note.line()).isEqualTo(2);
            assertThat(note.message()).isEqualTo("events without a timestamp get the time at which they arrive");
        });
        assertThat(importInto(history, file, ImportOptions.lenient()).rejected())
                .isEqualTo(1);
    }
}
