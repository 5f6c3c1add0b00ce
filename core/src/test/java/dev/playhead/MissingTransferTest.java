package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportException;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.io.Imported;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of exporting and importing breaks and gaps. */
class MissingTransferTest {
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00.123456789Z");
    private static final Projection<Long> COUNT = Projection.of("count", 0L, (count, event) -> count + 1);
    private static final ImportOptions SKIPPING = ImportOptions.lenient().skippingDuplicates();

    private static EventHistory.Builder builder() {
        return EventHistory.builder().retention(RetentionPolicy.unlimited()).projection(COUNT);
    }

    private static String exported(EventHistory history, ExportFormat format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        history.exportTo(out, format, EventFilter.all());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static ImportReport importInto(EventHistory into, String text, ImportOptions options) {
        return into.importFrom(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), options);
    }

    private static ImportReport importInto(EventHistory into, String text) {
        return importInto(into, text, ImportOptions.strictly());
    }

    /** A builder of the lines of an event file. It does not check the order of the lines. */
    private static final class Lines {
        private final StringBuilder text = new StringBuilder();

        Lines event(long sequence) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (EventSerializer.Writer writer = EventSerializer.writer(out, ExportFormat.JSON_LINES)) {
                writer.write(
                        RecordedEvent.of(sequence, GridEvent.of("t", sequence).at(time(sequence))));
            }
            text.append(out.toString(StandardCharsets.UTF_8));
            return this;
        }

        Lines events(long first, long last) {
            for (long i = first; i <= last; i++) {
                event(i);
            }
            return this;
        }

        Lines pause(RecordingBreak one) {
            text.append("{\"$playhead\":\"break\",\"sequence\":" + one.sequence() + ",\"from\":\"" + one.from()
                    + "\",\"to\":\"" + one.to() + "\",\"offered\":{");
            List<String> offered = new ArrayList<>();
            one.offered().forEach((type, count) -> offered.add("\"" + type + "\":" + count));
            text.append(String.join(",", offered)).append("}}\n");
            return this;
        }

        Lines pause(long sequence, String type, long count) {
            return pause(breakAt(sequence, type, count));
        }

