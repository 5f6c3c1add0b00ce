package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.CountBy;
import dev.playhead.filter.EventCounts;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.ProgressListener;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The events that a page asks for: those that match the parameters {@code filter}, {@code from} and {@code to}.
 *
 * @param key a text that identifies the condition
 * @param filter the condition
 * @param exact whether the condition has no predicate, so that it is evaluated without reading events
 * @param first the first sequence that the condition allows
 * @param last the last sequence that the condition allows
 */
record EventQuery(String key, EventFilter filter, boolean exact, long first, long last) {
    /** All events. */
    static final EventQuery ALL = new EventQuery("", EventFilter.all(), true);

    /** Creates a query for events with any sequence. */
    EventQuery(String key, EventFilter filter, boolean exact) {
        this(key, filter, exact, 0, Long.MAX_VALUE);
    }

    /** {@return the events that a request asks for} */
    static EventQuery of(Question question) {
        String text = question.parameter("filter");
        return of(text == null ? "" : text, time(question, "from"), time(question, "to"));
    }

    /** {@return the events that match the text of a filter and have a timestamp in a range, both ends included} */
    static EventQuery of(String text, @Nullable Instant from, @Nullable Instant to) {
        FilterText.Parsed parsed = FilterText.parse(text);
        String key = (from == null ? "" : from) + " " + (to == null ? "" : to) + " " + text;
        if (from == null && to == null) {
            boolean all = parsed.filter().equals(EventFilter.all());
            return all ? ALL : new EventQuery(key, parsed.filter(), parsed.exact());
        }
        EventFilter time = EventFilter.between(from == null ? Instant.MIN : from, to == null ? Instant.MAX : to);
        boolean any = parsed.filter().equals(EventFilter.all());
        return new EventQuery(key, any ? time : time.and(parsed.filter()), parsed.exact());
    }

    /** {@return a parameter that is a time, or null if the request does not have it} */
    static @Nullable Instant time(Question question, String name) {
        String text = question.parameter(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new BadRequest(
                    name + "=" + EventJson.clean(text) + " is not a time; write it like 2026-01-31T12:00:00.123Z");
        }
    }

    /** {@return whether this means all events} */
    boolean isAll() {
        return filter.equals(EventFilter.all());
    }

    /** {@return the events of this query with a sequence in a range} */
    EventQuery within(long from, long to) {
        EventFilter range = EventFilter.sequenceBetween(from, to);
        return new EventQuery(
                key, isAll() ? range : range.and(filter), exact, Math.max(first, from), Math.min(last, to));
    }

    /**
     * Returns the events of a history. The listener is asked for the events that do not match, too, because few of them
     * may match.
     *
     * @throws dev.playhead.timetravel.QuestionCancelledException when the listener ends the walk
     */
    Stream<RecordedEvent> events(EventHistory history, ProgressListener watch) {
        if (exact) {
            Iterator<RecordedEvent> found = new EventRanges(history, this, watch).iterator();
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(found, Spliterator.ORDERED), false);
        }
        return history.events(watched(watch));
    }

    /**
     * {@return a filter for the events of this query, which asks the listener for each event that it reads} It throws a
     * {@link dev.playhead.timetravel.QuestionCancelledException} when the listener ends the walk.
     */
    EventFilter watched(ProgressListener watch) {
        Walk walk = new Walk(watch, 0);
        return EventFilter.matching(event -> {
                    walk.step();
                    return true;
                })
                .and(filter);
    }

    /**
     * Returns the numbers of events in consecutive runs of events.
     *
     * @throws dev.playhead.timetravel.QuestionCancelledException when the listener ends the walk
     */
    Stream<EventCounts> counts(EventHistory history, CountBy by, ProgressListener watch) {
        Walk walk = new Walk(watch, 0);
        return history.counts(filter, by).peek(run -> walk.ask());
    }

    /** {@return the number of events of a history} */
    long count(EventHistory history, ProgressListener watch) {
        return counts(history, CountBy.NOTHING, watch)
                .mapToLong(EventCounts::count)
                .sum();
    }
}
