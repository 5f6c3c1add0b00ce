package dev.playhead.storage.spi;

import static dev.playhead.storage.spi.TravelModel.CELLS;
import static dev.playhead.storage.spi.TravelModel.EDITS;
import static dev.playhead.storage.spi.TravelModel.HASH;
import static dev.playhead.storage.spi.TravelModel.NOT_REGISTERED;
import static dev.playhead.storage.spi.TravelModel.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.Change;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.StateDifference;
import dev.playhead.timetravel.TimelineManager;
import dev.playhead.timetravel.UnknownEventException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/**
 * Random queries of a history, and random moves of its cursor. The results are compared with those of a model. The
 * history may retain only the latest events of the model.
 */
final class TravelQuestions {
    private static final long LIVE = Long.MAX_VALUE;

    private final EventHistory asked;
    private final TravelModel model;
    private final Cursor cursor;
    private final Random random;
    private final List<RecordedEvent> kept;
    private final long first;
    private final long last;
    private final boolean complete;

    /** A cursor and its expected position. */
    static final class Cursor {
        private final TimelineManager timeline;
        private long position = LIVE;

        Cursor(TimelineManager timeline) {
            this.timeline = timeline;
        }

        void toLive() {
            timeline.toLive();
            position = LIVE;
        }

        /** Updates the expected position after the history was cleared, because clearing moves the shared cursor. */
        void cleared() {
            position = LIVE;
        }
    }

    /** A filter of the library, and a predicate that should match the same events. */
    private record Filtered(EventFilter filter, Predicate<RecordedEvent> passes) {}

    /**
     * Creates queries for a history that retains the events from the sequence {@code first} on, or no events if {@code
     * first} is -1.
     */
    TravelQuestions(EventHistory asked, TravelModel model, Cursor cursor, Random random, long first) {
        this.asked = asked;
        this.model = model;
        this.cursor = cursor;
        this.random = random;
        this.kept = model.from(first);
        this.first = first;
        this.last = model.lastSequence();
        this.complete = kept.size() == model.size();
    }

    void ask(int questions) {
        for (int i = 0; i < questions; i++) {
            switch (random.nextInt(10)) {
                case 0 -> askAnywhere();
                case 1 -> askDifferences();
                case 2 -> askWhen();
                case 3 -> askChanges();
                case 4 -> askWithout();
                case 5 -> askInstead();
                default -> move();
            }
        }
    }

    private static void assertIncomplete(ThrowingCallable question) {
        assertThatThrownBy(question).isInstanceOf(IncompleteHistoryException.class);
    }

    private Optional<RecordedEvent> lastOf(Predicate<RecordedEvent> wanted) {
        return kept.stream().filter(wanted).reduce((earlier, later) -> later);
    }

    private Filtered filter() {
        long some = random.nextInt(10);
        return switch (random.nextInt(5)) {
            case 0 -> new Filtered(EventFilter.all(), event -> true);
            case 1 ->
                new Filtered(EventFilter.typeIs("sort"), event -> event.type().equals("sort"));
            case 2 ->
                new Filtered(
                        EventFilter.matching(event -> (Long) event.payload() % 10 == some),
                        event -> (Long) event.payload() % 10 == some);
            case 3 -> {
                Instant since = TravelModel.T0.plusSeconds(some);
                yield new Filtered(
                        EventFilter.typeStartsWith("cell:").and(EventFilter.since(since)),
                        event -> event.type().equals("cell:edit")
                                && !event.timestamp().isBefore(since));
            }
            default -> new Filtered(EventFilter.typeIs("never"), event -> false);
        };
    }

    private void askAnywhere() {
        long sequence = random.nextLong(last + 3) - 1;
        if (sequence > last) {
            assertThatThrownBy(() -> asked.getEventSnapshotAtSequence(sequence))
                    .isInstanceOf(UnknownEventException.class);
            return;
        }
        Optional<RecordedEvent> event = lastOf(e -> e.sequence() <= sequence);
        if (event.isEmpty() && !complete) {
            assertIncomplete(() -> asked.getEventSnapshotAtSequence(sequence));
        } else {
            assertSnapshot(
                    asked.getEventSnapshotAtSequence(sequence),
                    event.map(RecordedEvent::sequence).orElse(-1L));
        }
    }

