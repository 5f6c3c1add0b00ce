package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of a store with retention. They check the contents after each commit, because these contents remain after a
 * crash.
 */
class StoredRetentionTest {
    private static final RetentionPolicy THOUSAND = RetentionPolicy.unlimited().withMaxCount(1_000);
    private static final EventFilter ALL = EventFilter.all();

    private long number;
    private CommittedStore store = new CommittedStore(THOUSAND, Optional.empty());

    @AfterEach
    void checkThatAllCommitsWereCorrect() {
        assertThat(store.wrong).isEmpty();
    }

    /** A projection whose state is the sum of all numbers. It may have a codec or not. */
    private record Sum(String name, boolean hasCodec) implements Projection<Long> {
        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long apply(Long sum, RecordedEvent event) {
            return sum + (Long) ((Map<?, ?>) event.payload()).get("n");
        }

        @Override
        public Optional<StateCodec<Long>> codec() {
            return hasCodec ? Optional.of(StateCodec.ofData("1", sum -> sum, data -> (Long) data)) : Optional.empty();
        }
    }

    private static GridEvent event(long n) {
        return GridEvent.of("t" + n % 3, Map.of("n", n, "text", "number " + n * n));
    }

    private void record(EventHistory history, int events) {
        for (int i = 0; i < events; i++) {
            history.recordEvent(event(number++));
        }
    }

    private EventHistory.Builder builder(Durability durability, RetentionPolicy policy) {
        return EventHistory.builder()
                .store(store.store())
                .durability(durability)
                .retention(policy);
    }

