package dev.playhead.replay;

import dev.playhead.bus.NestedEvents;
import dev.playhead.event.RecordedEvent;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How to replay. Begin with {@link #defaults()} and change what is to differ.
 *
 * @param speed how many times faster than it happened; {@link Double#POSITIVE_INFINITY} for as fast as possible
 * @param maxGap the longest pause between two events, before the speed is applied; what is longer is shortened to it
 * @param onProgress told after events were published, on the replay's thread; null for nobody
 * @param onError what to do when an event fails
 * @param startPaused whether to wait for {@code resume} or {@code step} before the first event
 * @param executor delivers the events, such as a user interface's thread; null for the replay's thread
 * @param target gets the events; null for the bus
 * @param nested what becomes of events that handlers on the bus publish meanwhile
 */
public record ReplayOptions(
        double speed,
        Duration maxGap,
        @Nullable Consumer<? super ReplayProgress> onProgress,
        ErrorAction onError,
        boolean startPaused,
        @Nullable Executor executor,
        @Nullable Consumer<? super RecordedEvent> target,
        NestedEvents nested) {
    private static final ReplayOptions DEFAULTS = new ReplayOptions(
            1, Duration.ofHours(1), null, ErrorAction.CONTINUE, false, null, null, NestedEvents.SUPPRESS);

    /**
     * Checks the values.
     *
     * @param speed how many times faster than it happened
     * @param maxGap the longest pause between two events
     * @param onProgress told after events were published; null for nobody
     * @param onError what to do when an event fails
     * @param startPaused whether to wait before the first event
     * @param executor delivers the events; null for the replay's thread
     * @param target gets the events; null for the bus
     * @param nested what becomes of events that handlers on the bus publish meanwhile
     * @throws IllegalArgumentException if the speed is not positive or the gap is negative
     */
    public ReplayOptions {
        requireSpeed(speed);
        if (maxGap.isNegative()) {
            throw new IllegalArgumentException("maxGap=" + maxGap + " is negative");
        }
        Objects.requireNonNull(onError, "onError");
        Objects.requireNonNull(nested, "nested");
    }

    static void requireSpeed(double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed=" + speed + " is not positive; pause() stands still");
        }
    }

    /**
     * As it happened: speed 1, pauses of up to an hour, going on after errors, on the bus, nested events suppressed.
     *
     * @return the defaults
     */
    public static ReplayOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The same at another speed.
     *
     * @param speed how many times faster than it happened
     * @return the options
     */
    public ReplayOptions speed(double speed) {
        return new ReplayOptions(speed, maxGap, onProgress, onError, startPaused, executor, target, nested);
    }

    /**
     * The same as fast as possible.
     *
     * @return the options
     */
    public ReplayOptions asFastAsPossible() {
        return speed(Double.POSITIVE_INFINITY);
    }

    /**
     * The same with another longest pause.
     *
     * @param maxGap the longest pause between two events, before the speed is applied
     * @return the options
     */
    public ReplayOptions maxGap(Duration maxGap) {
        return new ReplayOptions(speed, maxGap, onProgress, onError, startPaused, executor, target, nested);
    }

    /**
     * The same, telling how far the replay is.
     *
     * @param onProgress told on the replay's thread after each event; what it throws ends the replay
     * @return the options
     */
    public ReplayOptions onProgress(Consumer<? super ReplayProgress> onProgress) {
        return new ReplayOptions(speed, maxGap, onProgress, onError, startPaused, executor, target, nested);
    }

    /**
     * The same with another reaction to errors.
     *
     * @param onError what to do when an event fails
     * @return the options
     */
    public ReplayOptions onError(ErrorAction onError) {
        return new ReplayOptions(speed, maxGap, onProgress, onError, startPaused, executor, target, nested);
    }

    /**
     * The same, waiting before the first event, or not.
     *
     * @param startPaused whether to wait for {@code resume} or {@code step}
     * @return the options
     */
    public ReplayOptions startPaused(boolean startPaused) {
        return new ReplayOptions(speed, maxGap, onProgress, onError, startPaused, executor, target, nested);
    }

    /**
     * The same, delivered by an executor. The next event waits until the one before was delivered.
     *
     * @param executor runs the deliveries
     * @return the options
     */
    public ReplayOptions executor(Executor executor) {
        return new ReplayOptions(speed, maxGap, onProgress, onError, startPaused, executor, target, nested);
    }

    /**
     * The same, delivered to a consumer instead of a bus. It runs outside any replay context, so what it records or
     * publishes elsewhere is live there.
     *
     * @param target gets the events
     * @return the options
     */
    public ReplayOptions target(Consumer<? super RecordedEvent> target) {
        return new ReplayOptions(speed, maxGap, onProgress, onError, startPaused, executor, target, nested);
    }

    /**
     * The same with another rule for nested events.
     *
     * @param nested what becomes of events that handlers publish meanwhile
     * @return the options
     */
    public ReplayOptions nested(NestedEvents nested) {
        return new ReplayOptions(speed, maxGap, onProgress, onError, startPaused, executor, target, nested);
    }
}
