package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.block.Block;
import dev.playhead.block.BlockWriter;
import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.SnapshotManager.MutualExclusion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A test that queries random histories with lost and evicted blocks by sequence, by time and by range. The model has
 * all events, including lost events, and folds them from the start. A query either returns the result of the model or
 * is refused. It must be refused if a lost event may matter, and must not be refused if no lost event can matter.
 */
class GapsFuzzTest {
    private static final int ROUNDS = Boolean.getBoolean("playhead.full") ? 6_000 : 80;
    private static final List<String> TYPES = List.of("edit", "add", "edit", "sort");

    /** A projection whose state depends on every event and on the order of the events. */
    private static final Projection<Long> HASH = Projection.of(
            "hash", 17L, (hash, event) -> hash * 31 + event.sequence(), StateCodec.ofData("1", state -> state, data ->
                    (Long) data));

    /** A projection whose state never decreases. For an irrelevant event, it returns the same state object. */
    private static final Projection<Long> EDITS =
            Projection.of("edits", 0L, (edits, event) -> event.type().equals("edit") ? Long.valueOf(edits + 1) : edits);

    private static final Projection<Long> UNREGISTERED =
            Projection.of("unregistered", 1L, (hash, event) -> hash * 7 + event.sequence());

    @Tag("full")
    @Test
    void shouldRefuseOnlyQueriesThatDependOnLostEvents() {
        int known = 0;
        // A few rounds may by chance have no query that is answered although earlier events are lost.
        for (int round = 0; round < ROUNDS || (known == 0 && round < 20 * ROUNDS); round++) {
            long seed = new Random().nextLong();
            try {
                known += new Round(new Random(seed)).play();
            } catch (Throwable e) {
                throw new AssertionError("seed=" + seed + ": " + e, e);
            }
        }
        assertThat(known)
                .as("queries that were answered although earlier events are lost")
                .isPositive();
    }

    private static final class Round {
        private final Random random;
        private final List<RecordedEvent> all = new ArrayList<>();
        private final List<Block> blocks = new ArrayList<>();
        private final List<SequenceRange> lost = new ArrayList<>();
        private final boolean inOrder;
        private List<Block> kept = new ArrayList<>();
        private List<Block> retired = List.of();
        private int hidden;
        private boolean complete = true;
        private long nanos;
        private final SnapshotManager snapshots;
        private final TimelineManager timeline;
        /** The number of queries that were answered although earlier events are lost. */
        private int known;

        Round(Random random) {
            this.random = random;
            this.inOrder = random.nextBoolean();
            boolean large = random.nextInt(15) == 0;
            record(large ? 1_500 : 1 + random.nextInt(50), large ? 100 : 1 + random.nextInt(8));
            kept.addAll(blocks);
            snapshots = new SnapshotManager(
                    List.of(HASH, EDITS),
                    this::held,
                    folded -> retired = List.of(),
                    failure -> {
                        throw failure;
                    },
                    () -> nanos += 300_000,
                    MutualExclusion::ofOneThread);
            timeline = new TimelineManager(snapshots, event -> event);
        }

        private BufferView held() {
            int end = kept.isEmpty() ? 0 : kept.get(kept.size() - 1).size();
            return new BufferView(
                    new EventSlice(kept, hidden, end), retired, complete, 0, List.copyOf(lost), List.of(), List.of());
        }

        private void record(int events, int mostInABlock) {
            BlockWriter writer = new BlockWriter(true);
            long sequence = random.nextInt(3) == 0 ? random.nextInt(3) : 0; // as if the first events were not imported
            int second = 0;
            for (int i = 0; i < events; i++) {
                second += inOrder ? random.nextInt(2) : random.nextInt(7) - 3;
                GridEvent event = GridEvent.of(
                        TYPES.get(random.nextInt(TYPES.size())), null, Travels.second(second), "core", Map.of());
                all.add(RecordedEvent.of(sequence, event));
                writer.add(sequence, event, 0);
                sequence += random.nextInt(12) == 0 ? 2 + random.nextInt(3) : 1;
                if (i == events - 1 || writer.size() > random.nextInt(mostInABlock)) {
                    blocks.add(SealedBlock.open(writer.seal()));
                    writer = new BlockWriter(true);
                }
            }
        }

