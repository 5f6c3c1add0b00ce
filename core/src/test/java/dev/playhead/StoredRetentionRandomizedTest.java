package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.StoreException;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests of histories with all kinds of retention in a store that sometimes fails. The tests record, flush, clear,
 * close, crash and reopen in random order. After each commit, the stored events are compared with all events that were
 * ever stored.
 */
class StoredRetentionRandomizedTest {
    private static final EventFilter ALL = EventFilter.all();
    private static final Projection<Long> SUM = new Projection<>() {
        @Override
        public String name() {
            return "sum";
        }

        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long apply(Long sum, dev.playhead.event.RecordedEvent event) {
            return sum + (Long) ((Map<?, ?>) event.payload()).get("n");
        }

        @Override
        public Optional<StateCodec<Long>> codec() {
            return Optional.of(StateCodec.ofData("1", sum -> sum, data -> (Long) data));
        }
    };

    private final ManualClock clock = new ManualClock();
    private long number;

    static LongStream seeds() {
        int rounds = Integer.getInteger("playhead.rounds", Boolean.getBoolean("playhead.full") ? 400 : 25);
        return new Random().longs(rounds);
    }

    private static RetentionPolicy policy(Random random) {
        RetentionPolicy policy = RetentionPolicy.unlimited();
        if (random.nextBoolean()) {
            policy = policy.withMaxCount(1 + random.nextInt(random.nextBoolean() ? 50 : 5_000));
        }
        if (random.nextInt(3) == 0) {
            policy = policy.withMaxBytes(2_000 + random.nextInt(100_000));
        }
        if (random.nextInt(3) == 0) {
            policy = policy.withMaxAge(Duration.ofMinutes(1 + random.nextInt(100)));
        }
        return policy;
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNeverDropDurableEventsThatThePolicyKeeps(long seed) {
        Random random = new Random(seed);
        boolean projecting = random.nextBoolean();
        CommittedStore store = new CommittedStore(policy(random), projecting ? Optional.of("sum") : Optional.empty());
        for (int session = 0; session < 4; session++) {
            store.clock = clock::millis;
            EventHistory history = open(store, projecting, random);
            for (int step = 0; step < 15; step++) {
                step(history, store, random);
            }
            store.fails = commit -> false;
            store.beforeCommit = () -> {};
            if (random.nextBoolean()) {
                history.close();
            } else {
                history.flush();
                long durable = history.durableSequence();
                assertThat(store.readable().isEmpty() || store.readable().lastKey() == durable)
                        .as("seed=%d durable=%d", seed, durable)
                        .isTrue();
                store.crash(history);
            }
            assertThat(store.wrong)
                    .as("seed=%d session=%d %s", seed, session, store)
                    .isEmpty();
            store = store.reopened(policy(random));
        }
    }

    private EventHistory open(CommittedStore store, boolean projecting, Random random) {
        EventHistory.Builder builder = EventHistory.builder()
                .store(store.store())
                .retention(store.policy())
                .durability(random.nextBoolean() ? Durability.INTERVAL : Durability.ON_FLUSH)
                .clock(clock)
                .ticker(clock::nanoTime);
        EventHistory history = projecting ? builder.projection(SUM).build() : builder.build();
        history.onProblem(problem -> {}); // failures of the store are intended
        return history;
    }

    private void step(EventHistory history, CommittedStore store, Random random) {
        switch (random.nextInt(10)) {
            case 0 -> clock.advance(Duration.ofMinutes(random.nextInt(30)));
            case 1 -> {
                int meanwhile = random.nextInt(3_000);
                store.beforeCommit = () -> {
                    store.beforeCommit = () -> {};
                    record(history, meanwhile);
                };
            }
            case 2 -> {
                if (random.nextInt(4) == 0) {
                    history.clear();
                }
            }
            case 3 -> {
                int of = 1 + random.nextInt(4);
                store.fails = commit -> commit % of == 1;
            }
            case 4, 5 -> {
                try {
                    history.flush();
                } catch (StoreException e) {
                    assertThat(e).hasMessageContaining(CommittedStore.SIMULATED_FAILURE);
                }
            }
            case 6 ->
                assertThat(history.count(ALL)).isEqualTo(history.getEvents().size());
            default -> record(history, random.nextInt(random.nextBoolean() ? 30 : 4_000));
        }
    }

    private synchronized void record(EventHistory history, int events) {
        for (int i = 0; i < events; i++) {
            history.recordEvent(
                    GridEvent.of("t" + number % 3, Map.of("n", number, "text", "number " + number * number)));
            number++;
        }
    }
}
