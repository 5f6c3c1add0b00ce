package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.storage.Durability;
import dev.playhead.storage.EventStore;
import dev.playhead.storage.FaultyEventStore;
import dev.playhead.storage.InMemoryEventStore;
import dev.playhead.storage.StoreException;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Random recording, evicting, clearing, closing, crashing and opening again of a history in a store, whose states are compared
 * with those of a model that keeps every event in a list and folds it from the start.
 */
class DurableTravelFuzzTest {
    private static final int ROUNDS = 60;
    private static final int STEPS = 40;
    private static final List<Durability> DURABILITIES = List.of(Durability.values());

    /** Depends on every event and on their order. */
    private static final Projection<Long> HASH =
            Projection.of("hash", 17L, DurableTravelFuzzTest::hash, StateCodec.ofData("1", s -> s, d -> (Long) d));

    /** The same in a state that takes some room. */
    private static final Projection<String> TEXT = Projection.of(
            "text",
            "",
            (text, event) -> (text.length() > 5_000 ? text.substring(3_000) : text) + event.payload(),
            StateCodec.ofData("1", s -> s, d -> (String) d));

    private static final Projection<Long> NOT_ENCODED = Projection.of("not-encoded", 3L, DurableTravelFuzzTest::hash);

    private static final Projection<Long> NOT_REGISTERED =
            Projection.of("not-registered", 5L, DurableTravelFuzzTest::hash);

    private static Long hash(Long hash, RecordedEvent event) {
        return hash * 31 + event.sequence() + (Long) event.payload();
    }

    @Test
    void shouldTellTheStatesOfTheModelHoweverOftenItEnds() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = new Random().nextLong();
            try (Round played = new Round(new Random(seed))) {
                played.play();
            } catch (Throwable e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
    }

    private static final class Round implements AutoCloseable {
        private final Random random;
        private final int capacity;
        private final List<RecordedEvent> all = new ArrayList<>();
        private long hashBefore = HASH.initial();
        private long notEncodedBefore = NOT_ENCODED.initial();
        private InMemoryEventStore store = InMemoryEventStore.create();
        private AtomicBoolean killed = new AtomicBoolean();
        private EventHistory history;
        private EventHistory reader;
        private final Set<HistoryProblem.Kind> problems = ConcurrentHashMap.newKeySet();
        private boolean evictedEarlier;
        private boolean baselineTold;
        private boolean baselineLost;

        Round(Random random) {
            this.random = random;
            this.capacity = random.nextInt(4) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(300);
            this.history = open();
            this.reader = follow();
        }

        private EventHistory open() {
            AtomicBoolean dead = new AtomicBoolean();
            killed = dead;
            EventStore fragile = new FaultyEventStore(store, StoreException.Reason.IO, false, operation -> dead.get());
            EventHistory opened = EventHistory.builder()
                    .store(fragile)
                    .capacity(capacity)
                    .durability(DURABILITIES.get(random.nextInt(3)))
                    .memoryBudget(1 + random.nextInt(60_000))
                    .projection(HASH, TEXT, NOT_ENCODED)
                    .build();
            opened.onProblem(problem -> {
                if (!dead.get()) { // else nothing can be read, evicted events neither
                    problems.add(problem.kind());
                }
            });
            return opened;
        }

        private EventHistory follow() {
            return EventHistory.builder()
                    .store(store.reopen(EventStore.Mode.READ))
                    .projection(HASH, TEXT)
                    .build();
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                int action = random.nextInt(100);
                if (action < 45) {
                    record(1 + random.nextInt(120));
                } else if (action < 60) {
                    check(history, true);
                } else if (action < 70) {
                    history.flush();
                    check(reader, false);
                } else if (action < 85) {
                    reopen(random.nextBoolean());
                } else if (action < 90) {
                    clear();
                } else {
                    baseline();
                }
            }
            assertThat(problems).isEmpty();
        }

        private void record(int events) {
            for (int i = 0; i < events; i++) {
                GridEvent event = GridEvent.of("e", random.nextLong(1_000));
                all.add(RecordedEvent.of(history.recordEvent(event), event));
            }
        }