        Lines gap(long first, long last) {
            text.append("{\"$playhead\":\"gap\",\"first\":" + first + ",\"last\":" + last + "}\n");
            return this;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private static Instant time(long sequence) {
        return T0.plusSeconds(sequence % 1_000);
    }

    private static RecordingBreak breakAt(long sequence, String type, long count) {
        return new RecordingBreak(sequence, T0, T0.plusMillis(count), Map.of(type, count));
    }

    @Test
    void shouldExportAndImportTheBreakOfAPause() {
        EventHistory history = builder().build();
        history.recordEvent(GridEvent.of("a", 1).at(T0));
        history.pause();
        history.recordEvent(GridEvent.of("b", 2).at(T0));
        assertThat(exported(history, ExportFormat.JSON_LINES)).endsWith("\"offered\":{\"b\":1}}\n");
        history.resume();
        history.recordEvent(GridEvent.of("a", 3).at(T0));

        for (ExportFormat format : Imported.READ_BACK) {
            EventHistory copy = builder().build();
            ImportReport report = importInto(copy, exported(history, format));
            assertThat(report.breaks()).isEqualTo(1);
            assertThat(report.gaps()).isZero();
            assertThat(copy.stats().breaks()).isEqualTo(history.stats().breaks());
            assertThat(exported(copy, format)).isEqualTo(exported(history, format));
            assertThatThrownBy(() -> copy.timeline().snapshot().state(COUNT))
                    .isInstanceOf(IncompleteHistoryException.class);
        }
    }

    @Test
    void shouldKeepBreaksAndGapsOfAFileInAnEmptyHistory() {
        String file = new Lines()
                .events(0, 9)
                .gap(10, 20)
                .events(21, 22)
                .pause(23, "x", 2)
                .events(23, 24)
                .gap(25, 1L << 60)
                .toString();
        EventHistory history = builder().build();
        ImportReport report = importInto(history, file);

        assertThat(report.imported()).isEqualTo(14);
        assertThat(report.renumbered()).isZero();
        assertThat(report.breaks()).isEqualTo(1);
        assertThat(report.gaps()).isEqualTo(2);
        assertThat(history.stats().lost()).containsExactly(new SequenceRange(10, 20), new SequenceRange(25, 1L << 60));
        assertThat(history.stats().breaks()).containsExactly(breakAt(23, "x", 2));
        assertThat(history.getEventSnapshotAtSequence(9).state(COUNT)).isEqualTo(10);
        assertThatThrownBy(() -> history.getEventSnapshotAtSequence(21).state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining("10..20");
        assertThat(exported(history, ExportFormat.JSON_LINES)).isEqualTo(file);
        assertThat(history.recordEvent(GridEvent.of("t", 0))).isEqualTo((1L << 60) + 1);
    }

    @Test
    void shouldConvertGapsToBreaksBeforeTheNextEventInANonEmptyHistory() {
        EventHistory history = builder().build();
        history.recordEvent(GridEvent.of("mine", 0));
        ImportReport report = importInto(
                history,
                new Lines()
                        .gap(3, 4)
                        .event(5)
                        .gap(6, (1L << 60) + 5)
                        .pause((1L << 60) + 6, "x", 2)
                        .event((1L << 60) + 6)
                        .gap((1L << 60) + 7, (1L << 60) + 7)
                        .toString());

        assertThat(report.breaks()).isEqualTo(1);
        assertThat(report.gaps()).isEqualTo(3);
        assertThat(history.stats().lost()).isEmpty();
        Instant five = time(5);
        assertThat(history.stats().breaks()).hasSize(3).satisfies(breaks -> {
            assertThat(breaks.get(0)).isEqualTo(new RecordingBreak(1, Instant.EPOCH, Instant.EPOCH, Map.of("*", 2L)));
            assertThat(breaks.get(1)).isEqualTo(new RecordingBreak(2, T0, five, Map.of("*", 1L << 60, "x", 2L)));
            assertThat(breaks.get(2).sequence()).isEqualTo(3);
            assertThat(breaks.get(2).offered()).isEqualTo(Map.of("*", 1L));
        });
        assertThatThrownBy(() -> history.getEventSnapshotAtSequence(1).state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class);
    }

    @Test
    void shouldRefuseMalformedGapsWhenStrict() {
        String file = new Lines().event(5).gap(5, 6).event(7).toString();
        EventHistory lenient = builder().build();
        ImportReport report = importInto(lenient, file, ImportOptions.lenient());
        assertThat(report.imported()).isEqualTo(2);
        assertThat(report.rejected()).isEqualTo(1);
        assertThat(report.gaps()).isZero();
        assertThat(report.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.line()).isEqualTo(2);
            assertThat(problem.message()).contains("first=5 goes backward");
        });
        assertThat(lenient.stats().lost()).isEmpty();

        EventHistory strict = builder().build();
        assertThatThrownBy(() -> importInto(strict, file)).isInstanceOf(ImportException.class);
        assertThat(strict.count(EventFilter.all())).isEqualTo(1);
    }

