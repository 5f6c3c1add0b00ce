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
 * When which event is due while a history is played. Due times add up from one to the next, so that playing does not drift;
 * times that run backwards take no time. Nothing is waited for longer than a second, whatever the speed.
 */
final class TravelPlayer {
    static final double[] SPEEDS = {
        0.01, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 1_000, 10_000, Double.POSITIVE_INFINITY
    };

    private static final int NORMAL = 4;
    private static final long MAX_WAIT_NANOS = 1_000_000_000;
    /** For as long a key that is pressed waits, where there is more to be played than can be. */
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
     * Makes a player that does not play.
     *
     * @param nanoClock the time
     * @param eventsAfter the events behind a sequence
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

    /** Plays on from a place. */
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

    /** One speed up, or down; what is waited for now is waited for anew. */
    void changeSpeed(int steps) {
        speed = Math.max(0, Math.min(SPEEDS.length - 1, speed + steps));
        RecordedEvent waiting = next;
        if (waiting != null) {
            reachedNanos = nanoClock.getAsLong();
            dueNanos = reachedNanos + waitNanos(waiting);
        }
    }

    /** Passes the events that are due; returns the last of them, or null for none. At the end playing ends. */
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

    /** How long until an event is due. */
    long waitNanos() {
        return next == null ? 0 : Math.max(0, dueNanos - nanoClock.getAsLong());
    }

    private long waitNanos(RecordedEvent event) {
        if (reached.equals(Instant.MIN) || !event.timestamp().isAfter(reached)) {
            return 0; // where playing begins, or back in time
        }
        Duration gap = Duration.between(reached, event.timestamp());
        double nanos = (gap.getSeconds() * 1e9 + gap.getNano()) / speed();
        return (long) Math.min(MAX_WAIT_NANOS, nanos);
    }
}
