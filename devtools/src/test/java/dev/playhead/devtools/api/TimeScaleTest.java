package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeScaleTest {
    @Test
    void shouldDivideAShortRangeExactly() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            Instant from = Instant.ofEpochSecond(random.nextInt(10) - 5, random.nextInt(1_000_000_000));
            long nanos = Math.floorMod(random.nextLong(), 1L << (1 + random.nextInt(50)));
            int buckets = 1 + random.nextInt(TimeScale.MAX_BUCKETS);
            long offset = nanos == 0 ? 0 : Math.floorMod(random.nextLong(), nanos + 1);
            int expected = BigInteger.valueOf(offset)
                    .multiply(BigInteger.valueOf(buckets))
                    .divide(BigInteger.valueOf(nanos + 1))
                    .intValueExact();

            TimeScale scale = new TimeScale(from, from.plusNanos(nanos), buckets);
            assertThat(scale.bucket(from.plusNanos(offset))).isEqualTo(expected);
        }
    }

    @Test
    void shouldHaveTheFirstAndTheLastBucketAtTheEndsOfAnyRange() {
        Instant[] ends = {
            Instant.MIN,
            Instant.parse("0000-01-01T00:00:00Z"),
            Instant.EPOCH,
            Instant.EPOCH.plusNanos(1),
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2318-01-01T00:00:00Z"),
            Instant.MAX
        };
        for (Instant from : ends) {
            for (Instant to : ends) {
                if (from.isBefore(to)) {
                    TimeScale scale = new TimeScale(from, to, 2);
                    assertThat(scale.bucket(from)).as(from + " " + to).isZero();
                    assertThat(scale.bucket(to)).as(from + " " + to).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void shouldNeverDecreaseWithTime() {
        Random random = new Random(6);
        for (int i = 0; i < 200; i++) {
            long seconds = 1L + Math.abs(random.nextLong() % (1L << (1 + random.nextInt(54))));
            TimeScale scale = new TimeScale(Instant.EPOCH, Instant.EPOCH.plusSeconds(seconds), 600);
            int before = 0;
            for (int step = 0; step <= 1_000; step++) {
                long at = BigInteger.valueOf(seconds)
                        .multiply(BigInteger.valueOf(step))
                        .divide(BigInteger.valueOf(1_000))
                        .longValueExact();
                int bucket = scale.bucket(Instant.EPOCH.plusSeconds(at));
                assertThat(bucket).as("seconds=" + seconds).isBetween(before, 599);
                before = bucket;
            }
            assertThat(before).isEqualTo(599);
        }
    }

    @Test
    void shouldHaveNoBucketOutsideOfTheRange() {
        TimeScale scale = new TimeScale(Instant.EPOCH, Instant.EPOCH, 3);

        assertThat(scale.bucket(Instant.EPOCH)).isZero();
        assertThat(scale.bucket(Instant.EPOCH.plusNanos(1))).isEqualTo(-1);
        assertThat(scale.bucket(Instant.MIN)).isEqualTo(-1);
    }
}