        private void clear() {
            history.clear();
            all.clear();
            hashBefore = HASH.initial();
            notEncodedBefore = NOT_ENCODED.initial();
            evictedEarlier = false;
            baselineTold = false;
            baselineLost = false;
            record(1);
            history.flush(); // or the end of the process may undo it
        }

        private void baseline() {
            boolean complete = history.stats().stored() == all.size();
            long value = random.nextLong(1_000);
            if (complete) {
                history.baseline(HASH, value);
                history.baseline(NOT_ENCODED, value);
                hashBefore = value;
                notEncodedBefore = value;
                baselineTold = true;
                baselineLost = false;
                history.flush();
                check(reader, false);
            } else {
                assertThatThrownBy(() -> history.baseline(HASH, value)).isInstanceOf(IllegalStateException.class);
            }
        }

        private void reopen(boolean properly) {
            reader.close();
            long atLeast = history.durableSequence();
            killed.set(!properly);
            if (properly) {
                history.close();
                atLeast = all.isEmpty() ? -1 : all.get(all.size() - 1).sequence();
            } else {
                assertThatThrownBy(history::close).isInstanceOf(StoreException.class);
            }
            store = store.reopen(EventStore.Mode.WRITE);
            history = open();
            reader = follow();
            long last = history.stats().lastSequence();
            assertThat(last).isGreaterThanOrEqualTo(atLeast);
            all.removeIf(event -> event.sequence() > last);
            evictedEarlier = history.stats().recorded() > history.stats().stored()
                    || history.stats().firstSequence()
                            > (all.isEmpty() ? -1 : all.get(0).sequence());
            baselineLost = baselineTold;
        }

        private <S> S fold(Projection<S> projection, S before, long upTo) {
            S state = before;
            for (RecordedEvent event : all) {
                if (event.sequence() <= upTo) {
                    state = projection.apply(state, event);
                }
            }
            return state;
        }

        private void check(EventHistory asked, boolean writer) {
            long last = asked.stats().lastSequence();
            assertThat(last)
                    .isEqualTo(all.isEmpty() ? -1 : all.get(all.size() - 1).sequence());
            long first = asked.stats().firstSequence();
            for (int i = 0; i < 3 && !all.isEmpty(); i++) {
                long sequence = i == 0 ? last : first + random.nextInt((int) (last - first) + 1);
                EventSnapshot snapshot = asked.getEventSnapshotAtSequence(sequence);
                assertThat(snapshot.state(HASH)).isEqualTo(fold(HASH, hashBefore, sequence));
                assertThat(snapshot.state(TEXT)).isEqualTo(fold(TEXT, "", sequence));
                if (baselineLost) {
                    assertThatThrownBy(() -> snapshot.state(NOT_ENCODED))
                            .isInstanceOf(IncompleteHistoryException.class);
                } else if (writer && !evictedEarlier) {
                    assertThat(snapshot.state(NOT_ENCODED)).isEqualTo(fold(NOT_ENCODED, notEncodedBefore, sequence));
                } else {
                    checkNotEncoded(snapshot, sequence);
                }
                if (first > all.get(0).sequence()) {
                    assertThatThrownBy(() -> snapshot.state(NOT_REGISTERED))
                            .isInstanceOf(IncompleteHistoryException.class);
                } else {
                    assertThat(snapshot.state(NOT_REGISTERED)).isEqualTo(fold(NOT_REGISTERED, 5L, sequence));
                }
            }
        }

        /** Whether evicted events are still in the store, as a part of a block, nobody knows here. */
        private void checkNotEncoded(EventSnapshot snapshot, long sequence) {
            long state;
            try {
                state = snapshot.state(NOT_ENCODED);
            } catch (IncompleteHistoryException e) {
                assertThat(e).hasMessageContaining("projection=not-encoded");
                return;
            }
            assertThat(state).isEqualTo(fold(NOT_ENCODED, notEncodedBefore, sequence));
        }

        @Override
        public void close() {
            reader.close();
            history.close();
        }
    }
}
