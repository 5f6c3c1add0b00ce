package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenessHistogramTest {
    /** The maximum relative error: the width of one of the 32 buckets per power of two. */
    private static final double MAX_ERROR = 0.032;

    @Test
    void shouldBeZeroWhenNothingWasCounted() {
        assertThat(new LatenessHistogram().lateness())
                .isEqualTo(new Lateness(Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void shouldCountEarlyEventsAsOnTime() {
        LatenessHistogram histogram = new LatenessHistogram();
        histogram.add(-5);

        assertThat(histogram.lateness().max()).isZero();
    }

    @Test
    void shouldBeExactForASingleValueOfAnySize() {
        for (long value : new long[] {0, 1, 31, 32, 63, 64, 1_000, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            LatenessHistogram histogram = new LatenessHistogram();
            histogram.add(value);

            Duration only = Duration.ofNanos(value);
            assertThat(histogram.lateness()).isEqualTo(new Lateness(only, only, only));
        }
    }

    @Test
    void shouldApproximateTheQuantilesOfASortedList() {
        for (int round = 0; round < 300; round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            long[] values = new long[1 + random.nextInt(2_000)];
            LatenessHistogram histogram = new LatenessHistogram();
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextLong() >>> (1 + random.nextInt(62));
                histogram.add(values[i]);
            }
            Arrays.sort(values);

            Lateness lateness = histogram.lateness();
            assertClose(lateness.p50(), quantile(values, 0.5), seed);
            assertClose(lateness.p99(), quantile(values, 0.99), seed);
            assertThat(lateness.max().toNanos()).as("seed=" + seed).isEqualTo(values[values.length - 1]);
        }
    }

    private static long quantile(long[] sorted, double quantile) {
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }

    private static void assertClose(Duration actual, long expected, long seed) {
        assertThat(actual.toNanos()).as("seed=" + seed).isBetween(expected, (long)
                Math.min(Long.MAX_VALUE, expected * (1 + MAX_ERROR)));
    }
}
