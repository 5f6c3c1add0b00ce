package dev.playhead.storage.spi;

import static dev.playhead.storage.spi.TravelModel.CELLS;
import static dev.playhead.storage.spi.TravelModel.EDITS;
import static dev.playhead.storage.spi.TravelModel.HASH;
import static dev.playhead.storage.spi.TravelModel.NOT_ENCODED;
import static dev.playhead.storage.spi.TravelModel.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.HistoryProblem;
import dev.playhead.HistoryStats;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.StoreException;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Tests of a history in a store. The tests record, evict, seal, clear, close, crash and reopen at random. A second
 * history reads the store at the same time. The results of queries of all kinds are compared with those of a model,
 * which keeps all events in a list and folds them from the start. The tests of each kind of store extend this class.
 *
 * <p>The retention policy varies, because it determines the maximum size of blocks: from one event to the normal 1,024
 * events.
 */
public abstract class EventStoreTravelFuzzTest {
    private static final List<Durability> DURABILITIES = List.of(Durability.values());

    private final int rounds;
    private final int steps;

    /**
     * Creates the tests.
     *
     * @param rounds the number of histories
     * @param steps the number of random actions on each history
     */
    protected EventStoreTravelFuzzTest(int rounds, int steps) {
        this.rounds = rounds;
        this.steps = steps;
    }

    /** The medium on which stores keep their data. */
    protected interface Medium {
        /** Opens a store on the existing data. */
        EventStore open(EventStore.Mode mode);

        /**
         * Simulates that the writing process was killed. The store of that process is not used any more. It is only
         * closed, directly after this call, to release its resources.
         */
        default void killed() {}
    }

    /** Returns an empty medium. */
    protected abstract Medium newMedium();

    @Test
    void shouldReturnTheResultsOfTheModelAfterClosingAndCrashing() {
        for (int i = 0; i < rounds; i++) {
            long seed = new Random().nextLong();
            try (Round round = new Round(newMedium(), new Random(seed))) {
                round.play(steps);
            } catch (Throwable e) {
                throw new AssertionError("seed=" + seed + " round=" + i + ": " + e, e);
            }
        }
    }

    private static final class Round implements AutoCloseable {
        private final Medium medium;
        private final Random random;
        private final RetentionPolicy retention;
        private final boolean large;
        private final TravelModel model = new TravelModel();
        private final Queue<HistoryProblem> problems = new ConcurrentLinkedQueue<>();
        private AtomicBoolean killed = new AtomicBoolean();
        private EventHistory history;
        private EventHistory reader;
        private TravelQuestions.Cursor shared;
        private boolean evictedEarlier;
        private boolean baselineGiven;
        private boolean baselineLost;

        Round(Medium medium, Random random) {
            this.medium = medium;
            this.random = random;
            int kind = random.nextInt(8);
            this.large = kind == 0;
            this.retention = retention(kind);
            this.history = open();
            this.shared = new TravelQuestions.Cursor(history.timeline());
            this.reader = follow();
        }

        /**
         * Returns a retention policy. Depending on the policy, a block has at most 1,024 events, only a few events, or
         * at most 16 to 37 events.
         */
        private RetentionPolicy retention(int kind) {
            RetentionPolicy all = RetentionPolicy.unlimited();
            return switch (kind) {
                case 0, 1 -> all;
                case 2, 3 -> all.withMaxBytes(1_000 + random.nextInt(10_000));
                default -> all.withMaxCount(1 + random.nextInt(300));
            };
        }

        private EventHistory open() {
            AtomicBoolean dead = new AtomicBoolean();
            killed = dead;
            EventStore store = medium.open(EventStore.Mode.WRITE);
            EventHistory opened = EventHistory.builder()
                    .store(new FaultyEventStore(store, StoreException.Reason.IO, false, operation -> dead.get())
                            .beforeClose(() -> {
                                if (dead.get()) {
                                    medium.killed();
                                }
                            }))
                    .retention(retention)
                    .compression(random.nextInt(4) > 0)
                    .durability(DURABILITIES.get(random.nextInt(DURABILITIES.size())))
                    .memoryBudget(1 + random.nextInt(60_000))
                    .projection(HASH, TEXT, EDITS, CELLS, NOT_ENCODED)
                    .build();
            opened.onProblem(problem -> {
                if (!dead.get()) { // after a crash, problems are expected, because all reads fail
                    problems.add(problem);
                }
            });
            return opened;
        }

