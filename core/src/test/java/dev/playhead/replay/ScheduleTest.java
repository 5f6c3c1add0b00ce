package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void shouldMakeTheFirstEventDueImmediately() {
        Schedule schedule = started(HOUR, 1);
        schedule.advance(Instant.MAX);

        assertThat(schedule.nanosLeft(1_000)).isZero();
    }

    @Test
    void shouldFollowTheRunningMaximumOfTheTimestamps() {
        Schedule schedule = started(HOUR, 1);
        long[] due = {0, 10, 10, 10, 25};
        long[] stamped = {0, 10, 4, 10, 25};
        for (int i = 0; i < stamped.length; i++) {
            schedule.advance(T0.plusNanos(stamped[i]));
            assertThat(schedule.nanosLeft(1_000)).as("event %s", i).isEqualTo(due[i]);
        }
    }

    @Test
    void shouldShortenLongGapsBeforeTheSpeedIsApplied() {
        Schedule schedule = started(Duration.ofNanos(100), 4);
        schedule.advance(T0);
        schedule.advance(T0.plusSeconds(10));
        assertThat(schedule.nanosLeft(1_000)).isEqualTo(25);
        schedule.advance(T0.plusSeconds(10).plusNanos(40));
        assertThat(schedule.nanosLeft(1_000)).isEqualTo(35);
        assertThat(schedule.nanosLeft(1_050)).isEqualTo(-15);
    }

    @Test
    void shouldNotOverflowIfTimestampsAreFarApart() {
        Schedule schedule = started(Duration.ofSeconds(Long.MAX_VALUE), 1);
        schedule.advance(Instant.MIN);
        schedule.advance(T0);
        schedule.advance(Instant.MAX);
        assertThat(schedule.nanosLeft(1_000)).isEqualTo(Long.MAX_VALUE);
        schedule.setSpeed(Double.MIN_VALUE, 1_000);
        assertThat(schedule.nanosLeft(1_000)).isEqualTo(Long.MAX_VALUE);
        schedule.setSpeed(Double.MAX_VALUE, 1_000);
        assertThat(schedule.nanosLeft(1_000)).isZero();
    }

    @Test
    void shouldNotWaitWhenAsFastAsPossible() {
        Schedule schedule = started(HOUR, Double.POSITIVE_INFINITY);
        schedule.advance(T0);
        schedule.advance(T0.plusSeconds(10));
        assertThat(schedule.isPaced()).isFalse();
        assertThat(schedule.nanosLeft(1_000)).isZero();
        schedule.setSpeed(1, 1_000);
        assertThat(schedule.isPaced()).isTrue();
        assertThat(schedule.nanosLeft(1_000)).isZero();
        schedule.advance(T0.plusSeconds(12));
        assertThat(schedule.nanosLeft(1_000)).isEqualTo(2_000_000_000);
    }

    @Test
    void shouldNotCountAPauseWhenTheSpeedChangesDuringIt() {
        Schedule schedule = started(HOUR, 1);
        schedule.advance(T0);
        schedule.advance(T0.plusNanos(100));
        schedule.hold(1_040);
        schedule.setSpeed(2, 5_000);
        schedule.setSpeed(3, 6_000);
        schedule.resume(9_000);

        assertThat(schedule.nanosLeft(9_000)).isEqualTo(20);
    }

    @Test
    void shouldCountTheTimeToTheNextEventFromAStep() {
        Schedule schedule = started(HOUR, 1);
        schedule.advance(T0);
        schedule.advance(T0.plusNanos(100));
        schedule.skipTo(1_010);
        schedule.advance(T0.plusNanos(130));

        assertThat(schedule.nanosLeft(1_010)).isEqualTo(30);
    }

    /**
     * Compares the schedule with a model: a position in the recording that advances at the replay speed and stops
     * during a pause.
     */
    @Test
    void shouldMakeAnEventDueWhenThePositionReachesIt() {
        for (int round = 0; round < 2_000; round++) {
            long seed = new Random().nextLong();
            assertFollowsModel(new Random(seed), "seed=" + seed);
        }
    }

    private static void assertFollowsModel(Random random, String seed) {
        long maxGap = 1L + random.nextInt(2_000_000);
        double speed = speed(random);
        long now = random.nextInt(1_000_000);
        Schedule schedule = new Schedule(Duration.ofNanos(maxGap), speed);
        schedule.restart(now);
        double position = 0;
        double target = 0;
        long latest = Long.MIN_VALUE;
        for (int event = 0; event < 30; event++) {
            long stamped = random.nextInt(20_000_000);
            schedule.advance(T0.plusNanos(stamped));
            target += latest == Long.MIN_VALUE ? 0 : Math.min(maxGap, Math.max(0, stamped - latest));
            latest = Math.max(latest, stamped);
            boolean published = false;
            while (!published) {
                long left = schedule.nanosLeft(now);
                assertThat((double) left).as(seed).isCloseTo((target - position) / speed, within(200.0));
                long wait = random.nextBoolean() ? Math.max(0, left) : random.nextInt(500_000);
                now += wait;
                position += wait * speed;
                if (random.nextInt(4) == 0) {
                    schedule.hold(now);
                    position = Math.min(position, target);
                    now += random.nextInt(1_000_000);
                    if (random.nextBoolean()) {
                        speed = speed(random);
                        schedule.setSpeed(speed, now);
                        now += random.nextInt(1_000_000);
                    }
                    schedule.resume(now);
                } else if (random.nextInt(4) == 0) {
                    speed = speed(random);
                    schedule.setSpeed(speed, now);
                    position = Math.min(position, target);
                } else {
                    published = schedule.nanosLeft(now) <= 0;
                }
            }
        }
    }

    private static double speed(Random random) {
        return new double[] {0.5, 1, 2, 3.7, 10}[random.nextInt(5)];
    }

    private static Schedule started(Duration maxGap, double speed) {
        Schedule schedule = new Schedule(maxGap, speed);
        schedule.restart(1_000);
        return schedule;
    }
}
