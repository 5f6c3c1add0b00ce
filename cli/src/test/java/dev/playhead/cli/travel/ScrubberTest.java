package dev.playhead.cli.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.view.StatsCollector;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScrubberTest {
    private final StatsCollector stats = new StatsCollector();
    private final List<RecordedEvent> events = new ArrayList<>();

    private void event(long sequence, long millis) {
        RecordedEvent event = RecordedEvent.of(sequence, GridEvent.of("t", null).at(Instant.ofEpochMilli(millis)));
        events.add(event);
        stats.add(event);
    }

    @Test
    void shouldShowTheNumberOfEventsOverTime() {
        for (int i = 0; i < 8; i++) {
            event(i, i);
        }
        event(8, 100);

        Scrubber scrubber = Scrubber.of(stats, Scrubber.Axis.TIME, 10);

        assertThat(scrubber.axis()).isEqualTo(Scrubber.Axis.TIME);
        assertThat(scrubber.height(0)).isEqualTo(1);
        assertThat(scrubber.height(5)).isZero();
        assertThat(scrubber.height(9)).isEqualTo(1 / 8.0);
        assertThat(scrubber.column(8, Instant.ofEpochMilli(100))).isEqualTo(9);
        assertThat(scrubber.column(-1, null)).isZero();
    }

    @Test
    void shouldDivideByOrderIfAllTimesAreEqual() {
        for (int i = 0; i < 11; i++) {
            event(10 + i, 5);
        }

        Scrubber scrubber = Scrubber.of(stats, Scrubber.Axis.TIME, 11);

        assertThat(scrubber.axis()).isEqualTo(Scrubber.Axis.ORDER);
        assertThat(scrubber.column(10, Instant.ofEpochMilli(5))).isZero();
        assertThat(scrubber.column(15, Instant.ofEpochMilli(5))).isEqualTo(5);
        assertThat(scrubber.column(20, Instant.ofEpochMilli(5))).isEqualTo(10);
    }

    @Test
    void shouldShowTheRateOfEventsByOrder() {
        for (int i = 0; i < 100; i++) {
            event(i, i < 50 ? i : 50 + (i - 50) * 100L);
        }

        Scrubber scrubber = Scrubber.of(stats, Scrubber.Axis.ORDER, 10);

        assertThat(scrubber.height(0)).isBetween(0.9, 1.0);
        assertThat(scrubber.height(9)).isBetween(0.2, 0.5);
    }

    @Test
    void shouldBeEmptyWithoutEvents() {
        Scrubber scrubber = Scrubber.of(stats, Scrubber.Axis.TIME, 10);

        assertThat(scrubber.columns()).isEqualTo(10);
        assertThat(scrubber.height(3)).isZero();
    }

    @Test
    void shouldHaveEachEventInExactlyOnePart() {
        long seed = 11;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            event(i * 2L + random.nextInt(2), random.nextInt(20) == 0 ? random.nextInt(1_000_000) : i * 13L);
        }
        for (Scrubber.Axis axis : Scrubber.Axis.values()) {
            for (int columns : new int[] {1, 2, 7, 78, 158}) {
                Scrubber scrubber = Scrubber.of(stats, axis, columns);
                for (RecordedEvent event : events) {
                    long parts = java.util.stream.IntStream.range(0, columns)
                            .filter(column -> scrubber.part(column).test(event))
                            .count();
                    assertThat(parts)
                            .as("seed=%d axis=%s columns=%d event=%s", seed, axis, columns, event)
                            .isEqualTo(1);
                }
            }
        }
    }
}