    @Test
    void shouldNotDuplicateBreaksAndGapsWhenDuplicatesAreSkipped() {
        String file = new Lines()
                .pause(3, "early", 1)
                .events(3, 9)
                .gap(10, 20)
                .events(21, 22)
                .pause(23, "x", 2)
                .events(23, 24)
                .pause(25, "y", 3)
                .toString();
        EventHistory empty = builder().build();
        importInto(empty, file, SKIPPING);
        String once = exported(empty, ExportFormat.JSON_LINES);
        assertThat(once).isEqualTo(file);
        ImportReport again = importInto(empty, file, SKIPPING);
        assertThat(again.skipped()).isEqualTo(11);
        assertThat(again.breaks()).isZero();
        assertThat(again.gaps()).isZero();
        assertThat(exported(empty, ExportFormat.JSON_LINES)).isEqualTo(once);

        EventHistory other = builder().build();
        other.recordEvent(GridEvent.of("mine", 0).at(T0));
        assertThat(importInto(other, file, SKIPPING).breaks()).isEqualTo(3);
        List<RecordingBreak> breaks = other.stats().breaks();
        assertThat(breaks).hasSize(4);
        importInto(other, file, SKIPPING);
        assertThat(other.stats().breaks()).isEqualTo(breaks);
    }

    @Test
    void shouldImportNewBreaksAndGapsOfAFileThatHasGrown() {
        Lines file = new Lines().events(0, 9);
        EventHistory history = builder().build();
        importInto(history, file.toString(), SKIPPING);
        file.pause(10, "x", 2).events(10, 12).gap(13, 14).event(15);
        ImportReport report = importInto(history, file.toString(), SKIPPING);

        assertThat(report.breaks()).isEqualTo(1);
        assertThat(report.gaps()).isEqualTo(1);
        assertThat(history.stats().breaks())
                .extracting(RecordingBreak::sequence)
                .containsExactly(10L, 13L);
    }

    @Test
    void shouldExportAllBreaksAndGapsWithAnyFilter() {
        EventHistory history = builder().build();
        importInto(
                history,
                new Lines()
                        .events(0, 3)
                        .pause(4, "x", 1)
                        .events(4, 5)
                        .gap(6, 7)
                        .events(8, 9)
                        .toString());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        history.exportTo(out, ExportFormat.JSON_LINES, EventFilter.sequenceBetween(9, 9));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(new Lines().pause(4, "x", 1).gap(6, 7).event(9).toString());
    }

    @Test
    void shouldMergeABreakImportedDuringAPauseWithTheBreakOfThatPause() {
        EventHistory history = builder().build();
        history.recordEvent(GridEvent.of("a", 1));
        history.pause();
        history.recordEvent(GridEvent.of("a", 1));
        importInto(history, new Lines().pause(3, "x", 2).event(4).gap(5, 6).toString());
        history.recordEvent(GridEvent.of("b", 1));
        history.resume();
        history.recordEvent(GridEvent.of("a", 1));

        assertThat(history.stats().breaks()).hasSize(2);
        assertThat(history.stats().breaks().get(0).offered()).isEqualTo(Map.of("a", 1L, "x", 2L));
        assertThat(history.stats().breaks().get(1).offered()).isEqualTo(Map.of("b", 1L, "*", 2L));
        assertThat(history.stats().breaks())
                .extracting(RecordingBreak::sequence)
                .containsExactly(1L, 2L);
    }

    @Test
    void shouldReportTheNumberOfBreaksAndGapsAmongMinimizedEvents() {
        EventHistory history = builder().build();
        importInto(
                history,
                new Lines()
                        .events(0, 3)
                        .pause(4, "x", 1)
                        .events(4, 5)
                        .gap(6, 7)
                        .events(8, 9)
                        .pause(10, "x", 1)
                        .toString());

        EventHistory.Minimized all = history.minimize(EventFilter.all(), events -> !events.isEmpty());
        assertThat(all.breaks()).isEqualTo(2);
        assertThat(all.gaps()).isEqualTo(1);
        EventHistory.Minimized some = history.minimize(EventFilter.sequenceBetween(0, 5), events -> !events.isEmpty());
        assertThat(some.breaks()).isEqualTo(1);
        assertThat(some.gaps()).isEqualTo(1);
        assertThat(history.minimize(EventFilter.sequenceBetween(0, 2), events -> !events.isEmpty()))
                .extracting(EventHistory.Minimized::breaks, EventHistory.Minimized::gaps)
                .containsExactly(0, 0);
    }

