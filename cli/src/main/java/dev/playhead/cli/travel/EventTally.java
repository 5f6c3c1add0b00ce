package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.cli.view.StatsCollector;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A counter of the events of a history. It counts some events at a time, and divides the counted events into the
 * columns of the timeline.
 */
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
     * Creates a counter that has not counted any event yet.
     *
     * @param history the history
     * @param nanoClock the clock, in nanoseconds
     * @param listener receives the columns whenever the events were divided into columns again
     */
    EventTally(EventHistory history, LongSupplier nanoClock, Consumer<Scrubber> listener) {
        this.history = history;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.uncounted = history.events(EventFilter.all()).iterator();
    }

    /** {@return the columns of the timeline} */
    Scrubber scrubber() {
        return scrubber;
    }

    /** {@return the number of counted events} */
    long events() {
        return stats.events();
    }

    /** {@return the sequence of the first counted event; 0 if no event was counted} */
    long firstSequence() {
        return Math.max(0, stats.firstId());
    }

    boolean isCounting() {
        return uncounted.hasNext();
    }

    /** Sets the number of columns of the timeline. */
    void resize(int timelineColumns) {
        if (timelineColumns != columns) {
            columns = Math.max(1, timelineColumns);
            divide();
        }
    }

    /**
     * Switches between a timeline whose columns have equal durations and a timeline whose columns have equal numbers of
     * events.
     */
    void turnAxis() {
        axis = axis == Scrubber.Axis.TIME ? Scrubber.Axis.ORDER : Scrubber.Axis.TIME;
        divide();
    }

    /** Makes {@link #work} continue with the events that were recorded after the last counted event. */
    void follow() {
        if (!uncounted.hasNext()) {
            uncounted = history.events(EventFilter.sequenceBetween(stats.lastId() + 1, Long.MAX_VALUE))
                    .iterator();
        }
    }

    /** {@return whether events must still be counted, or counted events must still be divided into columns} */
    boolean hasWork() {
        return uncounted.hasNext() || stats.events() != dividedEvents;
    }

    /**
     * Counts some events, if any are not counted yet. Divides the counted events into columns again if all events are
     * counted, and also about once a second while events are counted.
     */
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

    /** Stops counting. The remaining events are not counted. */
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