        int play() {
            warmUp();
            if (random.nextInt(3) == 0) {
                evict();
            }
            if (random.nextInt(8) > 0) {
                lose();
            }
            if (random.nextInt(6) == 0) {
                evict(); // may also evict lost events
            }
            for (long place : places()) {
                askAt(place);
            }
            for (int i = 0; i < 12; i++) {
                askAtTime(Travels.second(random.nextInt(60) - 15));
                move();
                askRange();
            }
            for (RecordedEvent event : all.subList(0, Math.min(all.size(), 60))) {
                askAtTime(event.timestamp());
            }
            return known;
        }

        /** Queries the history while no events are lost, so that states are cached. */
        private void warmUp() {
            for (int i = random.nextInt(4); i > 0; i--) {
                long place = all.get(random.nextInt(all.size())).sequence();
                assertThat(snapshots.atSequence(place).state(HASH)).isEqualTo(fold(HASH, place, event -> true));
                assertThat(timeline.bisect(EDITS, edits -> edits > 1_000_000)).isEmpty();
            }
        }

        private void evict() {
            int count = random.nextInt(kept.size() + 1);
            if (count == kept.size()) {
                count = 0;
            }
            if (count > 0) {
                List<Block> gone = new ArrayList<>(retired);
                gone.addAll(kept.subList(0, count));
                retired = gone;
                kept = new ArrayList<>(kept.subList(count, kept.size()));
                hidden = 0;
                complete = false;
            }
            if (!kept.isEmpty() && random.nextBoolean()) {
                hidden = random.nextInt(kept.get(0).size());
                complete &= hidden == 0;
            }
            if (random.nextBoolean()) {
                snapshots.foldRetired();
            }
        }

        private void lose() {
            int first = hidden > 0 ? 1 : 0; // a partially evicted block is in use, so this test does not lose it
            List<Block> left = new ArrayList<>();
            double share = random.nextDouble() * 0.6;
            for (int i = 0; i < kept.size(); i++) {
                Block block = kept.get(i);
                if (i < first || random.nextDouble() >= share) {
                    left.add(block);
                    continue;
                }
                SequenceRange range = new SequenceRange(block.sequence(0), block.sequence(block.size() - 1));
                SequenceRange before = lost.isEmpty() ? null : lost.get(lost.size() - 1);
                if (before != null && before.last() + 1 == range.first()) {
                    lost.set(lost.size() - 1, new SequenceRange(before.first(), range.last()));
                } else {
                    lost.add(range);
                }
            }
            kept = left;
        }

        private List<RecordedEvent> visible() {
            List<RecordedEvent> visible = new ArrayList<>();
            held().run().after(-1).forEachRemaining(visible::add);
            return visible;
        }

        private @Nullable RecordedEvent floor(Predicate<RecordedEvent> wanted) {
            return visible().stream().filter(wanted).reduce((a, b) -> b).orElse(null);
        }

        /** Returns the sequence at which the retained history begins. */
        private long oldest() {
            List<RecordedEvent> visible = visible();
            if (complete) {
                return 0;
            }
            return visible.isEmpty() ? lastEvicted() + 1 : visible.get(0).sequence();
        }

        private long lastEvicted() {
            return all.stream()
                    .mapToLong(RecordedEvent::sequence)
                    .filter(sequence -> !isLost(sequence, sequence))
                    .max()
                    .orElse(-1);
        }

        /** Returns the sequence of the last event that is retained or lost. */
        private long last() {
            List<RecordedEvent> visible = visible();
            long last = visible.isEmpty()
                    ? oldest() - 1
                    : visible.get(visible.size() - 1).sequence();
            return lost.isEmpty()
                    ? last
                    : Math.max(last, lost.get(lost.size() - 1).last());
        }

