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

/** The real clock. Nothing is ever early; how late things may be says nothing on a busy machine, so the limit is wide. */
class RealTimeReplayTest {
    private static final Duration WIDE = Duration.ofSeconds(30);

    @Test
    void shouldTakeAsLongAsTheRecordingDid() {
        Instant start = Instant.parse("2026-01-31T10:00:00Z");
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        try (EventHistory history = EventHistory.inMemory()) {
            for (int i = 0; i <= 20; i++) {
                history.recordEvent(GridEvent.of("tick", i).at(start.plusMillis(i * 10L)));
            }
            ReplayReport report = history.replay(
                            EventFilter.all(), ReplayOptions.defaults().target(event -> order.add(event.sequence())))
                    .completion()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();

            assertThat(report.elapsed()).isBetween(Duration.ofMillis(200), WIDE);
            assertThat(report.lateness().max()).isLessThan(WIDE);
            assertThat(order).hasSize(21).isSorted();
        }
    }

    @Test
    void shouldTakeAsLongWhereItOnlyParks() {
        Instant start = Instant.parse("2026-01-31T10:00:00Z");
        try (EventHistory history = EventHistory.inMemory()) {
            for (int i = 0; i <= 20; i++) {
                history.recordEvent(GridEvent.of("tick", i).at(start.plusMillis(i * 5L)));
            }
            ReplayReport report = history.replay(
                            EventFilter.all(),
                            ReplayOptions.defaults()
                                    .clock(ReplayClock.powerSaving())
                                    .target(event -> {}))
                    .completion()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();

            assertThat(report.elapsed()).isBetween(Duration.ofMillis(100), WIDE);
        }
    }

    @Test
    void shouldEndWhenCancelledInTheMiddleOfALongWait() {
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
