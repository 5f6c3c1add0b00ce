package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock();
    private final List<String> log = new ArrayList<>();

    @Test
    void shouldAdvanceToTheAwaitedTimeImmediately() {
        clock.await(5_000);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofNanos(5_000));
        clock.advance(Duration.ofNanos(7));
        assertThat(clock.nanoTime()).isEqualTo(5_007);
    }

    @Test
    void shouldRunScheduledActionsInOrderDuringAWait() {
        clock.at(Duration.ofNanos(20), () -> log.add("b"));
        clock.at(Duration.ofNanos(10), () -> log.add("a"));
        clock.at(Duration.ofNanos(20), () -> log.add("c"));
        clock.at(Duration.ofNanos(31), () -> log.add("d"));
        while (clock.nanoTime() < 30) {
            clock.await(30 - clock.nanoTime());
        }

        assertThat(log).containsExactly("a", "b", "c");
        assertThat(clock.nanoTime()).isEqualTo(30);
    }

    @Test
    void shouldRunActionsScheduledForThePastAtTheNextWait() {
        clock.await(100);
        clock.at(Duration.ofNanos(10), () -> log.add("late"));
        clock.await(1);

        assertThat(log).containsExactly("late");
        assertThat(clock.nanoTime()).isEqualTo(100);
    }

    @Test
    void shouldNotOverflow() {
        clock.await(Long.MAX_VALUE - 1);
        clock.await(Long.MAX_VALUE - 1);

        assertThat(clock.nanoTime()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("duration=PT-0.000000001S");
    }

    /** Checks a replay that resembles the example in the documentation of {@link VirtualClock}. */
    @Test
    void shouldControlALongReplayWithoutWaiting() {
        Instant start = Instant.parse("2026-01-31T10:00:00Z");
        try (EventHistory history = EventHistory.inMemory()) {
            for (int i = 0; i < 5; i++) {
                history.recordEvent(GridEvent.of("e", i).at(start.plusSeconds(60L * i)));
            }
            ReplayOptions options = ReplayOptions.defaults()
                    .clock(clock)
                    .startPaused(true)
                    .target(event -> log.add(event.id() + "@" + clock.elapsed().toSeconds()));
            Replay replay = history.replay(EventFilter.all(), options);
            clock.at(Duration.ofSeconds(90), replay::pause);
            clock.at(Duration.ofSeconds(95), () -> replay.seek("4"));
            clock.at(Duration.ofSeconds(100), replay::step);
            clock.at(Duration.ofMinutes(10), replay::resume);
            replay.resume();
            ReplayReport report =
                    replay.completion().orTimeout(60, TimeUnit.SECONDS).join();

            assertThat(log).containsExactly("0@0", "1@60", "4@100");
            assertThat(report.elapsed()).isEqualTo(Duration.ofSeconds(100));
        }
    }
}
