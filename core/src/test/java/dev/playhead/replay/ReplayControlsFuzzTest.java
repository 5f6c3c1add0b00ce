package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.playhead.block.EventSlice;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.recording.Buffers;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.storage.RetentionPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A test of random controls at random times. It compares the replay with a simple model, which tracks the time that is
 * left until the next event.
 */
class ReplayControlsFuzzTest {
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");
    private static final int ROUNDS = 400;

    private enum Kind {
        PAUSE,
        RESUME,
        STEP,
        SPEED,
        SEEK
    }

    private record Control(long atNanos, Kind kind, double speed, int index) {}

    private record Published(int index, long atNanos) {}

    @Test
    void shouldPublishTheSameEventsAtTheSameTimesAsTheModel() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            long[] stamps = random.longs(1 + random.nextInt(40), 0, 2_000_000_000L)
                    .map(stamp -> random.nextInt(3) == 0 ? stamp / 500_000_000 * 500_000_000 : stamp)
                    .toArray();
            long maxGap = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(300_000_000);
            double speed = speed(random);
            List<Control> controls = controls(random, stamps.length);

            List<Published> expected = new Model(stamps, maxGap, speed).play(controls);
            List<Published> actual = replayed(stamps, maxGap, speed, controls);

            assertThat(actual)
                    .as("seed=" + seed)
                    .extracting(Published::index)
                    .containsExactlyElementsOf(
                            expected.stream().map(Published::index).toList());
            // Each control may round the recorded time by 1 ns, which is 100 ns of real time at the lowest speed.
            long toleranceNanos = 100L * (controls.size() + 1);
            for (int i = 0; i < actual.size(); i++) {
                assertThat(actual.get(i).atNanos())
                        .as("seed=%s event %s of %s", seed, i, expected)
                        .isCloseTo(expected.get(i).atNanos(), within(toleranceNanos));
            }
        }
    }

    private static double speed(Random random) {
        return new double[] {0.01, 0.5, 1, 2, 7.3, 100, Double.POSITIVE_INFINITY}[random.nextInt(7)];
    }

    /**
     * Returns random controls, and a last control that resumes the replay. It is very unlikely that a control and an
     * event have the same time.
     */
    private static List<Control> controls(Random random, int events) {
        List<Control> controls = new ArrayList<>();
        long at = 0;
        for (int i = random.nextInt(25); i > 0; i--) {
            at += 1 + random.nextInt(400_000_000);
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            controls.add(new Control(at, kind, speed(random), random.nextInt(events)));
        }
        controls.add(new Control(at + 1_000_000_007L, Kind.RESUME, 1, 0));
        return controls;
    }

    private static List<Published> replayed(long[] stamps, long maxGap, double speed, List<Control> controls) {
        VirtualClock clock = new VirtualClock();
        List<Published> published = new ArrayList<>();
        ReplayOptions options = ReplayOptions.defaults()
                .clock(clock)
                .speed(speed)
                .maxGap(Duration.ofNanos(maxGap))
                .startPaused(true)
                .target(event -> published.add(new Published((int) event.sequence(), clock.nanoTime())));
        Replay replay = Sources.replayer(run(stamps)).start(EventFilter.all(), options, null);
        for (Control control : controls) {
            clock.at(Duration.ofNanos(control.atNanos), () -> {
                switch (control.kind) {
                    case PAUSE -> replay.pause();
                    case RESUME -> replay.resume();
                    case STEP -> replay.step();
                    case SPEED -> replay.setSpeed(control.speed);
                    case SEEK -> replay.seek(Integer.toString(control.index));
                }
            });
        }
        replay.resume();
        ReplayReport report =
                replay.completion().orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(report.published()).isEqualTo(published.size());
        assertThat(report.lateness().max()).isLessThan(Duration.ofNanos(200));
        return published;
    }

    private static EventSlice run(long[] stamps) {
        CircularBuffer buffer = new CircularBuffer(
                RetentionPolicy.unlimited(), e -> e, Clock.systemUTC(), System::nanoTime, Buffers.options(false));
        for (long stamp : stamps) {
            buffer.append(GridEvent.of("e", null, T0.plusNanos(stamp), "core", Map.of()));
        }
        return buffer.held().run();
    }

    private static final class Model {
        private final long[] stamps;
        private final long maxGap;
        private final List<Published> published = new ArrayList<>();
        private double speed;
        private boolean paused;
        private int next;
        private double left;
        private double now;
        private long latest;

        Model(long[] stamps, long maxGap, double speed) {
            this.stamps = stamps;
            this.maxGap = maxGap;
            this.speed = speed;
            goTo(0);
        }

        private void goTo(int index) {
            next = index;
            left = 0;
            latest = stamps[index];
        }

        private void publish() {
            published.add(new Published(next, Math.round(now)));
            next++;
            if (next < stamps.length) {
                left = Math.min(maxGap, Math.max(0, stamps[next] - latest));
                latest = Math.max(latest, stamps[next]);
            }
        }

        List<Published> play(List<Control> controls) {
            int control = 0;
            while (next < stamps.length) {
                double wait = paused ? Double.POSITIVE_INFINITY : Double.isInfinite(speed) ? 0 : left / speed;
                boolean interrupted =
                        wait > 0 && control < controls.size() && controls.get(control).atNanos <= now + wait;
                if (interrupted) {
                    Control due = controls.get(control++);
                    if (!paused) {
                        left = Math.max(0, left - (due.atNanos - now) * speed);
                    }
                    now = due.atNanos;
                    apply(due);
                } else {
                    now += wait;
                    publish();
                }
            }
            return published;
        }

        private void apply(Control control) {
            switch (control.kind) {
                case PAUSE -> paused = true;
                case RESUME -> paused = false;
                case STEP -> {
                    paused = true;
                    publish();
                }
                case SPEED -> speed = control.speed;
                case SEEK -> goTo(control.index);
            }
        }
    }
}
