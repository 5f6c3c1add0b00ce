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
 * A tally of the events of a history. It counts the events in parts, and divides them into the columns of the timeline.
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
     * Creates a tally that has counted no event yet.
     *
     * @param history the history
     * @param nanoClock the clock, in nanoseconds
     * @param listener receives the columns whenever they change
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

    /** {@return the sequence of the first counted event; 0 if there is none} */
    long firstSequence() {
        return Math.max(0, stats.firstId());
    }

    boolean isCounting() {
        return uncounted.hasNext();
    }

    /** Sets the number of columns. */
    void resize(int timelineColumns) {
        if (timelineColumns != columns) {
            columns = Math.max(1, timelineColumns);
            divide();
        }
    }

    /** Switches between columns of equal times and columns of equal numbers of events. */
    void turnAxis() {
        axis = axis == Scrubber.Axis.TIME ? Scrubber.Axis.ORDER : Scrubber.Axis.TIME;
        divide();
    }

    /** Continues with events recorded since the last call. */
    void follow() {
        if (!uncounted.hasNext()) {
            uncounted = history.events(EventFilter.sequenceBetween(stats.lastId() + 1, Long.MAX_VALUE))
                    .iterator();
        }
    }

    /** {@return whether events must still be counted, or columns divided again} */
    boolean hasWork() {
        return uncounted.hasNext() || stats.events() != dividedEvents;
    }

    /** Counts some events, or divides the columns again. */
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

    /** Stops counting, and leaves the remaining events uncounted. */
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
