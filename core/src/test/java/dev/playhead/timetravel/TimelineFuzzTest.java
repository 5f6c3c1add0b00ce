package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.recording.Buffers;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.TravelModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A test of random recording, evicting, sealing, clearing and time travel. It compares the results with those of a
 * model, which keeps all events in a list and folds them from the start.
 */
class TimelineFuzzTest {
    private static final int ROUNDS = 80;
    private static final List<String> TYPES = List.of("cell:edit", "row:add", "cell:edit", "sort");

    /** A projection whose state depends on every event and on the order of the events. */
    private static final Projection<Long> HASH = Projection.of(
            "hash",
            17L,
            (hash, event) -> hash * 31 + event.sequence() + event.type().length());

    /** A projection whose state never decreases. For an irrelevant event, it returns the same state object. */
    private static final Projection<Long> EDITS = Projection.of(
            "edits", 0L, (edits, event) -> event.type().equals("cell:edit") ? Long.valueOf(edits + 1) : edits);

    /** A projection whose state is the value of a cell. The state is null until the cell is edited. */
    private static final Projection<Long> CELL = Projection.of(
            "cell", null, (value, event) -> event.type().equals("cell:edit") ? (Long) event.payload() : value);

    /**
     * A projection whose state has the last sequence for each combination of type and payload. An event of type {@code
     * sort} removes the entries that have its payload.
     */
    private static final Projection<Map<String, Long>> LATEST =
            Projection.of("latest", Map.of(), TimelineFuzzTest::latest);

    private static final Projection<Long> UNREGISTERED =
            Projection.of("unregistered", 1L, (hash, event) -> hash * 7 + event.sequence());

    private static final List<Projection<Long>> REGISTERED = List.of(HASH, EDITS, CELL);

    private static Map<String, Long> latest(Map<String, Long> latest, RecordedEvent event) {
        Map<String, Long> changed = new HashMap<>(latest);
        if (event.type().equals("sort")) {
            changed.keySet().removeIf(key -> key.endsWith(":" + event.payload()));
        } else {
            changed.put(event.type() + ":" + event.payload(), event.sequence());
        }
        return changed;
    }

