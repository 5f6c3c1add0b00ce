package dev.playhead.cli.travel;

import dev.playhead.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A player that determines when each event of a history is due. The due time of an event is computed from the due time
 * of the previous event, so that delays do not add up. An event is due immediately if its timestamp is not later than
 * the latest timestamp that was reached before. At any speed, no wait is longer than a second.
 */
final class TravelPlayer {
    static final double[] SPEEDS = {
        0.01, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 1_000, 10_000, Double.POSITIVE_INFINITY
    };

    private static final int NORMAL = 4;
    private static final long MAX_WAIT_NANOS = 1_000_000_000;
    /**
     * The maximum duration of one call of {@link #advance}. It limits how long a key press waits to be handled if very
     * many events are due.
     */
    private static final long MAX_WORK_NANOS = 30_000_000;

    private final LongSupplier nanoClock;
    private final LongFunction<Iterator<RecordedEvent>> eventsAfter;
    private int speed = NORMAL;
    private boolean playing;
    private Iterator<RecordedEvent> events = Collections.emptyIterator();
    private @Nullable RecordedEvent next;
    private Instant reached = Instant.MIN;
    private long reachedNanos;
    private long dueNanos;

    /**
     * Creates a player that is not playing.
     *
     * @param nanoClock the clock, in nanoseconds
     * @param eventsAfter returns the events after the given sequence
     */
    TravelPlayer(LongSupplier nanoClock, LongFunction<Iterator<RecordedEvent>> eventsAfter) {
        this.nanoClock = nanoClock;
        this.eventsAfter = eventsAfter;
    }

    boolean isPlaying() {
        return playing;
    }

    double speed() {
        return SPEEDS[speed];
    }

    /**
     * Begins to play the events after the sequence {@code position}. {@code time} is the time of the cursor at this
     * position; if it is {@link Instant#MIN}, the first event is due immediately.
     */
    void play(long position, Instant time) {
        playing = true;
        events = eventsAfter.apply(position);
        next = null;
        reached = time;
        reachedNanos = nanoClock.getAsLong();
    }

    void pause() {
        playing = false;
        events = Collections.emptyIterator();
        next = null;
    }

    /** Changes the speed by the given number of steps. The wait for the next event starts again at the new speed. */
    void changeSpeed(int steps) {
        speed = Math.max(0, Math.min(SPEEDS.length - 1, speed + steps));
        RecordedEvent waiting = next;
        if (waiting != null) {
            reachedNanos = nanoClock.getAsLong();
            dueNanos = reachedNanos + waitNanos(waiting);
        }
    }

    /**
     * Plays events that are due. Returns the last event that was played, or null if no event is due. Playing stops
     * after the last event of the history.
     */
    @Nullable
    RecordedEvent advance() {
        RecordedEvent last = null;
        long began = nanoClock.getAsLong();
        long now = began;
        while (playing && now - began <= MAX_WORK_NANOS) {
            RecordedEvent event = next;
            if (event == null) {
                if (!events.hasNext()) {
                    pause();
                    break;
                }
                event = events.next();
                next = event;
                dueNanos = reachedNanos + waitNanos(event);
            }
            if (dueNanos - now > 0) {
                break;
            }
            last = event;
            next = null;
            reachedNanos = dueNanos;
            reached = event.timestamp().isAfter(reached) ? event.timestamp() : reached;
            now = nanoClock.getAsLong();
        }
        return last;
    }

    /** {@return the time until the next event is due, in nanoseconds; 0 if the next event is not known yet} */
    long waitNanos() {
        return next == null ? 0 : Math.max(0, dueNanos - nanoClock.getAsLong());
    }

    private long waitNanos(RecordedEvent event) {
        if (reached.equals(Instant.MIN) || !event.timestamp().isAfter(reached)) {
            return 0; // this is the first event, or an earlier event has the same or a later timestamp
        }
        Duration gap = Duration.between(reached, event.timestamp());
        double nanos = (gap.getSeconds() * 1e9 + gap.getNano()) / speed();
        return (long) Math.min(MAX_WAIT_NANOS, nanos);
    }
}
