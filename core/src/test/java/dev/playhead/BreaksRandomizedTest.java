package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A test that records, pauses, evicts, clears and reopens at random, in memory and in a store with a concurrent reader.
 * It compares states, changes and breaks with those of a simulated application that counts all events itself.
 */
@Tag("full")
class BreaksRandomizedTest {
    private static final int ROUNDS = Boolean.getBoolean("playhead.full") ? 3_000 : 60;
    private static final int STEPS = 40;
    private static final List<String> TYPES = List.of("a", "b", "c");
    private static final List<Counting> PROJECTIONS = List.of(
            new Counting("all", EventFilter.all()),
            new Counting("a", EventFilter.typeIs("a")),
            new Counting("not a", EventFilter.typeIs("a").negate()));

    /**
     * The state of a projection at some moment, and whether the history must return this state or refuse to return it.
     */
    private record Known(long count, boolean isKnown) {}

    /**
     * A recorded event. Each list has one element for each projection.
     *
     * @param before the states before the event
     * @param after the states after the event; a baseline or a break after the event may change whether a state is
     *     known
     * @param wasKnown whether each state after the event was known when the event was recorded
     * @param afterBreak whether a break that affects the projection lies between the previous event and this one
     */
    private record Entry(
            long sequence, List<Known> before, List<Known> after, List<Boolean> wasKnown, List<Boolean> afterBreak) {}

    @Test
    void shouldReturnKnownStatesAndRefuseStatesAfterMissedEvents() {
        for (int i = 0; i < ROUNDS; i++) {
            long seed = new Random().nextLong();
            try (Round round = new Round(new Random(seed))) {
                round.play();
            } catch (Throwable e) {
                throw new AssertionError("seed=" + seed + " round=" + i + ": " + e, e);
            }
        }
    }

    private static final class Round implements AutoCloseable {
        private final Random random;
        private final RetentionPolicy retention;
        private InMemoryEventStore store;
        private EventHistory history;

        private final List<Entry> entries = new ArrayList<>();
        private final TreeMap<Long, Map<String, Long>> breaks = new TreeMap<>();
        private final long[] counts = new long[PROJECTIONS.size()];
        private final boolean[] known = new boolean[PROJECTIONS.size()];
        private final boolean[] broken = new boolean[PROJECTIONS.size()];
        private boolean paused;

        Round(Random random) {
            this.random = random;
            this.retention = random.nextBoolean()
                    ? RetentionPolicy.unlimited()
                    : RetentionPolicy.unlimited().withMaxCount(1 + random.nextInt(150));
            this.store = random.nextInt(3) == 0 ? null : InMemoryEventStore.create();
            this.history = open(store);
            begin();
        }

        private EventHistory open(EventStore in) {
            EventHistory.Builder builder = EventHistory.builder().memoryBudget(1 + random.nextInt(50_000));
            if (in != null) {
                builder.store(in);
            }
            return builder.retention(retention)
                    .projection(PROJECTIONS.toArray(Projection[]::new))
                    .build();
        }

        private void begin() {
            entries.clear();
            breaks.clear();
            for (int p = 0; p < counts.length; p++) {
                counts[p] = 0;
                known[p] = true;
                broken[p] = false;
            }
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                int action = random.nextInt(100);
                if (action < 35) {
                    offer(1 + random.nextInt(random.nextInt(8) == 0 ? 200 : 10));
                } else if (action < 50) {
                    history.pause();
                    paused = true;
                } else if (action < 65) {
                    history.resume();
                    paused = false;
                } else if (action < 75) {
                    baseline();
                } else if (action < 92) {
                    check(history);
                } else if (action < 97) {
                    reopen();
                } else {
                    history.clear();
                    begin();
                }
            }
            check(history);
        }

        private void offer(int events) {
            for (int i = 0; i < events; i++) {
                String type = TYPES.get(random.nextInt(TYPES.size()));
                List<Known> before = now();
                long sequence = history.recordEvent(GridEvent.of(type, Map.of("n", i)));
                assertThat(sequence < 0).isEqualTo(paused);
                if (paused && entries.isEmpty()) {
                    // A pause before the first recorded event makes no break, and the events offered during it are not
                    // counted: the application begins with an empty state.
                    continue;
                }
                for (int p = 0; p < counts.length; p++) {
                    boolean concerned = PROJECTIONS.get(p).concerns(type);
                    counts[p] += concerned ? 1 : 0;
                    if (paused && concerned) {
                        known[p] = false;
                        broken[p] = true;
                        restoreLast(p);
                    }
                }
                if (paused) {
                    breaks.computeIfAbsent(last() + 1, at -> new TreeMap<>()).merge(type, 1L, Long::sum);
                } else {
                    List<Boolean> afterBreak = new ArrayList<>();
                    for (int p = 0; p < counts.length; p++) {
                        afterBreak.add(broken[p]);
                        broken[p] = false;
                    }
                    List<Boolean> isKnown = now().stream().map(Known::isKnown).toList();
                    entries.add(new Entry(sequence, before, now(), isKnown, afterBreak));
                }
            }
        }

