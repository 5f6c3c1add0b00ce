package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.ProgressListener;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A search for the events of a query, in one range of sequences after the other. A listener is asked before each range,
 * because a search with a condition that few events meet reads much of a history until it returns one.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
final class EventRanges {
    private static final int RANGE = 131_072;

    private final EventHistory history;
    private final EventQuery query;
    private final long first;
    private final long last;
    private final Walk walk;

    EventRanges(EventHistory history, EventQuery query, ProgressListener watch) {
        this.history = history;
        this.query = query;
        this.first = query.first();
        List<RecordedEvent> latest = history.latest(EventFilter.all(), 1);
        this.last = latest.isEmpty() ? -1 : Math.min(query.last(), latest.get(0).sequence());
        this.walk = new Walk(watch, 0);
    }

    private EventFilter filter(long from, long to) {
        walk.ask();
        return query.within(from, to).filter();
    }

    /** Returns the end of the range that begins with a sequence. */
    private long end(long from) {
        return last - from < RANGE ? last : from + RANGE - 1;
    }

    /** Returns the sequence of the first event from a sequence on, because sequences may have gaps of any length. */
    private long next(long from) {
        List<RecordedEvent> next =
                from > last ? List.of() : history.getEvents(EventFilter.sequenceBetween(from, last), 1);
        return next.isEmpty() ? Long.MAX_VALUE : next.get(0).sequence();
    }

    /** {@return the events, in order} */
    Iterator<RecordedEvent> iterator() {
        return new Iterator<>() {
            private Iterator<RecordedEvent> events = Collections.emptyIterator();
            private long from = first;

            @Override
            public boolean hasNext() {
                while (!events.hasNext() && from <= last) {
                    long to = end(from);
                    events = history.events(filter(from, to)).iterator();
                    from = events.hasNext() ? to + 1 : EventRanges.this.next(to + 1);
                }
                return events.hasNext();
            }

            @Override
            public RecordedEvent next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("there are no more events");
                }
                return events.next();
            }
        };
    }
}
