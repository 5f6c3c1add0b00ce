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
    void shouldNotWakeUpBeforeAShortWaitIsOver() {
        long start = Pacer.SYSTEM.nanoTime();
        Pacer.SYSTEM.await(50_000);

        assertThat(Pacer.SYSTEM.nanoTime() - start).isGreaterThanOrEqualTo(50_000);
    }
}