    @Test
    void shouldMergeBreaksBetweenTheSameTwoEvents() {
        String file = new Lines()
                .event(0)
                .pause(5, "x", 1)
                .pause(8, "y", 2)
                .event(9)
                .pause(20, "z", 3)
                .toString();
        RecordingBreak both = breakAt(8, "x", 1).and(breakAt(8, "y", 2));
        String stable = new Lines()
                .event(0)
                .pause(both.at(9))
                .event(9)
                .pause(20, "z", 3)
                .toString();
        InMemoryEventStore store = InMemoryEventStore.create();
        try (EventHistory history = builder().store(store).build()) {
            importInto(history, file);
            assertThat(exported(history, ExportFormat.JSON_LINES)).isEqualTo(stable);
        }
        try (EventHistory history =
                builder().store(store.reopen(EventStore.Mode.WRITE)).build()) {
            assertThat(exported(history, ExportFormat.JSON_LINES)).isEqualTo(stable);
            assertThat(history.recordEvent(GridEvent.of("t", 0))).isEqualTo(20);
            assertThat(history.stats().breaks()).containsExactly(both.at(9), breakAt(20, "z", 3));
        }
    }

    @Test
    void shouldNotDuplicateABreakThatALaterSessionMovesBehindLostEvents() {
        InMemoryEventStore store = InMemoryEventStore.create();
        try (EventHistory history = builder().store(store).build()) {
            importInto(history, new Lines().gap(0, 3).pause(4, "x", 2).toString());
        }
        String moved = new Lines().gap(0, 9).pause(10, "x", 2).toString();
        for (EventStore.Mode mode : List.of(EventStore.Mode.WRITE, EventStore.Mode.READ)) {
            try (EventHistory history = builder().store(store.reopen(mode)).build()) {
                if (mode == EventStore.Mode.WRITE) {
                    importInto(history, new Lines().gap(4, 9).toString());
                }
                assertThat(exported(history, ExportFormat.JSON_LINES)).isEqualTo(moved);
            }
        }
        try (EventHistory history =
                builder().store(store.reopen(EventStore.Mode.WRITE)).build()) {
            importInto(history, new Lines().event(12).toString());
        }
        try (EventHistory history =
                builder().store(store.reopen(EventStore.Mode.READ)).build()) {
            assertThat(exported(history, ExportFormat.JSON_LINES))
                    .isEqualTo(new Lines().gap(0, 9).pause(12, "x", 2).event(12).toString());
        }
    }

    /** A generated file, and the expected export after the file was imported. */
    private static final class Model {
        final Lines file = new Lines();
        final Lines expected = new Lines();
        final List<Long> refused = new ArrayList<>();
        final List<Long> sequences = new ArrayList<>();
        private @Nullable SequenceRange gap;
        private @Nullable RecordingBreak pause;
        private boolean incomplete;
        private long next;

        void event() {
            file.event(next);
            incomplete |= gap != null || pause != null;
            flush();
            expected.event(next);
            (incomplete ? refused : sequences).add(next++);
        }

        void gap(long events) {
            long last = next + events - 1;
            file.gap(next, last);
            SequenceRange before = gap;
            gap = new SequenceRange(before == null ? next : before.first(), last);
            next = last + 1;
        }

        void pause(Random random) {
            RecordingBreak one = breakAt(next, "t" + random.nextInt(3), 1 + random.nextInt(9));
            file.pause(one);
            RecordingBreak before = pause;
            pause = before == null ? one : before.and(one);
        }

        void flush() {
            if (gap != null) {
                expected.gap(gap.first(), gap.last());
            }
            if (pause != null) {
                expected.pause(pause.at(next));
            }
            gap = null;
            pause = null;
        }

