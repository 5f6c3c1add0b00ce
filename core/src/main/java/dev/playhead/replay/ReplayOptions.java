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
 * How to replay. Begin with {@link #defaults()} and change what is to differ.
 *
 * @param speed how many times faster than it happened; {@link Double#POSITIVE_INFINITY} for as fast as possible
 * @param maxGap the longest pause between two events, before the speed is applied; what is longer is shortened to it
 * @param onProgress told after events were published, on the replay's thread; null for nobody
 * @param onError what to do when an event fails
 * @param startPaused whether to wait for {@code resume} or {@code step} before the first event
 * @param executor delivers the events, such as a user interface's thread; null for the replay's thread
 * @param target gets the events; null for the bus
 * @param bus the bus that gets the events; null for that of the history, or if there is a target
 * @param nested what becomes of events that handlers on the bus publish meanwhile
 * @param clock the clock to go by, and its way of waiting
 * @param live whether to go on with what is recorded, after the last event
 * @param verification what state to compare with the recorded one; null for none
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
     * How far a replay is.
     *
     * @param published how many events were published
     * @param total how many there are to publish, if nothing is skipped by seeking
     * @param timestamp the timestamp of the event published last
     */
    public record Progress(long published, long total, Instant timestamp) {}

    /** What a replay does when an event could not be delivered, or a handler of it threw. */
    public enum ErrorAction {
        /** Counts it and goes on. */
        CONTINUE,
        /** Ends the replay with a {@link ReplayException}. */
        STOP,
        /** Counts it and stands still behind it, until {@link Replay#resume} or {@link Replay#step()}. */
        PAUSE
    }

    /**
     * How to compare an application's state with the recorded one.
     *
     * @param projection how the recorded state follows from events
     * @param actual the application's state, as a value that equals the projection's where all is well
     * @param <S> the state
     */
    public record Verification<S>(Projection<S> projection, Supplier<? extends S> actual) {
        /**
         * Checks the values.
         *
         * @param projection how the recorded state follows from events
         * @param actual the application's state
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
     * Checks the values.
     *
     * @param speed how many times faster than it happened
     * @param maxGap the longest pause between two events
     * @param onProgress told after events were published; null for nobody
     * @param onError what to do when an event fails
     * @param startPaused whether to wait before the first event
     * @param executor delivers the events; null for the replay's thread
     * @param target gets the events; null for the bus
     * @param bus the bus that gets the events; null for that of the history, or if there is a target
     * @param nested what becomes of events that handlers on the bus publish meanwhile
     * @param clock the clock to go by
     * @param live whether to go on with what is recorded, after the last event
     * @param verification what state to compare with the recorded one; null for none
     * @throws IllegalArgumentException if the speed is not positive, the gap is negative, or there are both a target and a bus
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
     * The same, telling how far the replay is.
     *
     * @param onProgress told on the replay's thread after each event; what it throws ends the replay
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
     * The same with another reaction to errors.
     *
     * @param onError what to do when an event fails
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
     * The same, waiting before the first event, or not.
     *
     * @param startPaused whether to wait for {@code resume} or {@code step}
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
     * The same, delivered by an executor, such as {@code EventQueue::invokeLater} or {@code Platform::runLater}. The next
     * event waits until the one before was delivered.
     *
     * <p>Events are handed to the executor early, by as much as it was seen to take to begin (half a millisecond at most),
     * so that they are delivered on time there: one that gets its turn before its time waits for it, for no longer than
     * that. An executor that is busy for longer makes them late, which the report's lateness includes. An event that was
     * handed over is delivered, though a pause or the end comes before its time.
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
     * The same, delivered to a consumer instead of a bus. It runs outside any replay context, so what it records or
     * publishes elsewhere is live there.
     *
     * @param target gets the events
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
     * The same, delivered to a bus, whatever buses are attached to the history. Its handlers run in the context of the replay,
     * and nothing of it is recorded.
     *
     * @param bus gets the events
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
     * The same with another rule for nested events.
     *
     * @param nested what becomes of events that handlers publish meanwhile
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
     * The same by another clock: one that saves power, or one that takes no time, for tests.
     *
     * @param clock the clock to go by, and its way of waiting
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
     * The same, going on live: after the last event that there was when the replay began, what was recorded since is
     * published without waiting, and then whatever is recorded, as it is recorded. No event is missed or published twice at
     * the join. The replay ends when it is cancelled or the history is closed.
     *
     * <p>Handlers of the bus on which the live events are published get them twice, so this is for a target, or another bus.
     *
     * <p><b>Limits.</b> The replay is a place in the history, not a queue. Events that the history evicts before it comes to
     * them are missed, and {@link ReplayReport#missed} counts them; so keep more than is recorded during the replay and its
     * pauses.
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
     * The same, comparing the state of the application that is replayed to with the recorded one. The report names the first
     * interval at whose end they differ, and in it the first event after which they do.
     *
     * <p>Before each event, and after the last, the application is asked for its state, on the thread that delivers. Every
     * 256 events that is compared with what the projection makes of all events recorded up to there, whether they are
     * replayed or not; a difference that is gone again at the end of its interval is not noticed. Comparing ends with the
     * first difference, with a seek, where events are missing, and where the replay goes on live.
     *
     * <p><b>Cost.</b> The events are read and folded a second time, and 256 states are held.
     *
     * @param projection how the recorded state follows from events; where earlier events were evicted, one that is
     *     registered with the history
     * @param actual gives the application's state as a value that is not changed later: a copy, if the application changes
     *     its own. What it throws ends the replay
     * @param <S> the state, comparable by {@code equals}
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
