package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Tests with a simulated system clock. Each reading of this clock takes a microsecond. Parking ends late by a random
 * time of up to {@link #mostLateNanos}.
 */
class PreciseClockTest {
    private final Random random = new Random(11);
    private long systemNanos;
    private long parkedNanos;
    private int parks;
    private int mostLateNanos;

    private final ReplayClock system = new ReplayClock() {
        @Override
        public long nanoTime() {
            return systemNanos += 1_000;
        }

        @Override
        public void await(long nanos) {
            parks++;
            parkedNanos += nanos;
            systemNanos += nanos + (mostLateNanos == 0 ? 0 : random.nextInt(mostLateNanos));
        }
    };
    private final PreciseClock clock = new PreciseClock(system);

    /** Waits as a replay does, and returns the lateness of the end of the wait in nanoseconds. */
    private long waitFor(long nanos) {
        long due = clock.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = due - clock.nanoTime()) {
            clock.await(left);
        }
        return systemNanos - due;
    }

    private long window() {
        return clock.windowNanos(systemNanos);
    }

    @Test
    void shouldSpinForTheMeasuredLatenessOfParking() {
        mostLateNanos = 80_000;
        for (int i = 0; i < 5_000; i++) {
            waitFor(1_000_000);
        }
        int late = 0;
        for (int i = 0; i < 1_000; i++) {
            late += waitFor(1_000_000) > 5_000 ? 1 : 0;
        }

        assertThat(window()).isBetween(70_000L, 110_000L);
        assertThat(late).isLessThan(30);
    }

    @Test
    void shouldSpinLessWhenParkingIsOnTimeAgain() {
        mostLateNanos = 400_000;
        for (int i = 0; i < 1_000; i++) {
            waitFor(2_000_000);
        }
        assertThat(window()).isGreaterThan(300_000);
        mostLateNanos = 10_000;
        for (int i = 0; i < 3_000; i++) {
            waitFor(2_000_000);
        }

        assertThat(window()).isLessThan(40_000);
    }

    @Test
    void shouldLimitTheSpinTimeIfParkingIsVeryLate() {
        mostLateNanos = 50_000_000;
        for (int i = 0; i < 1_000; i++) {
            waitFor(100_000_000);
        }

        assertThat(window()).isEqualTo(PreciseClock.MAX_SPIN_NANOS);
    }

    @Test
    void shouldIgnoreEarlyWakeUps() {
        long before = window();
        PreciseClock woken = new PreciseClock(new ReplayClock() {
            @Override
            public long nanoTime() {
                return system.nanoTime();
            }

            @Override
            public void await(long nanos) {
                systemNanos += nanos / 2;
            }
        });
        for (int i = 0; i < 100; i++) {
            woken.await(10_000_000);
        }

        assertThat(woken.windowNanos(systemNanos)).isEqualTo(before);
    }

    @Test
    void shouldSpinForAtMostHalfOfTheTimeInTheLongRun() {
        mostLateNanos = 300_000;
        for (int i = 0; i < 1_000; i++) {
            waitFor(2_000_000);
        }
        // From here on, every wait is shorter than the time for which the clock would spin.
        long saved = PreciseClock.MAX_SAVED_NANOS;
        long begin = systemNanos;
        int parksBefore = parks;
        long lateSince = 0;
        while (systemNanos - begin < 4 * saved) {
            waitFor(100_000);
            if (parks == parksBefore) {
                lateSince = systemNanos;
            }
        }

        assertThat(lateSince - begin)
                .as("nanoseconds during which no wait parked")
                .isBetween(saved, 3 * saved);
        assertThat(parks).isGreaterThan(parksBefore);
        long spun = systemNanos - begin - parkedSince(parksBefore);
        assertThat(spun).isLessThan(saved + 2 * saved + saved / 4);
    }

    /**
     * Returns a low estimate of the time spent parking since {@link #parks} had the given value. Each park takes at
     * least as long as its lateness. On average, the lateness is half of its maximum.
     */
    private long parkedSince(int parksBefore) {
        return (long) (parks - parksBefore) * mostLateNanos / 2;
    }

    @Test
    void shouldParkWithoutSpinningForAnUnlimitedWait() {
        clock.await(Long.MAX_VALUE);

        assertThat(parks).isEqualTo(1);
        assertThat(parkedNanos).isEqualTo(Long.MAX_VALUE);
    }
}