    @Test
    void shouldReturnTheResultsOfTheModel() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = new Random().nextLong();
            try {
                new Round(new Random(seed)).play();
            } catch (Throwable e) {
                throw new AssertionError("seed=" + seed + ": " + e, e);
            }
        }
    }

    /** A snapshot, and the values that it had when it was taken. */
    private record Taken(
            EventSnapshot snapshot,
            long sequence,
            List<Long> states,
            Map<String, Long> latest,
            Map<String, Long> counts) {}

    private static final class Round {
        private static final long LIVE = Long.MAX_VALUE;

        private final Random random;
        private final int steps;
        private final int burst;
        private final Travels travels;
        private final List<RecordedEvent> all = new ArrayList<>();
        private final List<Taken> taken = new ArrayList<>();
        private final List<Long> moves = new ArrayList<>();
        private long position = LIVE;
        private boolean complete = true;

        Round(Random random) {
            this.random = random;
            boolean normalBlocks = random.nextInt(8) == 0;
            this.steps = normalBlocks ? 100 : 250;
            this.burst = normalBlocks ? 150 : 8;
            List<Projection<?>> projections = new ArrayList<>(REGISTERED);
            projections.add(LATEST);
            this.travels = new Travels(retention(normalBlocks), projections);
            travels.timeline.onMove(snapshot -> moves.add(snapshot.sequence()));
        }

        /**
         * Returns a retention policy. Depending on the policy, a block has at most 1,024 events, at most 16 events, or
         * only one or a few events.
         */
        private RetentionPolicy retention(boolean normalBlocks) {
            RetentionPolicy all = RetentionPolicy.unlimited();
            if (normalBlocks) {
                return random.nextBoolean() ? all : all.withMaxAge(Duration.ofSeconds(30));
            }
            if (random.nextInt(4) == 0) {
                return all.withMaxBytes(200 + random.nextInt(8_000));
            }
            RetentionPolicy some = all.withMaxCount(1 + random.nextInt(60));
            return random.nextInt(3) == 0 ? some.withMaxAge(Duration.ofSeconds(20)) : some;
        }

        void play() {
            for (int step = 0; step < steps; step++) {
                int action = random.nextInt(100);
                if (action < 45) {
                    record(1 + random.nextInt(burst));
                } else if (action < 49) {
                    Buffers.maintain(travels.buffer);
                } else if (action < 55) {
                    travels.snapshots.foldRetired();
                } else if (action < 60) {
                    travels.clock.advance(Duration.ofSeconds(random.nextInt(15)));
                } else if (action == 60) {
                    clear();
                } else if (action < 80) {
                    ask();
                } else {
                    move();
                }
            }
            taken.forEach(Round::assertUnchanged);
            assertThat(travels.failures).isEmpty();
        }

        private void record(int events) {
            for (int i = 0; i < events; i++) {
                String type = TYPES.get(random.nextInt(TYPES.size()));
                all.add(travels.record(type, random.nextInt(12), (long) random.nextInt(4)));
            }
        }

        private void clear() {
            travels.buffer.clear();
            travels.snapshots.cleared();
            travels.timeline.toLive();
            all.clear();
            position = LIVE;
        }

        /** Returns the events that the buffer retains. Other tests check that it retains the correct events. */
        private List<RecordedEvent> kept() {
            long first = travels.run().firstSequence();
            List<RecordedEvent> kept = all.stream()
                    .filter(e -> first >= 0 && e.sequence() >= first)
                    .toList();
            complete = kept.size() == all.size();
            return kept;
        }

        private long last(List<RecordedEvent> kept) {
            if (kept.isEmpty() && !all.isEmpty()) {
                return all.get(all.size() - 1).sequence();
            }
            return kept.isEmpty() ? -1 : kept.get(kept.size() - 1).sequence();
        }

        /**
         * Returns the state after the events up to a sequence. Each event is replaced by the result of a function, or
         * is omitted if the function returns null.
         */
        private <S> S fold(
                Projection<S> projection, long upTo, Function<RecordedEvent, @Nullable RecordedEvent> instead) {
            S state = projection.initial();
            for (RecordedEvent event : all) {
                RecordedEvent happened = event.sequence() <= upTo ? instead.apply(event) : null;
                state = happened == null ? state : projection.apply(state, happened);
            }
            return state;
        }

        private <S> S fold(Projection<S> projection, long upTo) {
            return fold(projection, upTo, event -> event);
        }

        private void ask() {
            List<RecordedEvent> kept = kept();
            switch (random.nextInt(7)) {
                case 0 -> askAtTime(kept);
                case 1 -> askAtSequence(kept);
                case 2 -> askWhen(kept);
                case 3 -> askChanges(kept);
                case 4 -> askWhatIf(kept);
                case 5 -> askDifferences(kept);
                default -> assertSnapshot(travels.snapshots.latest(), last(kept), kept);
            }
        }

        private void askAtTime(List<RecordedEvent> kept) {
            Instant time = Travels.second(random.nextInt(14) - 1);
            Optional<RecordedEvent> event =
                    kept.stream().filter(e -> !e.timestamp().isAfter(time)).reduce((earlier, later) -> later);
            if (event.isEmpty() && !complete) {
                assertThatThrownBy(() -> travels.snapshots.atTime(time))
                        .isInstanceOf(IncompleteHistoryException.class)
                        .hasMessageContaining("time=" + time)
                        .hasMessageContaining(range(kept));
                return;
            }
            EventSnapshot snapshot = travels.snapshots.atTime(time);
            assertThat(snapshot.time()).isEqualTo(time);
            assertSnapshot(snapshot, event.map(RecordedEvent::sequence).orElse(-1L), kept);
        }

        private static String range(List<RecordedEvent> kept) {
            return kept.isEmpty()
                    ? "no event is kept"
                    : "kept=" + kept.get(0).id() + ".."
                            + kept.get(kept.size() - 1).id();
        }

        private void askAtSequence(List<RecordedEvent> kept) {
            long last = last(kept);
            long sequence = random.nextInt((int) last + 4) - 1L;
            if (sequence > last) {
                assertThatThrownBy(() -> travels.snapshots.atSequence(sequence))
                        .isInstanceOf(UnknownEventException.class)
                        .hasMessageContaining("sequence=" + sequence)
                        .hasMessageContaining(range(kept));
                return;
            }
            boolean isKept = kept.stream().anyMatch(e -> e.sequence() == sequence);
            if (isKept) {
                assertSnapshot(travels.snapshots.atEvent(Long.toString(sequence)), sequence, kept);
            } else {
                assertThatThrownBy(() -> travels.snapshots.atEvent(Long.toString(sequence)))
                        .isInstanceOf(UnknownEventException.class)
                        .hasMessageContaining("id=" + sequence)
                        .hasMessageContaining(range(kept));
            }
            if (isKept || complete) {
                assertSnapshot(travels.snapshots.atSequence(sequence), isKept ? sequence : -1, kept);
            } else {
                assertThatThrownBy(() -> travels.snapshots.atSequence(sequence))
                        .isInstanceOf(IncompleteHistoryException.class)
                        .hasMessageContaining(range(kept));
            }
        }

        private void askWhen(List<RecordedEvent> kept) {
            long before = kept.isEmpty() ? last(kept) : kept.get(0).sequence() - 1;
            Predicate<Long> odd = hash -> Math.floorMod(hash, 5) == 2;
            long many = fold(EDITS, last(kept)) - random.nextInt(20);
            Predicate<Long> enough = edits -> edits >= many;

            assertThat(travels.timeline.firstEventWhere(HASH, odd)).isEqualTo(firstChange(HASH, odd, before, kept));
            Optional<RecordedEvent> expected = firstChange(EDITS, enough, before, kept);
            assertThat(travels.timeline.firstEventWhere(EDITS, enough)).isEqualTo(expected);
            assertThat(travels.timeline.bisect(EDITS, enough)).isEqualTo(expected);
            if (!complete) {
                assertThatThrownBy(() -> travels.timeline.bisect(UNREGISTERED, odd))
                        .isInstanceOf(IncompleteHistoryException.class);
            }
        }

        private <S> Optional<RecordedEvent> firstChange(
                Projection<S> projection, Predicate<S> wrong, long before, List<RecordedEvent> kept) {
            S state = fold(projection, before);
            boolean was = wrong.test(state);
            for (RecordedEvent event : kept) {
                state = projection.apply(state, event);
                boolean is = wrong.test(state);
                if (is && !was) {
                    return Optional.of(event);
                }
                was = is;
            }
            return Optional.empty();
        }

        private void askChanges(List<RecordedEvent> kept) {
            long before = kept.isEmpty() ? last(kept) : kept.get(0).sequence() - 1;
            List<Change<Long>> expected = new ArrayList<>();
            Long was = fold(CELL, before);
            for (RecordedEvent event : kept) {
                Long is = CELL.apply(was, event);
                if (!Objects.equals(was, is)) {
                    expected.add(new Change<>(event, was, is));
                }
                was = is;
            }
            assertThat(travels.timeline.<Long, Long>changesOf(CELL, value -> value))
                    .isEqualTo(expected);
        }

        /**
         * Checks the differences between the states at two retained sequences, or between the state of an earlier
         * snapshot and the state at a retained sequence.
         */
        private void askDifferences(List<RecordedEvent> kept) {
            if (kept.isEmpty()) {
                return;
            }
            long at = kept.get(random.nextInt(kept.size())).sequence();
            EventSnapshot here = travels.snapshots.atSequence(at);
            Map<String, Long> state = fold(LATEST, at);
            if (!taken.isEmpty() && random.nextBoolean()) {
                Taken old = taken.get(random.nextInt(taken.size()));
                assertThat(old.snapshot().diff(here, LATEST))
                        .containsExactlyInAnyOrderElementsOf(TravelModel.differences(old.latest(), state));
            } else {
                long other = kept.get(random.nextInt(kept.size())).sequence();
                assertThat(here.diff(travels.snapshots.atSequence(other), LATEST))
                        .containsExactlyInAnyOrderElementsOf(TravelModel.differences(state, fold(LATEST, other)));
            }
            if (!complete) {
                assertThatThrownBy(() -> here.diff(here, UNREGISTERED)).isInstanceOf(IncompleteHistoryException.class);
            }
        }

        private void askWhatIf(List<RecordedEvent> kept) {
            long at = position == LIVE ? last(kept) : position;
            EventFilter rows = EventFilter.typeIs("row:add");
            boolean known = position == LIVE
                    || (position == -1 ? complete : kept.stream().anyMatch(e -> e.sequence() == position));
            if (!known) {
                assertThatThrownBy(() -> travels.timeline.whatIf(HASH, rows))
                        .isInstanceOf(IncompleteHistoryException.class);
                return;
            }
            long firstKept = kept.isEmpty() ? LIVE : kept.get(0).sequence();
            Function<RecordedEvent, @Nullable RecordedEvent> others =
                    event -> event.sequence() >= firstKept && rows.test(event) ? null : event;
            assertThat(travels.timeline.whatIf(HASH, rows)).isEqualTo(fold(HASH, at, others));
            assertThat(travels.timeline.whatIf(CELL, EventFilter.typeIs("cell:edit")))
                    .isEqualTo(fold(CELL, Math.min(at, firstKept - 1)));
            Function<RecordedEvent, @Nullable GridEvent> instead = event -> switch (event.type()) {
                case "sort" -> null;
                case "row:add" -> GridEvent.of("cell:edit", event.sequence());
                default -> event.event();
            };
            Function<RecordedEvent, @Nullable RecordedEvent> replaced = event -> {
                GridEvent other = event.sequence() < firstKept ? event.event() : instead.apply(event);
                return other == null ? null : RecordedEvent.of(event.sequence(), other);
            };
            assertThat(travels.timeline.whatIf(HASH, instead)).isEqualTo(fold(HASH, at, replaced));
            assertThat(travels.timeline.whatIf(LATEST, instead)).isEqualTo(fold(LATEST, at, replaced));
        }

        private void move() {
            List<RecordedEvent> kept = kept();
            moves.clear();
            switch (random.nextInt(5)) {
                case 0 -> stepForward(kept);
                case 1 -> stepBack(kept);
                case 2 -> jump(kept);
                case 3 -> {
                    position = LIVE;
                    assertMoved(travels.timeline.toLive(), last(kept), kept);
                }
                default -> jumpToTime(kept);
            }
            assertThat(travels.timeline.isLive()).isEqualTo(position == LIVE);
            assertThat(travels.timeline.position()).isEqualTo(position == LIVE ? last(kept) : position);
        }

        private void stepForward(List<RecordedEvent> kept) {
            boolean plain = random.nextBoolean();
            EventFilter stops = plain ? EventFilter.all() : EventFilter.typeIs("row:add");
            Optional<RecordedEvent> next = kept.stream()
                    .filter(e -> e.sequence() > position && isStop(plain, e))
                    .findFirst();
            EventSnapshot reached = plain ? travels.timeline.stepForward() : travels.timeline.stepForward(stops);
            position = next.map(RecordedEvent::sequence).orElse(LIVE);
            assertMoved(reached, position == LIVE ? last(kept) : position, kept);
        }

        private static boolean isStop(boolean plain, RecordedEvent event) {
            return plain || event.type().equals("row:add");
        }

        private void stepBack(List<RecordedEvent> kept) {
            boolean plain = random.nextBoolean();
            EventFilter stops = plain ? EventFilter.all() : EventFilter.typeIs("row:add");
            long from = position == LIVE ? last(kept) : position;
            Optional<RecordedEvent> previous = kept.stream()
                    .filter(e -> e.sequence() < from && isStop(plain, e))
                    .reduce((earlier, later) -> later);
            if (previous.isEmpty() && !complete) {
                assertThatThrownBy(() -> travels.timeline.stepBack(stops))
                        .isInstanceOf(IncompleteHistoryException.class);
                assertThat(moves).isEmpty();
                return;
            }
            EventSnapshot reached = plain ? travels.timeline.stepBack() : travels.timeline.stepBack(stops);
            long target = previous.map(RecordedEvent::sequence).orElse(-1L);
            position = target == from ? position : target;
            assertMoved(reached, target, kept);
        }

        private void jump(List<RecordedEvent> kept) {
            if (!kept.isEmpty()) {
                position = kept.get(random.nextInt(kept.size())).sequence();
                assertMoved(travels.timeline.jumpToEvent(Long.toString(position)), position, kept);
            }
        }

        private void jumpToTime(List<RecordedEvent> kept) {
            Instant time = Travels.second(random.nextInt(12));
            Optional<RecordedEvent> event =
                    kept.stream().filter(e -> !e.timestamp().isAfter(time)).reduce((earlier, later) -> later);
            if (event.isPresent() || complete) {
                position = event.map(RecordedEvent::sequence).orElse(-1L);
                assertMoved(travels.timeline.jumpToTime(time), position, kept);
            }
        }

        private void assertMoved(EventSnapshot reached, long sequence, List<RecordedEvent> kept) {
            assertThat(moves).containsExactly(sequence);
            assertSnapshot(reached, sequence, kept);
            assertThat(travels.timeline.snapshot().sequence()).isEqualTo(sequence);
        }

        private void assertSnapshot(EventSnapshot snapshot, long sequence, List<RecordedEvent> kept) {
            assertThat(snapshot.sequence()).isEqualTo(sequence);
            List<RecordedEvent> happened =
                    kept.stream().filter(e -> e.sequence() <= sequence).toList();
            Optional<RecordedEvent> last =
                    happened.isEmpty() ? Optional.empty() : Optional.of(happened.get(happened.size() - 1));
            assertThat(snapshot.event()).isEqualTo(last);
            assertThat(snapshot.eventId()).isEqualTo(last.map(RecordedEvent::id));
            Map<String, Long> counts = new TreeMap<>();
            happened.forEach(e -> counts.merge(e.type(), 1L, Long::sum));
            assertThat(snapshot.countsByType()).isEqualTo(counts);
            assertThat(snapshot.eventsStampedAfter())
                    .isEqualTo(happened.stream()
                            .filter(e -> e.timestamp().isAfter(snapshot.time()))
                            .count());
            List<Projection<Long>> projections = new ArrayList<>(REGISTERED);
            Collections.shuffle(projections, random); // a random order, so that any projection may be queried first
            for (Projection<Long> projection : projections) {
                assertThat(snapshot.state(projection)).isEqualTo(fold(projection, sequence));
            }
            Map<String, Long> latest = fold(LATEST, sequence);
            assertThat(snapshot.state(LATEST)).isEqualTo(latest);
            Long partial = UNREGISTERED.initial();
            for (RecordedEvent event : happened) {
                partial = UNREGISTERED.apply(partial, event);
            }
            assertThat(snapshot.partialState(UNREGISTERED)).isEqualTo(partial);
            if (complete) {
                assertThat(snapshot.state(UNREGISTERED)).isEqualTo(partial);
            } else {
                assertThatThrownBy(() -> snapshot.state(UNREGISTERED))
                        .isInstanceOf(IncompleteHistoryException.class)
                        .hasMessageContaining("projection=unregistered");
            }
            if (random.nextInt(4) == 0) {
                List<Long> states = REGISTERED.stream().map(snapshot::state).toList();
                taken.add(new Taken(snapshot, sequence, states, latest, counts));
            }
        }

        private static void assertUnchanged(Taken taken) {
            assertThat(taken.snapshot().sequence()).isEqualTo(taken.sequence());
            assertThat(taken.snapshot().countsByType()).isEqualTo(taken.counts());
            assertThat(REGISTERED.stream().map(taken.snapshot()::state).toList())
                    .isEqualTo(taken.states());
            assertThat(taken.snapshot().state(LATEST)).isEqualTo(taken.latest());
        }
    }
}