        private List<Known> now() {
            List<Known> all = new ArrayList<>();
            for (int p = 0; p < counts.length; p++) {
                all.add(new Known(counts[p], known[p]));
            }
            return all;
        }

        /**
         * Discards a baseline that was set after the last event. Without a break, such a baseline is also the state
         * after the last event. When a break follows the baseline, the state after the last event is known only if it
         * was known when that event was recorded.
         */
        private void restoreLast(int p) {
            Entry last = entries.get(entries.size() - 1);
            last.after.set(p, new Known(last.after.get(p).count, last.wasKnown.get(p)));
        }

        private long last() {
            return entries.get(entries.size() - 1).sequence;
        }

        private void baseline() {
            for (int p = 0; p < counts.length; p++) {
                if (!known[p]) {
                    history.baseline(PROJECTIONS.get(p), counts[p]);
                    known[p] = true;
                    if (!broken[p]) { // without a break, the baseline is also the state after the last event
                        entries.get(entries.size() - 1).after.set(p, new Known(counts[p], true));
                    }
                }
            }
        }

        private void reopen() {
            if (store == null) {
                return;
            }
            history.flush();
            if (random.nextBoolean()) {
                try (EventHistory reader = open(store.reopen(EventStore.Mode.READ))) {
                    checkWhileWriterIsOpen(reader);
                }
            }
            history.close();
            paused = false;
            store = store.reopen(EventStore.Mode.WRITE);
            history = open(store);
            check(history);
        }

        /** Checks a reader while the writer is open. Repeats a failed check if the writer evicted events meanwhile. */
        private void checkWhileWriterIsOpen(EventHistory reader) {
            while (true) {
                long first = reader.stats().firstSequence();
                try {
                    check(reader);
                    return;
                } catch (AssertionError | PlayheadException e) {
                    if (reader.stats().firstSequence() == first) {
                        throw e;
                    }
                }
            }
        }

        private void check(EventHistory asked) {
            HistoryStats stats = asked.stats();
            long first = stats.firstSequence();
            Map<Long, Map<String, Long>> kept = first < 0 ? Map.of() : breaks.tailMap(first, true);
            assertThat(stats.breaks()).extracting(RecordingBreak::sequence).containsExactlyElementsOf(kept.keySet());
            assertThat(stats.breaks()).extracting(RecordingBreak::offered).containsExactlyElementsOf(kept.values());
            for (int p = 0; p < counts.length; p++) {
                check(asked.timeline().snapshot(), PROJECTIONS.get(p), new Known(counts[p], known[p]));
            }
            List<Entry> keptEntries =
                    entries.stream().filter(entry -> entry.sequence >= first).toList();
            if (keptEntries.isEmpty()) {
                return;
            }
            for (int i = 0; i < 5; i++) {
                Entry entry = keptEntries.get(random.nextInt(keptEntries.size()));
                int p = random.nextInt(counts.length);
                check(asked.getEventSnapshotAtSequence(entry.sequence), PROJECTIONS.get(p), entry.after.get(p));
                int from = random.nextInt(keptEntries.size());
                int to = from + random.nextInt(keptEntries.size() - from);
                checkChanges(asked, p, keptEntries.subList(from, to + 1));
            }
        }

        private void check(EventSnapshot snapshot, Counting projection, Known expected) {
            if (expected.isKnown) {
                assertThat(snapshot.state(projection))
                        .as("%s %s", projection, snapshot)
                        .isEqualTo(expected.count);
            } else {
                assertThatThrownBy(() -> snapshot.state(projection))
                        .as("%s %s", projection, snapshot)
                        .isInstanceOf(IncompleteHistoryException.class);
            }
        }

        private void checkChanges(EventHistory asked, int p, List<Entry> range) {
            Counting projection = PROJECTIONS.get(p);
            Entry begin = range.get(0);
            Entry end = range.get(range.size() - 1);
            boolean whole =
                    begin.before.get(p).isKnown && range.stream().skip(1).noneMatch(entry -> entry.afterBreak.get(p));
            var timeline = asked.newTimeline().within(new SequenceRange(begin.sequence, end.sequence));
            if (whole) {
                var changes = timeline.changesOf(projection, count -> count);
                long before = begin.before.get(p).count;
                assertThat(changes).as("%s %s", projection, range).hasSize((int) (end.after.get(p).count - before));
                if (!changes.isEmpty()) {
                    assertThat(changes.get(0).before()).isEqualTo(before);
                }
            } else {
                assertThatThrownBy(() -> timeline.changesOf(projection, count -> count))
                        .as("%s %s", projection, range)
                        .isInstanceOf(IncompleteHistoryException.class);
            }
        }

        @Override
        public void close() {
            history.close();
        }
    }
}