        private boolean isLost(long from, long to) {
            return firstLost(from, to) < Long.MAX_VALUE;
        }

        private long firstLost(long from, long to) {
            return lost.stream()
                    .filter(range -> range.first() <= to && range.last() >= from)
                    .mapToLong(SequenceRange::first)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }

        private <S> S fold(Projection<S> projection, long upTo, Predicate<RecordedEvent> happened) {
            S state = projection.initial();
            for (RecordedEvent event : all) {
                boolean counts = event.sequence() <= upTo && happened.test(event);
                state = counts ? projection.apply(state, event) : state;
            }
            return state;
        }

        private List<Long> places() {
            List<Long> places = new ArrayList<>();
            long end = all.get(all.size() - 1).sequence() + 3;
            for (long place = -1; place <= end; place += end > 300 ? 1 + random.nextInt(60) : 1) {
                places.add(place);
            }
            return places;
        }

        private void askAt(long place) {
            if (place > last()) {
                assertThatThrownBy(() -> snapshots.atSequence(place)).isInstanceOf(UnknownEventException.class);
                return;
            }
            RecordedEvent event = floor(e -> e.sequence() <= place);
            if (event == null && !complete) {
                if (!visible().isEmpty()) {
                    assertIncomplete(() -> snapshots.atSequence(place));
                }
                return;
            }
            check(snapshots.atSequence(place), event, place);
        }

        private void askAtTime(Instant time) {
            RecordedEvent event = floor(e -> !e.timestamp().isAfter(time));
            if (event == null && !complete) {
                assertIncomplete(() -> snapshots.atTime(time));
                return;
            }
            EventSnapshot snapshot = snapshots.atTime(time);
            assertThat(snapshot.time()).isEqualTo(time);
            check(snapshot, event, lastLostAfter(event));
            if (inOrder && !isLost(0, snapshot.upTo())) {
                long truth = all.stream()
                        .filter(e -> !e.timestamp().isAfter(time))
                        .mapToLong(RecordedEvent::sequence)
                        .max()
                        .orElse(-1);
                assertThat(snapshot.state(HASH)).isEqualTo(fold(HASH, truth, e -> true));
            }
        }

        /**
         * Returns the sequence of the last lost event between the given event and the next retained event. Returns the
         * sequence of the given event if no event is lost there.
         */
        private long lastLostAfter(@Nullable RecordedEvent event) {
            long sequence = event == null ? -1 : event.sequence();
            long next = visible().stream()
                    .mapToLong(RecordedEvent::sequence)
                    .filter(s -> s > sequence)
                    .min()
                    .orElse(Long.MAX_VALUE);
            return lost.stream()
                    .filter(range -> range.first() > sequence && range.first() < next)
                    .mapToLong(SequenceRange::last)
                    .max()
                    .orElse(sequence);
        }

        private void check(EventSnapshot snapshot, @Nullable RecordedEvent event, long place) {
            long sequence = event == null ? -1 : event.sequence();
            assertThat(snapshot.sequence()).isEqualTo(sequence);
            assertThat(snapshot.upTo()).isEqualTo(Math.max(place, sequence));
            assertThat(snapshot.event()).isEqualTo(Optional.ofNullable(event));
            List<RecordedEvent> happened =
                    visible().stream().filter(e -> e.sequence() <= sequence).toList();
            Map<String, Long> counts = new TreeMap<>();
            happened.forEach(e -> counts.merge(e.type(), 1L, Long::sum));
            assertThat(snapshot.countsByType()).isEqualTo(counts);
            assertThat(snapshot.eventsStampedAfter())
                    .isEqualTo(happened.stream()
                            .filter(e -> e.timestamp().isAfter(snapshot.time()))
                            .count());
            Long partial = HASH.initial();
            for (RecordedEvent e : happened) {
                partial = HASH.apply(partial, e);
            }
            assertThat(snapshot.partialState(HASH)).isEqualTo(partial);
            if (isLost(0, place)) {
                assertRefused(() -> snapshot.state(HASH));
                assertRefused(() -> snapshot.state(EDITS));
                assertRefused(() -> snapshot.state(UNREGISTERED));
                return;
            }
            assertThat(snapshot.state(HASH)).isEqualTo(fold(HASH, sequence, e -> true));
            assertThat(snapshot.state(EDITS)).isEqualTo(fold(EDITS, sequence, e -> true));
            if (complete) {
                assertThat(snapshot.state(UNREGISTERED)).isEqualTo(fold(UNREGISTERED, sequence, e -> true));
            } else {
                assertIncomplete(() -> snapshot.state(UNREGISTERED));
            }
        }