        private EventHistory follow() {
            EventHistory opened = EventHistory.builder()
                    .store(medium.open(EventStore.Mode.READ))
                    .memoryBudget(1 + random.nextInt(60_000))
                    .projection(HASH, TEXT, EDITS, CELLS)
                    .build();
            opened.onProblem(problems::add);
            return opened;
        }

        void play(int steps) {
            for (int step = 0; step < steps; step++) {
                int action = random.nextInt(large ? 90 : 100);
                if (action < 40) {
                    record(1 + random.nextInt(large ? 400 : 120));
                } else if (action < 63) {
                    check(history, true);
                } else if (action < 73) {
                    checkReader();
                } else if (action < 83) {
                    baseline();
                } else if (action < 95) {
                    reopen(random.nextBoolean());
                } else {
                    clear();
                }
            }
            assertThat(problems).isEmpty();
        }

        private void record(int events) {
            for (int i = 0; i < events; i++) {
                GridEvent event = TravelModel.event(random);
                model.record(history.recordEvent(event), event);
            }
        }

        private void clear() {
            history.clear();
            shared.cleared();
            model.clear();
            evictedEarlier = false;
            baselineGiven = false;
            baselineLost = false;
            record(1);
            history.flush(); // otherwise a crash may undo the clear
        }

        private void baseline() {
            boolean complete = history.stats().stored() == model.size();
            long value = random.nextLong(1_000);
            if (complete) {
                history.baseline(HASH, value);
                history.baseline(NOT_ENCODED, value);
                model.baseline(HASH, value);
                model.baseline(NOT_ENCODED, value);
                baselineGiven = true;
                baselineLost = false;
                checkReader();
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
                atLeast = model.lastSequence();
            } else {
                assertThatThrownBy(history::close).isInstanceOf(StoreException.class);
            }
            history = open();
            shared = new TravelQuestions.Cursor(history.timeline());
            reader = follow();
            HistoryStats stats = history.stats();
            assertThat(stats.lastSequence()).isGreaterThanOrEqualTo(atLeast);
            model.loseAfter(stats.lastSequence());
            evictedEarlier = stats.recorded() > stats.stored() || stats.firstSequence() > model.firstSequence();
            baselineLost = baselineGiven;
            if (random.nextBoolean()) {
                check(history, true);
            }
            if (random.nextBoolean()) {
                check(reader, false);
            }
        }

        private void checkReader() {
            history.flush();
            check(reader, false);
        }

        /**
         * Checks a history. Repeats a failed check if events were evicted meanwhile. The history evicts events in the
         * background after blocks are sealed, and the writer drops events after they are folded. The loop ends, because
         * no events are recorded during a check.
         */
        private void check(EventHistory asked, boolean writer) {
            while (true) {
                long first = asked.stats().firstSequence();
                TravelQuestions.Cursor cursor =
                        writer && random.nextBoolean() ? shared : new TravelQuestions.Cursor(asked.newTimeline());
                try {
                    ask(asked, writer, cursor, first);
                    return;
                } catch (AssertionError | PlayheadException e) {
                    if (asked.stats().firstSequence() == first) {
                        throw e;
                    }
                    cursor.toLive();
                }
            }
        }

        private void ask(EventHistory asked, boolean writer, TravelQuestions.Cursor cursor, long first) {
            assertThat(asked.stats().lastSequence()).isEqualTo(model.lastSequence());
            new TravelQuestions(asked, model, cursor, random, first).ask(3);
            checkNotEncoded(asked, writer);
        }

        /**
         * Checks the state of a projection without a codec. If its baseline was lost when the history was reopened, the
         * state must be refused. For a reader, or if events were evicted before the history was opened, both a state
         * and a refusal are correct, because the test cannot determine whether the store still has the evicted events
         * of a partially retained block.
         */
        private void checkNotEncoded(EventHistory asked, boolean writer) {
            long last = model.lastSequence();
            if (last < 0) {
                return;
            }
            EventSnapshot snapshot = asked.getEventSnapshotAtSequence(last);
            if (baselineLost) {
                assertThatThrownBy(() -> snapshot.state(NOT_ENCODED)).isInstanceOf(IncompleteHistoryException.class);
                return;
            }
            long state;
            try {
                state = snapshot.state(NOT_ENCODED);
            } catch (IncompleteHistoryException e) {
                assertThat(e).hasMessageContaining("projection=not-encoded");
                assertThat(writer && !evictedEarlier)
                        .as("refused by a writer that has seen all events")
                        .isFalse();
                return;
            }
            assertThat(state).isEqualTo(model.fold(NOT_ENCODED, last));
        }

        @Override
        public void close() {
            reader.close();
            history.close();
        }
    }
}