    private void askDifferences() {
        if (kept.isEmpty()) {
            return;
        }
        long one = kept.get(random.nextInt(kept.size())).sequence();
        long other = kept.get(random.nextInt(kept.size())).sequence();
        EventSnapshot here = asked.getEventSnapshotAtSequence(one);
        EventSnapshot there = asked.getEventSnapshotAtSequence(other);
        assertThat(here.diff(there, CELLS))
                .containsExactlyInAnyOrderElementsOf(
                        TravelModel.differences(model.fold(CELLS, one), model.fold(CELLS, other)));
        long before = model.fold(HASH, one);
        long after = model.fold(HASH, other);
        assertThat(here.diff(there, HASH))
                .isEqualTo(before == after ? List.of() : List.of(new StateDifference(List.of(), before, after)));
        if (!complete) {
            assertIncomplete(() -> here.diff(there, NOT_REGISTERED));
        }
    }

    private void askWhen() {
        TimelineManager timeline = cursor.timeline;
        Predicate<Long> odd = hash -> Math.floorMod(hash, 5) == 2;
        long many = model.fold(EDITS, last) - random.nextInt(kept.size() + 2);
        Predicate<Long> enough = edits -> edits >= many;
        assertThat(timeline.firstEventWhere(HASH, odd)).isEqualTo(model.firstWhere(HASH, odd, first));
        Optional<RecordedEvent> expected = model.firstWhere(EDITS, enough, first);
        assertThat(timeline.firstEventWhere(EDITS, enough)).isEqualTo(expected);
        assertThat(timeline.bisect(EDITS, enough)).isEqualTo(expected);
        if (complete) {
            assertThat(timeline.firstEventWhere(NOT_REGISTERED, odd))
                    .isEqualTo(model.firstWhere(NOT_REGISTERED, odd, first));
        } else {
            assertIncomplete(() -> timeline.firstEventWhere(NOT_REGISTERED, odd));
            assertIncomplete(() -> timeline.bisect(NOT_REGISTERED, odd));
        }
    }

    private void askChanges() {
        String cell = TravelModel.cell(random.nextInt(7));
        List<Change<Long>> expected = new ArrayList<>();
        Map<String, Long> cells = model.fold(CELLS, first - 1);
        Long was = cells.get(cell);
        for (RecordedEvent event : kept) {
            cells = CELLS.apply(cells, event);
            Long is = cells.get(cell);
            if (!Objects.equals(was, is)) {
                expected.add(new Change<>(event, was, is));
            }
            was = is;
        }
        assertThat(cursor.timeline.<Map<String, Long>, Long>changesOf(CELLS, state -> state.get(cell)))
                .isEqualTo(expected);
        if (!complete) {
            assertIncomplete(() -> cursor.timeline.changesOf(NOT_REGISTERED, hash -> hash));
        }
    }

    /**
     * Returns whether the state at the cursor is known. If it is unknown, also checks that the given query is refused.
     */
    private boolean isKnownHere(ThrowingCallable question) {
        boolean known = cursor.position == LIVE || complete || cursor.position >= first;
        if (!known) {
            assertIncomplete(question);
        }
        return known;
    }

    private long here() {
        return cursor.position == LIVE ? last : cursor.position;
    }

    private void askWithout() {
        TimelineManager timeline = cursor.timeline;
        Filtered left = filter();
        if (isKnownHere(() -> timeline.whatIf(HASH, left.filter()))) {
            Function<RecordedEvent, @Nullable RecordedEvent> instead =
                    event -> event.sequence() >= first && left.passes().test(event) ? null : event;
            assertThat(timeline.whatIf(HASH, left.filter())).isEqualTo(model.fold(HASH, here(), instead));
            assertThat(timeline.whatIf(CELLS, left.filter())).isEqualTo(model.fold(CELLS, here(), instead));
            if (!complete) {
                assertIncomplete(() -> timeline.whatIf(NOT_REGISTERED, left.filter()));
            }
        }
    }

    private void askInstead() {
        TimelineManager timeline = cursor.timeline;
        long some = random.nextInt(10);
        Function<RecordedEvent, @Nullable GridEvent> instead = event -> {
            long payload = (Long) event.payload();
            if (payload % 10 == some) {
                return null;
            }
            return payload % 3 == 0 ? GridEvent.of("sort", payload + 1) : event.event();
        };
        if (isKnownHere(() -> timeline.whatIf(EDITS, instead))) {
            Function<RecordedEvent, @Nullable RecordedEvent> happened = event -> {
                GridEvent other = event.sequence() < first ? event.event() : instead.apply(event);
                return other == null ? null : RecordedEvent.of(event.sequence(), other);
            };
            assertThat(timeline.whatIf(HASH, instead)).isEqualTo(model.fold(HASH, here(), happened));
            assertThat(timeline.whatIf(EDITS, instead)).isEqualTo(model.fold(EDITS, here(), happened));
            assertThat(timeline.whatIf(CELLS, instead)).isEqualTo(model.fold(CELLS, here(), happened));
        }
    }