        private static void assertIncomplete(Supplier<?> question) {
            assertThatThrownBy(question::get).isInstanceOf(IncompleteHistoryException.class);
        }

        private void assertRefused(Supplier<?> question) {
            assertThatThrownBy(question::get).isInstanceOfSatisfying(IncompleteHistoryException.class, e -> {
                assertThat(e.lost())
                        .hasValueSatisfying(range -> assertThat(lost).contains(range));
                assertThat(e).hasMessageContaining("events=" + e.lost().orElseThrow() + " are lost");
            });
        }

        private void move() {
            RecordedEvent there = null;
            long place = -1;
            switch (random.nextInt(3)) {
                case 0 -> {
                    Instant time = Travels.second(random.nextInt(60) - 15);
                    there = floor(e -> !e.timestamp().isAfter(time));
                    if (there == null && !complete) {
                        assertIncomplete(() -> timeline.jumpToTime(time));
                        return;
                    }
                    place = lastLostAfter(there);
                    check(timeline.jumpToTime(time), there, place);
                }
                case 1 -> {
                    if (visible().isEmpty()) {
                        return;
                    }
                    there = visible().get(random.nextInt(visible().size()));
                    place = there.sequence();
                    check(timeline.jumpToEvent(there.id()), there, place);
                }
                default -> {
                    if (visible().isEmpty()) {
                        return;
                    }
                    there = visible().get(visible().size() - 1);
                    place = last();
                    check(timeline.toLive(), there, place);
                }
            }
            check(timeline.snapshot(), there, place);
            assertThat(timeline.position()).isEqualTo(there == null ? -1 : there.sequence());
            long at = place;
            if (random.nextBoolean()) {
                RecordedEvent before = floor(e -> e.sequence() < at);
                if (before == null && !complete) {
                    assertIncomplete(timeline::stepBack);
                } else {
                    check(timeline.stepBack(), before, before == null ? -1 : before.sequence());
                }
            } else if (!timeline.isLive()) {
                Optional<RecordedEvent> next =
                        visible().stream().filter(e -> e.sequence() > at).findFirst();
                EventSnapshot reached = timeline.stepForward();
                if (next.isPresent()) {
                    check(reached, next.get(), next.get().sequence());
                } else {
                    assertThat(timeline.isLive()).isTrue();
                    assertThat(reached.upTo()).isEqualTo(last());
                }
            }
        }

        private void askRange() {
            long end = all.get(all.size() - 1).sequence() + 2;
            long one = random.nextLong(end);
            boolean isAll = random.nextInt(4) == 0;
            SequenceRange range = isAll
                    ? new SequenceRange(0, Long.MAX_VALUE)
                    : new SequenceRange(one, one + random.nextLong(end - one + 1));
            TimelineManager asked = isAll ? timeline : timeline.within(range);
            if (!complete && range.last() < oldest()) {
                assertIncomplete(() -> asked.firstEventWhere(HASH, hash -> true));
                assertIncomplete(() -> asked.bisect(HASH, hash -> true));
                assertIncomplete(() -> asked.changesOf(HASH, hash -> hash));
                return;
            }
            long first = Math.max(range.first(), oldest());
            long gap = firstLost(first, range.last());
            boolean unsure = isLost(0, first - 1);
            long least = fold(EDITS, Math.min(range.last(), end), e -> true) - random.nextInt(6) + 2;
            askWhen(
                    () -> asked.firstEventWhere(EDITS, edits -> edits >= least),
                    EDITS,
                    edits -> edits >= least,
                    first,
                    range.last(),
                    unsure);
            askWhen(
                    () -> asked.firstEventWhere(HASH, GapsFuzzTest::isOdd),
                    HASH,
                    GapsFuzzTest::isOdd,
                    first,
                    range.last(),
                    unsure);
            boolean wasSo = fold(EDITS, first - 1, e -> true) >= least;
            if (wasSo) {
                askFor(() -> asked.bisect(EDITS, edits -> edits >= least), Optional.empty(), false, unsure);
            } else {
                askWhen(
                        () -> asked.bisect(EDITS, edits -> edits >= least),
                        EDITS,
                        edits -> edits >= least,
                        first,
                        range.last(),
                        unsure);
            }
            askFor(
                    () -> asked.changesOf(EDITS, edits -> edits / 2),
                    changes(first, range.last()),
                    gap < Long.MAX_VALUE,
                    unsure);
            askWithout(asked, range);
        }

