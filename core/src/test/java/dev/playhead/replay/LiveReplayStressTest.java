package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.RetentionPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A test of the transition from recorded to live events while other threads record. */
class LiveReplayStressTest {
    private static final int ROUNDS = 30;
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");

    @Test
    void shouldNeitherMissNorDuplicateAnEventAtTheTransition() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = new Random().nextLong();
            assertJoins(new Random(seed), "seed=" + seed);
        }
    }

    private static void assertJoins(Random random, String seed) throws InterruptedException {
        int before = random.nextInt(3_000);
        int threads = 1 + random.nextInt(3);
        int each = 1 + random.nextInt(4_000);
        int burst = 1 + random.nextInt(200);
        double speed = random.nextBoolean() ? Double.POSITIVE_INFINITY : 10;
        try (EventHistory history =
                EventHistory.builder().retention(RetentionPolicy.unlimited()).build()) {
            for (int i = 0; i < before; i++) {
                history.recordEvent(GridEvent.of("e", i).at(T0.plusNanos(i * 10_000L)));
            }
            List<Long> published = new ArrayList<>();
            AtomicInteger count = new AtomicInteger();
            ReplayOptions options = ReplayOptions.defaults()
                    .speed(speed)
                    .thenLive()
                    .target(event -> {
                        published.add(event.sequence());
                        count.setRelease(published.size());
                    });
            List<Thread> recorders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                recorders.add(new Thread(() -> record(history, each, burst)));
            }
            Replay replay;
            if (random.nextBoolean()) {
                recorders.forEach(Thread::start);
                replay = history.replay(EventFilter.all(), options);
            } else {
                replay = history.replay(EventFilter.all(), options);
                recorders.forEach(Thread::start);
            }
            for (Thread recorder : recorders) {
                recorder.join();
            }
            int all = before + threads * each;
            await().alias(seed)
                    .atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> count.getAcquire() >= all);
            replay.cancel();
            ReplayReport report =
                    replay.completion().orTimeout(60, TimeUnit.SECONDS).join();

            assertThat(published).as(seed).hasSize(all);
            for (int i = 0; i < all; i++) {
                assertThat(published.get(i)).as(seed).isEqualTo(i);
            }
            assertThat(report.missed()).as(seed).isZero();
            assertThat(report.published()).as(seed).isEqualTo(all);
        }
    }

    /** Records events in bursts, so that the replay can catch up after each burst and wait for the next burst. */
    private static void record(EventHistory history, int events, int burst) {
        for (int i = 0; i < events; i++) {
            history.recordEvent(GridEvent.of("e", i).at(T0));
            if (i % burst == 0) {
                LockSupport.parkNanos(10_000);
            }
        }
    }
}
