package dev.playhead.replay;

import dev.playhead.bus.EventBus;
import dev.playhead.bus.NestedEvents;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.Projection;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options of a replay. Start with {@link #defaults()} and change individual options.
 *
 * @param speed the factor by which the replay is faster than the recording; {@link Double#POSITIVE_INFINITY} for as
 *     fast as possible
 * @param maxGap the maximum pause between two events, before the speed is applied; longer pauses are shortened
 * @param onProgress called after each published event, on the replay's thread; null for none
 * @param onError the reaction to an event that fails
 * @param startPaused whether to wait for {@code resume} or {@code step} before the first event
 * @param executor runs the deliveries, perhaps on the thread of a user interface; null for the replay's thread
 * @param target receives the events; null for the bus
 * @param bus the bus that receives the events; null for the bus of the history, or if there is a target
 * @param nested the treatment of events that handlers on the bus publish during the replay
 * @param clock the clock, which also determines how the replay waits
 * @param live whether to continue with newly recorded events after the last event
 * @param verification the comparison of the application's state with the recorded state; null for none
 */
public record ReplayOptions(
        double speed,
        Duration maxGap,
        @Nullable Consumer<? super Progress> onProgress,
        ErrorAction onError,
        boolean startPaused,
        @Nullable Executor executor,
        @Nullable Consumer<? super RecordedEvent> target,
        @Nullable EventBus bus,
        NestedEvents nested,
        ReplayClock clock,
        boolean live,
        @Nullable Verification<?> verification) {
    /**
     * The progress of a replay.
     *
     * @param published the number of events published
     * @param total the number of events that the replay would publish without seeks and without continuing live
     * @param timestamp the timestamp of the event published last
     */
    public record Progress(long published, long total, Instant timestamp) {}

    /** The reaction to an event that could not be delivered, or whose handler threw an exception. */
    public enum ErrorAction {
        /** Counts the failure and continues. */
        CONTINUE,
        /** Ends the replay with a {@link ReplayException}. */
        STOP,
        /** Counts the failure and pauses after the event, until {@link Replay#resume} or {@link Replay#step()}. */
        PAUSE
    }

    /**
     * A comparison of an application's state with the recorded state.
     *
     * @param projection the projection that computes the recorded state from events
     * @param actual returns the application's state, as a value that equals the recorded state if the application is
     *     correct
     * @param <S> the type of the state
     */
    public record Verification<S>(Projection<S> projection, Supplier<? extends S> actual) {
        /**
         * Creates a verification.
         *
         * @param projection the projection that computes the recorded state from events
         * @param actual returns the application's state
         */
        public Verification {
            Objects.requireNonNull(projection, "projection");
            Objects.requireNonNull(actual, "actual");
        }
    }

    private static final ReplayOptions DEFAULTS = new ReplayOptions(
            1,
            Duration.ofHours(1),
            null,
            ErrorAction.CONTINUE,
            false,
            null,
            null,
            null,
            NestedEvents.SUPPRESS,
            ReplayClock.precise(),
            false,
            null);

    /**
     * Creates options.
     *
     * @param speed the factor by which the replay is faster than the recording
     * @param maxGap the maximum pause between two events
     * @param onProgress called after each published event; null for none
     * @param onError the reaction to an event that fails
     * @param startPaused whether to wait before the first event
     * @param executor delivers the events; null for the replay's thread
     * @param target receives the events; null for the bus
     * @param bus the bus that receives the events; null for the bus of the history, or if there is a target
     * @param nested the treatment of events that handlers on the bus publish during the replay
     * @param clock the clock
     * @param live whether to continue with newly recorded events after the last event
     * @param verification the comparison of the application's state with the recorded state; null for none
     * @throws IllegalArgumentException if the speed is not positive, the gap is negative, or target and bus are set
     */
    public ReplayOptions {
        requireSpeed(speed);
        if (maxGap.isNegative()) {
            throw new IllegalArgumentException("maxGap=" + maxGap + " is negative");
        }
        if (target != null && bus != null) {
            throw new IllegalArgumentException("target=" + target + " and a bus are set; choose one");
        }
        Objects.requireNonNull(onError, "onError");
        Objects.requireNonNull(nested, "nested");
        Objects.requireNonNull(clock, "clock");
    }

    static void requireSpeed(double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed=" + speed + " is not positive; use Replay.pause() to stop");
        }
    }

    /**
     * Returns the default options: speed 1, pauses of up to an hour, continuing after errors, delivery to the bus,
     * nested events suppressed.
     *
     * @return the defaults
     */
    public static ReplayOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns a copy with another speed.
     *
     * @param speed the factor by which the replay is faster than the recording
     * @return the options
     * @throws IllegalArgumentException if the speed is not positive
     */
    public ReplayOptions speed(double speed) {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                bus,
                nested,
                clock,
                live,
                verification);
    }

    /**
     * Returns a copy that replays as fast as possible.
     *
     * @return the options
     */
    public ReplayOptions asFastAsPossible() {
        return speed(Double.POSITIVE_INFINITY);
    }

    /**
     * Returns a copy with another maximum pause.
     *
     * @param maxGap the maximum pause between two events, before the speed is applied
     * @return the options
     * @throws IllegalArgumentException if the maximum is negative
     */
    public ReplayOptions maxGap(Duration maxGap) {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                bus,
                nested,
                clock,
                live,
                verification);
    }

    /**
     * Returns a copy that reports progress.
     *
     * @param onProgress called on the replay's thread after each event; an exception from this consumer ends the replay
     * @return the options
     */
    public ReplayOptions onProgress(Consumer<? super Progress> onProgress) {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                bus,
                nested,
                clock,
                live,
                verification);
    }

    /**
     * Returns a copy with another reaction to errors.
     *
     * @param onError the reaction to an event that fails
     * @return the options
     */
    public ReplayOptions onError(ErrorAction onError) {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                bus,
                nested,
                clock,
                live,
                verification);
    }

    /**
     * Returns a copy with another value of {@code startPaused}.
     *
     * @param startPaused whether to wait for {@code resume} or {@code step} before the first event
     * @return the options
     */
    public ReplayOptions startPaused(boolean startPaused) {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                bus,
                nested,
                clock,
                live,
                verification);
    }

    /**
     * Returns a copy that delivers events on an executor, such as {@code EventQueue::invokeLater} or {@code
     * Platform::runLater}. Each event waits until the previous event was delivered.
     *
     * <p>Events are handed to the executor early, so that deliveries start on time. This lead is estimated from the
     * observed delays before the executor starts a task, and is at most half a millisecond. A delivery that starts
     * before its event is due waits for at most this time. If the executor is busy for longer, events are late, and the
     * lateness in the report includes this delay. An event that was handed over is delivered even if the replay is
     * paused or ends before the event is due.
     *
     * @param executor runs the deliveries, one after the other
     * @return the options
     */
    public ReplayOptions executor(Executor executor) {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                bus,
                nested,
                clock,
                live,
                verification);
    }

    /**
     * Returns a copy that delivers events to a consumer instead of a bus. The consumer runs outside any replay context.
     * So events that it records, or publishes on any bus, are live.
     *
     * @param target receives the events
     * @return the options
     */
    public ReplayOptions target(Consumer<? super RecordedEvent> target) {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                null,
                nested,
                clock,
                live,
                verification);
    }

    /**
     * Returns a copy that delivers events to a bus, regardless of the buses attached to the history. The handlers of
     * the bus run in the replay context, in which nothing is recorded.
     *
     * @param bus receives the events
     * @return the options
     */
    public ReplayOptions target(EventBus bus) {
        Objects.requireNonNull(bus, "bus");
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                null,
                bus,
                nested,
                clock,
                live,
                verification);
    }

    /**
     * Returns a copy with another treatment of nested events.
     *
     * @param nested the treatment of events that handlers publish during the replay
     * @return the options
     */
    public ReplayOptions nested(NestedEvents nested) {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                bus,
                nested,
                clock,
                live,
                verification);
    }

    /**
     * Returns a copy with another clock, such as one that saves power, or, for tests, one whose waits take no time.
     *
     * @param clock the clock, which also determines how the replay waits
     * @return the options
     */
    public ReplayOptions clock(ReplayClock clock) {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                bus,
                nested,
                clock,
                live,
                verification);
    }

    /**
     * Returns a copy that continues live. After the last event that existed when the replay began, events recorded
     * since then are published without waiting. After that, new events are published when they are recorded. At the
     * transition, no event is missed or published twice. The replay ends when it is canceled or the history is closed.
     *
     * <p>Use this with a target or another bus: handlers of the bus on which the live events are published would
     * receive them twice.
     *
     * <p><b>Limits.</b> The replay tracks a sequence in the history and has no queue. Events that the history evicts
     * before the replay reaches them are missed, and {@link ReplayReport#missed} counts them. So retain more events
     * than are recorded during the replay and its pauses.
     *
     * @return the options
     */
    public ReplayOptions thenLive() {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                bus,
                nested,
                clock,
                true,
                verification);
    }

    /**
     * Returns a copy that compares the application's state with the recorded state at intervals of 256 events and at
     * the end. The report has the first interval at whose end they differ, and its first event after which they differ.
     *
     * <p>Before each event, and after the last event, the state of the application is requested on the thread that
     * delivers the events. At the end of an interval of 256 events, it is compared with the state that the projection
     * computes from all events recorded up to that point, whether or not they are replayed. A difference that
     * disappears before the end of its interval is not detected. The comparison ends at the first difference, at a
     * seek, where events are missing or a relevant event was not recorded, and where the replay continues live.
     *
     * <p><b>Cost.</b> Reads all events a second time, folds them, and holds the application's states of one interval.
     *
     * @param projection the projection that computes the recorded state from events; if earlier events were evicted, it
     *     must be registered with the history
     * @param actual returns the application's state as a value that does not change later: a copy, if the application
     *     mutates its state. An exception from this supplier ends the replay
     * @param <S> the type of the state, comparable by {@code equals}
     * @return the options
     */
    public <S> ReplayOptions verify(Projection<S> projection, Supplier<? extends S> actual) {
        return new ReplayOptions(
                speed,
                maxGap,
                onProgress,
                onError,
                startPaused,
                executor,
                target,
                bus,
                nested,
                clock,
                live,
                new Verification<>(projection, actual));
    }
}
