package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Tests with the real clock. No event may be early. The limit for lateness is wide, because a busy machine may delay
 * events.
 */
class RealTimeReplayTest {
    private static final Duration WIDE = Duration.ofSeconds(30);

    @Test
    void shouldTakeAsLongAsTheRecording() {
        Instant start = Instant.parse("2026-01-31T10:00:00Z");
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
        try (EventHistory history = EventHistory.inMemory()) {
            for (int i = 0; i <= 20; i++) {
                history.recordEvent(GridEvent.of("tick", i).at(start.plusMillis(i * 10L)));
            }
            ReplayOptions options = ReplayOptions.defaults().target(event -> {
                nanos.add(System.nanoTime());
                order.add(event.sequence());
            });
            long beginNanos = System.nanoTime();
            ReplayReport report = history.replay(EventFilter.all(), options)
                    .completion()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();

            assertThat(report.elapsed()).isBetween(Duration.ofMillis(200), WIDE);
            assertThat(report.lateness().max()).isLessThan(WIDE);
            assertThat(order).hasSize(21).isSorted();
            assertNothingIsEarly(beginNanos, nanos, 10);
        }
    }

    @Test
    void shouldTakeAsLongAsTheRecordingWithAClockThatOnlyParks() {
        Instant start = Instant.parse("2026-01-31T10:00:00Z");
        List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
        try (EventHistory history = EventHistory.inMemory()) {
            for (int i = 0; i <= 20; i++) {
                history.recordEvent(GridEvent.of("tick", i).at(start.plusMillis(i * 5L)));
            }
            long beginNanos = System.nanoTime();
            ReplayReport report = history.replay(
                            EventFilter.all(),
                            ReplayOptions.defaults()
                                    .clock(ReplayClock.powerSaving())
                                    .target(event -> nanos.add(System.nanoTime())))
                    .completion()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();

            assertThat(report.elapsed()).isBetween(Duration.ofMillis(100), WIDE);
            assertThat(nanos).hasSize(21);
            assertNothingIsEarly(beginNanos, nanos, 5);
        }
    }

    /**
     * Checks that no event is published too early. The first event is due when the replay begins, and the others follow
     * at intervals of {@code apartMillis}.
     */
    private static void assertNothingIsEarly(long beginNanos, List<Long> nanos, int apartMillis) {
        for (int i = 0; i < nanos.size(); i++) {
            assertThat(nanos.get(i) - beginNanos)
                    .as("event %d", i)
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos((long) i * apartMillis));
        }
    }

    @Test
    void shouldEndWhenCancelledDuringALongWait() {
        Instant start = Instant.parse("2026-01-31T10:00:00Z");
        for (ReplayClock clock : List.of(ReplayClock.precise(), ReplayClock.powerSaving())) {
            try (EventHistory history = EventHistory.inMemory()) {
                history.recordEvent(GridEvent.of("first", null).at(start));
                history.recordEvent(GridEvent.of("second", null).at(start.plusSeconds(3_600)));
                Replay[] replay = {null};
                ReplayOptions options =
                        ReplayOptions.defaults().clock(clock).startPaused(true).target(event -> {});
                replay[0] = history.replay(EventFilter.all(), options);
                replay[0].resume();
                replay[0].pause();
                replay[0].resume();
                replay[0].cancel();

                assertThat(replay[0]
                                .completion()
                                .orTimeout(60, TimeUnit.SECONDS)
                                .join()
                                .cancelled())
                        .isTrue();
            }
        }
    }

    @Test
    void shouldNotWakeUpBeforeAShortWaitIsOver() {
        long start = ReplayClock.precise().nanoTime();
        ReplayClock.precise().await(50_000);

        assertThat(ReplayClock.precise().nanoTime() - start).isGreaterThanOrEqualTo(50_000);
    }
}
