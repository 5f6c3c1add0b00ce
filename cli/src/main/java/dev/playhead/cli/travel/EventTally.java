package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.cli.view.StatsCollector;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts the events of a history, a part at a time, and divides them into the columns of the timeline. */
final class EventTally {
    private static final int COUNTED_AT_ONCE = 8_192;
    private static final long RECOUNT_NANOS = 1_000_000_000;

    private final EventHistory history;
    private final LongSupplier nanoClock;
    private final Consumer<Scrubber> listener;
    private final StatsCollector stats = new StatsCollector();
    private Iterator<RecordedEvent> uncounted;
    private Scrubber.Axis axis = Scrubber.Axis.TIME;
    private int columns = 1;
    private Scrubber scrubber = Scrubber.of(stats, axis, columns);
    private long dividedEvents = -1;
    private long dividedNanos;

    /**
     * Begins with no event counted.
     *
     * @param nanoClock the time
     * @param listener told of the columns whenever they are others
     */
    EventTally(EventHistory history, LongSupplier nanoClock, Consumer<Scrubber> listener) {
        this.history = history;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.uncounted = history.events(EventFilter.all()).iterator();
    }

    /** The columns of the timeline. */
    Scrubber scrubber() {
        return scrubber;
    }

    /** How many events are counted. */
    long events() {
        return stats.events();
    }

    /** The first event counted; 0 if there is none. */
    long firstSequence() {
        return Math.max(0, stats.firstId());
    }

    boolean isCounting() {
        return uncounted.hasNext();
    }

    /** Sets how many columns there are. */
    void resize(int timelineColumns) {
        if (timelineColumns != columns) {
            columns = Math.max(1, timelineColumns);
            divide();
        }
    }

    /** Divides time instead of order, or order instead of time. */
    void turnAxis() {
        axis = axis == Scrubber.Axis.TIME ? Scrubber.Axis.ORDER : Scrubber.Axis.TIME;
        divide();
    }

    /** Goes on with events that were recorded since. */
    void follow() {
        if (!uncounted.hasNext()) {
            uncounted = history.events(EventFilter.sequenceBetween(stats.lastId() + 1, Long.MAX_VALUE))
                    .iterator();
        }
    }

    /** Whether there are events to be counted, or columns to be divided anew. */
    boolean hasWork() {
        return uncounted.hasNext() || stats.events() != dividedEvents;
    }

    /** Does a part of it. */
    void work() {
        if (uncounted.hasNext()) {
            for (int i = 0; i < COUNTED_AT_ONCE && uncounted.hasNext(); i++) {
                stats.add(uncounted.next());
            }
            if (nanoClock.getAsLong() - dividedNanos > RECOUNT_NANOS) {
                divide();
            }
        } else {
            divide();
        }
    }

    /** Leaves what is not yet counted. */
    void giveUp() {
        uncounted = Collections.emptyIterator();
        dividedEvents = stats.events();
    }

    private void divide() {
        scrubber = Scrubber.of(stats, axis, columns);
        dividedEvents = stats.events();
        dividedNanos = nanoClock.getAsLong();
        listener.accept(scrubber);
    }
}
