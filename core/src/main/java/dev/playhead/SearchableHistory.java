package dev.playhead;

import dev.playhead.causality.CauseChain;
import dev.playhead.causality.EffectTree;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.CountBy;
import dev.playhead.filter.EventCounts;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.timetravel.ProgressListener;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The methods of an {@link EventHistory} that search the events.
 */
abstract sealed class SearchableHistory permits ReadableHistory {
    final EventQueries queries;

    SearchableHistory(EventQueries queries) {
        this.queries = queries;
    }

    /**
     * Returns all retained events.
     *
     * @return the events in the order of recording, immutable
     */
    public List<RecordedEvent> getEvents() {
        return getEvents(EventFilter.all());
    }

    /**
     * Returns the events that match a filter.
     *
     * @param filter the condition
     * @return the events in the order of recording, immutable
     */
    public List<RecordedEvent> getEvents(EventFilter filter) {
        return getEvents(filter, Integer.MAX_VALUE);
    }

    /**
     * Returns the first events that match a filter.
     *
     * @param filter the condition
     * @param limit the maximum number of events
     * @return the events in the order of recording, immutable
     * @throws IllegalArgumentException if the limit is negative
     */
    public List<RecordedEvent> getEvents(EventFilter filter, int limit) {
        return queries.first(filter, limit);
    }

    /**
     * Returns the last events that match a filter.
     *
     * @param filter the condition
     * @param n the maximum number of events
     * @return the events in the order of recording, the latest last, immutable
     * @throws IllegalArgumentException if n is negative
     */
    public List<RecordedEvent> latest(EventFilter filter, int n) {
        return queries.latest(filter, n);
    }

    /**
     * Returns a stream of the events that match a filter.
     *
     * @param filter the condition
     * @return a lazy stream in the order of recording, which ends with the last event recorded when this method was
     *     called; it holds no resource and need not be closed
     */
    public Stream<RecordedEvent> events(EventFilter filter) {
        return queries.events(filter).stream();
    }

    /**
     * Returns the timestamps of all retained events, in the order of recording.
     *
     * <p><b>Cost.</b> Of encoded blocks, only the time columns are read, which is several times as fast as reading the
     * events.
     *
     * @return a lazy stream, which ends with the last event recorded when this method was called; it holds no resource
     *     and need not be closed
     */
    public Stream<Instant> timestamps() {
        return queries.timestamps().stream();
    }

    /**
     * Counts the events that match a filter.
     *
     * @param filter the condition
     * @return the number of events
     */
    public long count(EventFilter filter) {
        return queries.count(filter);
    }

    /**
     * Counts the events that match a filter in consecutive runs of events, such as for a plot of the volume over time.
     * The caller may stop between two runs. Runs without a matching event may be left out.
     *
     * <p><b>Cost.</b> Of encoded blocks, only the headers are read if the filter is a condition on types or on sources,
     * or is met by all events, and the counts are divided by the same or not at all. Otherwise, columns are read too,
     * and the events themselves only if the filter has a predicate.
     *
     * @param filter the condition
     * @param by what divides the counts
     * @return a lazy stream in the order of recording, which ends with the last event recorded when this method was
     *     called; it holds no resource and need not be closed
     */
    public Stream<EventCounts> counts(EventFilter filter, CountBy by) {
        return EventSearcher.stream(queries.counts(filter, by));
    }

    /**
     * Returns the event with the given id.
     *
     * @param id the decimal text of the event's sequence
     * @return the event, if it is retained
     */
    public Optional<RecordedEvent> getEvent(String id) {
        return queries.event(id);
    }

    /**
     * Returns the chain of causes of an event, with up to {@value CauseChain#DEFAULT_LIMIT} causes. See {@link
     * #causesOf(String, int)}.
     *
     * @param id the event's id
     * @return the chain, the nearest cause first
     * @throws dev.playhead.timetravel.UnknownEventException if no retained event has that id
     */
    public CauseChain causesOf(String id) {
        return causesOf(id, CauseChain.DEFAULT_LIMIT);
    }

    /**
     * Returns the chain of causes of an event, back to the event that no recorded event caused. If a cause is not
     * retained, the chain ends earlier, and names that cause. {@link dev.playhead.causality} specifies how events name
     * their causes.
     *
     * <p><b>Cost.</b> One event is read for each cause. If the name of a cause is the sequence that the cause had
     * before an import, or an id that another program assigned, the cause is found by a search in the index.
     *
     * @param id the event's id
     * @param limit the maximum number of causes
     * @return the chain, the nearest cause first
     * @throws dev.playhead.timetravel.UnknownEventException if no retained event has that id
     * @throws IllegalArgumentException if the limit is negative
     */
    public CauseChain causesOf(String id, int limit) {
        return queries.causesOf(id, limit);
    }

    /**
     * Returns the events that an event caused, with up to {@value EffectTree#DEFAULT_LIMIT} effects. See {@link
     * #effectsOf(String, int)}.
     *
     * @param id the event's id
     * @return the tree of effects
     * @throws dev.playhead.timetravel.UnknownEventException if no retained event has that id
     */
    public EffectTree effectsOf(String id) {
        return effectsOf(id, EffectTree.DEFAULT_LIMIT);
    }

    /**
     * Returns the events that an event caused, directly and through other retained events.
     *
     * <p><b>Cost.</b> One pass over the events that follow the event. A block is skipped if its index excludes
     * references to the event and to its effects.
     *
     * @param id the event's id
     * @param limit the maximum number of effects
     * @return the tree of effects
     * @throws dev.playhead.timetravel.UnknownEventException if no retained event has that id
     * @throws IllegalArgumentException if the limit is negative
     */
    public EffectTree effectsOf(String id, int limit) {
        return effectsOf(id, limit, ProgressListener.none());
    }

    /**
     * Returns the events that an event caused, and reports the progress of the search. See {@link #effectsOf(String,
     * int)}.
     *
     * @param id the event's id
     * @param limit the maximum number of effects
     * @param watch receives the progress, in sequences, before each block that is read
     * @return the tree of effects
     * @throws dev.playhead.timetravel.UnknownEventException if no retained event has that id
     * @throws dev.playhead.timetravel.QuestionCancelledException if the listener ends the search
     * @throws IllegalArgumentException if the limit is negative
     */
    public EffectTree effectsOf(String id, int limit, ProgressListener watch) {
        return queries.effectsOf(id, limit, watch);
    }

    /**
     * Returns the other events of the chain or the trace of an event. The chain consists of the events with the same
     * {@code correlationId}, and of the event to which this correlation id refers. If the given event has no
     * correlation id, the chain consists of the events whose correlation id refers to the given event. The events of
     * the trace are those with the same trace id in a W3C {@code traceparent}. This finds related events even if the
     * causes that connect them are not retained, or are events of other processes.
     *
     * <p><b>Cost.</b> A search in the index. If the event has a {@code traceparent}, the column of this entry is read
     * in all blocks, until the limit is reached.
     *
     * @param id the event's id
     * @param limit the maximum number of events
     * @return the first of these events, in the order of recording, immutable
     * @throws dev.playhead.timetravel.UnknownEventException if no retained event has that id
     * @throws IllegalArgumentException if the limit is negative
     */
    public List<RecordedEvent> relatedTo(String id, int limit) {
        return queries.relatedTo(id, limit);
    }
}