    private void move() {
        switch (random.nextInt(6)) {
            case 0, 1 -> stepForward();
            case 2, 3 -> stepBack();
            case 4 -> jump();
            default -> jumpToTime();
        }
        assertThat(cursor.timeline.isLive()).isEqualTo(cursor.position == LIVE);
        assertThat(cursor.timeline.position()).isEqualTo(here());
        if (isKnownHere(() -> cursor.timeline.snapshot())) {
            assertThat(cursor.timeline.snapshot().sequence()).isEqualTo(here());
        }
    }

    private void stepForward() {
        boolean plain = random.nextBoolean();
        Filtered stops = plain ? new Filtered(EventFilter.all(), event -> true) : filter();
        long from = cursor.position;
        Optional<RecordedEvent> next = kept.stream()
                .filter(e -> e.sequence() > from && stops.passes().test(e))
                .findFirst();
        EventSnapshot reached = plain ? cursor.timeline.stepForward() : cursor.timeline.stepForward(stops.filter());
        cursor.position = next.map(RecordedEvent::sequence).orElse(LIVE);
        assertSnapshot(reached, here());
    }

    private void stepBack() {
        boolean plain = random.nextBoolean();
        Filtered stops = plain ? new Filtered(EventFilter.all(), event -> true) : filter();
        long from = here();
        Optional<RecordedEvent> previous =
                lastOf(e -> e.sequence() < from && stops.passes().test(e));
        if (previous.isEmpty() && !complete) {
            assertIncomplete(() -> cursor.timeline.stepBack(stops.filter()));
            return;
        }
        EventSnapshot reached = plain ? cursor.timeline.stepBack() : cursor.timeline.stepBack(stops.filter());
        long target = previous.map(RecordedEvent::sequence).orElse(-1L);
        // If the cursor is already before the first event, it does not move.
        cursor.position = target == from ? cursor.position : target;
        assertSnapshot(reached, target);
    }

    private void jump() {
        long sequence = random.nextLong(last + 3) - 1;
        String id = Long.toString(sequence);
        if (kept.stream().anyMatch(event -> event.sequence() == sequence)) {
            EventSnapshot reached = cursor.timeline.jumpToEvent(id);
            cursor.position = sequence;
            assertSnapshot(reached, sequence);
        } else {
            assertThatThrownBy(() -> cursor.timeline.jumpToEvent(id)).isInstanceOf(UnknownEventException.class);
        }
    }

    private void jumpToTime() {
        Instant time = TravelModel.T0.plusSeconds(random.nextInt(14) - 1);
        Optional<RecordedEvent> event = lastOf(e -> !e.timestamp().isAfter(time));
        if (event.isEmpty() && !complete) {
            assertIncomplete(() -> cursor.timeline.jumpToTime(time));
            return;
        }
        EventSnapshot reached = cursor.timeline.jumpToTime(time);
        cursor.position = event.map(RecordedEvent::sequence).orElse(-1L);
        assertThat(reached.time()).isEqualTo(time);
        assertSnapshot(reached, here());
    }

    private void assertSnapshot(EventSnapshot snapshot, long sequence) {
        assertThat(snapshot.sequence()).isEqualTo(sequence);
        assertThat(snapshot.event()).isEqualTo(lastOf(event -> event.sequence() <= sequence));
        Map<String, Long> counts = new TreeMap<>();
        kept.stream()
                .filter(event -> event.sequence() <= sequence)
                .forEach(event -> counts.merge(event.type(), 1L, Long::sum));
        assertThat(snapshot.countsByType()).isEqualTo(counts);
        assertThat(snapshot.state(HASH)).isEqualTo(model.fold(HASH, sequence));
        if (random.nextInt(3) == 0) { // not always, because this fold is slow
            assertThat(snapshot.state(TEXT)).isEqualTo(model.fold(TEXT, sequence));
        }
        assertThat(snapshot.state(CELLS)).isEqualTo(model.fold(CELLS, sequence));
        assertThat(snapshot.state(EDITS)).isEqualTo(model.fold(EDITS, sequence));
        if (complete) {
            assertThat(snapshot.state(NOT_REGISTERED)).isEqualTo(model.fold(NOT_REGISTERED, sequence));
        } else {
            assertIncomplete(() -> snapshot.state(NOT_REGISTERED));
        }
    }
}