    private void reopen(RetentionPolicy policy) {
        checkThatAllCommitsWereCorrect();
        store = store.reopened(policy);
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepDurableEventsUntilTheEventsAfterThemAreStored(Durability durability) {
        EventHistory history = builder(durability, THOUSAND).build();
        record(history, 1_000);
        history.flush();
        // Simulates a thread that records 20,000 events during each of three commits, after the blocks of the commit
        // are sealed and before they are stored. In mode EVERY_EVENT, nothing is recorded meanwhile.
        AtomicLong rounds = new AtomicLong(3);
        store.beforeCommit = () -> {
            if (rounds.getAndDecrement() > 0) {
                for (int i = 0; i < (durability == Durability.EVERY_EVENT ? 0 : 20_000); i++) {
                    history.recordEvent(event(number++));
                }
            }
        };
        history.flush();
        long durable = history.durableSequence();
        assertThat(store.readable().lastKey()).isGreaterThanOrEqualTo(durable);
        store.crash(history);

        reopen(THOUSAND);
        try (EventHistory next = builder(durability, THOUSAND).build()) {
            assertThat(next.recovery().orElseThrow().lastSequence()).isGreaterThanOrEqualTo(durable);
            assertThat(next.recovery().orElseThrow().isComplete()).isTrue();
            assertThat(next.count(ALL)).isEqualTo(1_000);
        }
    }

    @Test
    void shouldReportOnlyStoredEventsAsDurable() {
        AtomicBoolean armed = new AtomicBoolean();
        try (EventHistory history = builder(Durability.ON_FLUSH, THOUSAND).build()) {
            store.beforeCommit = () -> {
                if (armed.compareAndSet(true, false)) {
                    record(history, 5_000);
                }
            };
            record(history, 100);
            armed.set(true);
            history.flush();
            assertThat(history.durableSequence()).isEqualTo(store.readable().lastKey());
        }
    }

    @Test
    void shouldStorePartsOfABacklogWithoutHoles() {
        RetentionPolicy many = RetentionPolicy.unlimited().withMaxCount(30_000);
        newStore(many);
        String large = "x".repeat(400);
        try (EventHistory history = builder(Durability.ON_FLUSH, many).build()) {
            store.fails = commit -> true;
            Random random = new Random(1);
            for (int i = 0; i < 60_000; i++) {
                byte[] noise = new byte[300];
                random.nextBytes(noise);
                history.recordEvent(GridEvent.of("t", Map.of("n", number++, "noise", noise, "large", large + i)));
            }
            store.fails = commit -> false;
            history.flush();
            assertThat(history.stats().lost()).isEmpty();
        }
        assertThat(store.readable()).hasSizeGreaterThanOrEqualTo(30_000);
    }

    private void newStore(RetentionPolicy policy) {
        store = new CommittedStore(policy, Optional.empty());
    }

    @Test
    void shouldDropOnlyEventsThatASmallerPolicyDoesNotKeep() {
        try (EventHistory history = builder(Durability.INTERVAL, THOUSAND).build()) {
            record(history, 5_000);
        }
        RetentionPolicy smaller = RetentionPolicy.unlimited().withMaxCount(100);
        reopen(smaller);
        try (EventHistory history = builder(Durability.INTERVAL, smaller).build()) {
            assertThat(history.count(ALL)).isEqualTo(100);
            record(history, 10);
        }
        assertThat(store.readable()).hasSizeGreaterThanOrEqualTo(100);
        assertThat(store.readable()).hasSizeLessThan(2_000);
    }

    @Test
    void shouldDropClearedEventsEvenIfNoEventFollows() {
        try (EventHistory history = builder(Durability.INTERVAL, THOUSAND).build()) {
            record(history, 3_000);
            history.flush();
            history.clear();
            history.flush();
            assertThat(store.readable()).isEmpty();
            record(history, 10);
            history.flush();
            assertThat(store.readable().keySet())
                    .containsExactlyElementsOf(java.util.stream.LongStream.range(3_000, 3_010)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void shouldDropExpiredEvents() {
        ManualClock clock = new ManualClock();
        RetentionPolicy anHour = RetentionPolicy.unlimited().withMaxAge(Duration.ofHours(1));
        newStore(anHour);
        store.clock = clock::millis;
        try (EventHistory history = builder(Durability.INTERVAL, anHour)
                .clock(clock)
                .ticker(clock::nanoTime)
                .build()) {
            record(history, 3_000);
            history.flush();
            clock.advance(Duration.ofMinutes(50));
            record(history, 1_000);
            history.flush();
            assertThat(store.readable()).hasSize(4_000);
            clock.advance(Duration.ofMinutes(50));
            history.flush();
            assertThat(store.readable()).hasSizeBetween(1_000, 2_200);
        }
    }

    @Test
    void shouldExpireEventsByTheTickerEvenIfTheClockIsSet() {
        ManualClock clock = new ManualClock();
        ManualClock steady = new ManualClock();
        RetentionPolicy anHour = RetentionPolicy.unlimited().withMaxAge(Duration.ofHours(1));
        newStore(anHour);
        store.clock = steady::millis;
        try (EventHistory history = builder(Durability.INTERVAL, anHour)
                .clock(clock)
                .ticker(steady::nanoTime)
                .build()) {
            record(history, 100);
            clock.advance(Duration.ofDays(365));
            record(history, 100);
            history.flush();
            assertThat(history.count(ALL)).isEqualTo(200);
            clock.advance(Duration.ofDays(-365));
            steady.advance(Duration.ofMinutes(61));
            record(history, 1);
            history.flush();
            assertThat(history.count(ALL)).isEqualTo(1);
            assertThat(store.readable()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldStoreTheStatesInTheCommitThatDropsTheirEvents(boolean codec) {
        Sum sum = new Sum("sum", codec);
        store = new CommittedStore(THOUSAND, codec ? Optional.of("sum") : Optional.empty());
        long expected;
        EventHistory history =
                builder(Durability.INTERVAL, THOUSAND).projection(sum).build();
        AtomicLong rounds = new AtomicLong(20);
        store.beforeCommit = () -> {
            if (rounds.getAndDecrement() > 0) {
                for (int i = 0; i < 3_000; i++) {
                    history.recordEvent(event(number++));
                }
            }
        };
        for (int i = 0; i < 20; i++) {
            record(history, 1_500);
            history.flush();
        }
        assertThat(store.readable().firstKey()).isPositive(); // events were dropped while recording continued
        rounds.set(0);
        history.flush();
        long last = history.durableSequence();
        expected = history.getEventSnapshotAtSequence(last).state(sum);
        store.crash(history);

        reopen(THOUSAND);
        try (EventHistory next =
                builder(Durability.INTERVAL, THOUSAND).projection(sum).build()) {
            if (codec) {
                assertThat(next.getEventSnapshotAtSequence(last).state(sum)).isEqualTo(expected);
            }
            assertThat(next.count(ALL)).isEqualTo(1_000);
        }
    }

    /** Checks stores that fail from commit n on, with n from 0 to 11. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepTheRequiredEventsWhicheverCommitFailsFirst(boolean projecting) {
        Sum sum = new Sum("sum", true);
        for (int n = 0; n < 12; n++) {
            number = 0;
            store = new CommittedStore(THOUSAND, projecting ? Optional.of("sum") : Optional.empty());
            EventHistory.Builder builder = builder(Durability.ON_FLUSH, THOUSAND);
            EventHistory history = projecting ? builder.projection(sum).build() : builder.build();
            int begins = n;
            store.fails = commit -> commit >= begins;
            for (int i = 0; i < 10; i++) {
                record(history, 700);
                try {
                    history.flush();
                } catch (dev.playhead.storage.StoreException e) {
                    assertThat(e).hasMessageContaining(CommittedStore.SIMULATED_FAILURE);
                }
            }
            long durable = history.durableSequence();
            assertThat(store.readable().isEmpty() ? -1 : store.readable().lastKey())
                    .isEqualTo(durable);
            store.crash(history);
            reopen(THOUSAND);
            EventHistory.Builder next = builder(Durability.ON_FLUSH, THOUSAND);
            try (EventHistory again = projecting ? next.projection(sum).build() : next.build()) {
                assertThat(again.count(ALL)).as("n=%d", n).isEqualTo(Math.min(1_000, durable + 1));
            }
        }
    }
}