        private <S> void askWhen(
                Supplier<Optional<RecordedEvent>> question,
                Projection<S> projection,
                Predicate<S> wrong,
                long first,
                long last,
                boolean unsure) {
            S state = fold(projection, first - 1, e -> true);
            Optional<RecordedEvent> truth = Optional.empty();
            for (RecordedEvent event : all) {
                if (event.sequence() < first || event.sequence() > last || truth.isPresent()) {
                    continue;
                }
                boolean was = wrong.test(state);
                state = projection.apply(state, event);
                truth = !was && wrong.test(state) ? Optional.of(event) : truth;
            }
            long gap = firstLost(first, last);
            boolean refused =
                    gap < Long.MAX_VALUE && truth.map(e -> e.sequence() >= gap).orElse(true);
            askFor(question, truth, refused, unsure);
        }

        private List<Change<Long>> changes(long first, long last) {
            List<Change<Long>> changes = new ArrayList<>();
            Long state = fold(EDITS, first - 1, e -> true);
            for (RecordedEvent event : all) {
                if (event.sequence() >= first && event.sequence() <= last) {
                    Long next = EDITS.apply(state, event);
                    if (state / 2 != next / 2) {
                        changes.add(new Change<>(event, state / 2, next / 2));
                    }
                    state = next;
                }
            }
            return changes;
        }

        private void askWithout(TimelineManager asked, SequenceRange range) {
            long here;
            try {
                here = timeline.snapshot().upTo();
            } catch (IncompleteHistoryException e) {
                assertIncomplete(() -> asked.whatIf(HASH, EventFilter.typeIs("edit")));
                return;
            }
            long last = Math.min(here, range.last());
            if (!complete && floor(e -> e.sequence() <= last) == null) {
                return; // not checked: the query is refused, unless all events are evicted
            }
            boolean refused = isLost(range.first(), last);
            boolean unsure = isLost(0, last);
            long from = Math.max(range.first(), oldest());
            long without =
                    fold(HASH, last, e -> e.sequence() < from || !e.type().equals("edit"));
            askFor(() -> asked.whatIf(HASH, EventFilter.typeIs("edit")), without, refused, unsure);
            askFor(() -> asked.whatIf(HASH, e -> e.type().equals("edit") ? null : e.event()), without, refused, unsure);
        }

        /**
         * Checks a query. It must be refused if {@code refused} is set. Otherwise it must be answered, except that it
         * may also be refused if {@code unsure} is set, because earlier events are lost.
         */
        private <T> void askFor(Supplier<T> question, T truth, boolean refused, boolean unsure) {
            if (refused) {
                assertRefused(question);
                return;
            }
            if (unsure) {
                try {
                    assertThat(question.get()).isEqualTo(truth);
                    known++;
                } catch (IncompleteHistoryException e) {
                    assertThat(e.lost()).isPresent();
                }
                return;
            }
            assertThat(question.get()).isEqualTo(truth);
        }
    }

    private static boolean isOdd(long hash) {
        return Math.floorMod(hash, 5) == 2;
    }
}
