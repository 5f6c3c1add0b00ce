package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.ProgressListener;
import java.util.ArrayList;
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
    /** The number of events that are read at once, since all of them keep their payloads meanwhile. */
    private static final int AT_ONCE = 32;

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

    private long previous(long to) {
        List<RecordedEvent> previous =
                to < first ? List.of() : history.latest(EventFilter.sequenceBetween(first, to), 1);
        return previous.isEmpty() ? -1 : previous.get(0).sequence();
    }

    /** {@return the number of events} */
    long count() {
        long count = 0;
        long from = first;
        while (from <= last) {
            long to = end(from);
            long more = history.count(filter(from, to));
            count += more;
            from = more == 0 ? next(to + 1) : to + 1;
        }
        return count;
    }

    /** {@return the latest events, in order} */
    List<EventBrief> latest(int limit) {
        List<EventBrief> found = new ArrayList<>();
        long to = last;
        while (to >= first && found.size() < limit) {
            long from = to - first < RANGE ? first : to - RANGE + 1;
            int before = found.size();
            addLatest(from, to, limit, found);
            to = found.size() == before ? previous(from - 1) : from - 1;
        }
        Collections.reverse(found);
        return found;
    }

    /** Adds the latest events of a range, the latest first. */
    private void addLatest(long from, long to, int limit, List<EventBrief> found) {
        long end = to;
        while (end >= from && found.size() < limit) {
            int count = Math.min(AT_ONCE, limit - found.size());
            List<RecordedEvent> some = history.latest(filter(from, end), count);
            for (int i = some.size() - 1; i >= 0; i--) {
                found.add(EventBrief.of(some.get(i)));
            }
            end = some.size() < count ? -1 : some.get(0).sequence() - 1;
        }
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