        static Model random(long seed) {
            Random random = new Random(seed);
            Model model = new Model();
            int size = random.nextInt(60);
            for (int i = 0; i < size; i++) {
                int kind = random.nextInt(10);
                if (kind < 2) {
                    model.gap(random.nextInt(20) == 0 ? 1L << 40 : 1 + random.nextInt(5));
                } else if (kind < 4 && model.next > 0) {
                    model.pause(random);
                } else {
                    model.event();
                }
            }
            model.flush();
            return model;
        }
    }

    @Test
    @Tag("full")
    void shouldExportTheSameBytesAfterARoundTrip() {
        int rounds = Boolean.getBoolean("playhead.full") ? 5_000 : 150;
        long base = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            long seed = base + round;
            Model model = Model.random(seed);
            String expected = model.expected.toString();
            EventHistory history = builder().build();
            ImportReport report = importInto(history, model.file.toString());
            assertThat(report.renumbered()).as("seed=" + seed).isZero();
            assertThat(exported(history, ExportFormat.JSON_LINES))
                    .as("seed=" + seed)
                    .isEqualTo(expected);
            for (long sequence : model.sequences) {
                assertThat(history.getEventSnapshotAtSequence(sequence).state(COUNT))
                        .as("seed=" + seed)
                        .isEqualTo(sequence + 1);
            }
            for (long sequence : model.refused) {
                assertThatThrownBy(() ->
                                history.getEventSnapshotAtSequence(sequence).state(COUNT))
                        .as("seed=" + seed)
                        .isInstanceOf(IncompleteHistoryException.class);
            }
            for (ExportFormat format : Imported.READ_BACK) {
                EventHistory copy = builder().build();
                importInto(copy, exported(history, format));
                assertThat(exported(copy, format)).as("seed=" + seed).isEqualTo(exported(history, format));
                assertThat(exported(copy, ExportFormat.JSON_LINES))
                        .as("seed=" + seed)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    @Tag("full")
    void shouldExportTheSameBytesAfterReopening() {
        int rounds = Boolean.getBoolean("playhead.full") ? 500 : 30;
        long base = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            long seed = base + round;
            Model model = Model.random(seed);
            String expected = model.expected.toString();
            InMemoryEventStore store = InMemoryEventStore.create();
            boolean document = seed % 2 == 0;
            try (EventHistory history = builder().store(store).build()) {
                importInto(history, model.file.toString());
                assertThat(exported(history, ExportFormat.JSON_LINES))
                        .as("seed=" + seed)
                        .isEqualTo(expected);
                if (document) {
                    history.flush();
                    try (EventHistory reader =
                            builder().store(store.reopen(EventStore.Mode.READ)).build()) {
                        assertThat(exported(reader, ExportFormat.JSON_LINES))
                                .as("seed=" + seed)
                                .isEqualTo(expected);
                    }
                }
            }
            for (int session = 0; session < 2; session++) {
                try (EventHistory history =
                        builder().store(store.reopen(EventStore.Mode.WRITE)).build()) {
                    assertThat(exported(history, ExportFormat.JSON_LINES))
                            .as("seed=" + seed)
                            .isEqualTo(expected);
                    for (long sequence : model.refused) {
                        assertThatThrownBy(() -> history.getEventSnapshotAtSequence(sequence)
                                        .state(COUNT))
                                .as("seed=" + seed)
                                .isInstanceOf(IncompleteHistoryException.class);
                    }
                }
            }
            try (EventHistory history =
                    builder().store(store.reopen(EventStore.Mode.WRITE)).build()) {
                long next = history.recordEvent(GridEvent.of("t", model.next).at(time(model.next)));
                assertThat(next).as("seed=" + seed).isEqualTo(model.next);
            }
            String more = expected + new Lines().event(model.next);
            try (EventHistory history =
                    builder().store(store.reopen(EventStore.Mode.READ)).build()) {
                assertThat(exported(history, ExportFormat.JSON_LINES))
                        .as("seed=" + seed)
                        .isEqualTo(more);
            }
        }
    }
}
