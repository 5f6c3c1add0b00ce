package dev.playhead.filter;

import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition on events. Filters compose with {@link #and}, {@link #or} and {@link #negate}.
 *
 * <pre>{@code
 * typeStartsWith("cell:").and(payloadField("gridId", "orders")).and(source("user"))
 * }</pre>
 *
 * <p>Numbers are compared by mathematical value: {@code 1}, {@code 1.0} and {@code 1.00} are equal.
 *
 * <p><b>Threading.</b> Immutable, provided that predicates passed to {@link #matching} are immutable.
 */
public sealed interface EventFilter
        permits Conditions.All,
                Conditions.Type,
                Conditions.Types,
                Conditions.Source,
                Conditions.Payload,
                Conditions.PayloadField,
                Conditions.MetadataField,
                Conditions.Time,
                Conditions.Sequence,
                Conditions.Matching,
                Conditions.And,
                Conditions.Or,
                Conditions.Not {

    /**
     * Returns the filter that accepts every event.
     *
     * @return the filter
     */
    static EventFilter all() {
        return Conditions.All.INSTANCE;
    }

    /**
     * Returns a filter for events of one type.
     *
     * @param type the whole type
     * @return the filter
     */
    static EventFilter typeIs(String type) {
        return new Conditions.Type(Conditions.TextMatch.EQUAL, type);
    }

    /**
     * Returns a filter for events of any of several types.
     *
     * @param types the whole types; copied
     * @return the filter
     */
    static EventFilter typeIn(Collection<String> types) {
        return new Conditions.Types(Set.copyOf(types));
    }

    /**
     * Returns a filter for events whose type contains a text.
     *
     * @param part the text, anywhere in the type
     * @return the filter
     */
    static EventFilter typeContains(String part) {
        return new Conditions.Type(Conditions.TextMatch.CONTAINS, part);
    }

    /**
     * Returns a filter for events whose type starts with a text.
     *
     * @param prefix the text at the start of the type
     * @return the filter
     */
    static EventFilter typeStartsWith(String prefix) {
        return new Conditions.Type(Conditions.TextMatch.STARTS_WITH, prefix);
    }

    /**
     * Returns a filter for events from a source.
     *
     * @param source the source; {@code plugin} also matches every {@code plugin:<id>}
     * @return the filter
     */
    static EventFilter source(String source) {
        return new Conditions.Source(source);
    }

    /**
     * Returns a filter for events whose payload has every given field with an equal value. Nested maps are also
     * compared partially. Lists and all other values are compared as a whole.
     *
     * @param partial the fields, made of JDK types that {@link PlainData#of} accepts
     * @return the filter
     * @throws IllegalArgumentException if {@link PlainData#of} does not accept a value
     */
    static EventFilter payload(Map<String, ?> partial) {
        return new Conditions.Payload(PlainData.mapOf(partial));
    }

    /**
     * Returns a filter for events whose payload has a given value at a given path.
     *
     * @param path names of fields and indexes of list elements, separated by dots, as parsed by {@link PayloadPath}
     * @param value the value, of a type that {@link PlainData#of} accepts; null matches a field that is present and
     *     null, but not a missing field
     * @return the filter
     * @throws IllegalArgumentException if {@link PlainData#of} does not accept the value
     */
    static EventFilter payloadField(String path, @Nullable Object value) {
        return new Conditions.PayloadField(PayloadPath.parse(path), PlainData.of(value));
    }

    /**
     * Returns a filter for events whose metadata has a given value at a given path.
     *
     * @param path names of fields and indexes of list elements, separated by dots, as parsed by {@link PayloadPath}
     * @param value the value, of a type that {@link PlainData#of} accepts; null matches a field that is present and
     *     null, but not a missing field
     * @return the filter
     * @throws IllegalArgumentException if {@link PlainData#of} does not accept the value
     */
    static EventFilter metadataField(String path, @Nullable Object value) {
        return new Conditions.MetadataField(PayloadPath.parse(path), PlainData.of(value));
    }

    /**
     * Returns a filter for events with a timestamp in a range, both ends included.
     *
     * @param fromInclusive the earliest timestamp
     * @param toInclusive the latest timestamp
     * @return the filter
     */
    static EventFilter between(Instant fromInclusive, Instant toInclusive) {
        return new Conditions.Time(fromInclusive, toInclusive);
    }

    /**
     * Returns a filter for events with a timestamp at or after a time.
     *
     * @param fromInclusive the earliest timestamp
     * @return the filter
     */
    static EventFilter since(Instant fromInclusive) {
        return between(fromInclusive, Instant.MAX);
    }

    /**
     * Returns a filter for events with a timestamp at or before a time.
     *
     * @param toInclusive the latest timestamp
     * @return the filter
     */
    static EventFilter until(Instant toInclusive) {
        return between(Instant.MIN, toInclusive);
    }

    /**
     * Returns a filter for events in a range of sequences.
     *
     * @param from the first sequence, inclusive
     * @param to the last sequence, inclusive
     * @return the filter
     */
    static EventFilter sequenceBetween(long from, long to) {
        return new Conditions.Sequence(from, to);
    }

    /**
     * Returns a filter for events that a predicate accepts. Of the conditions that {@link #and} or {@link #or}
     * combines, those with a predicate are evaluated last, and only if the others do not decide the result. A predicate
     * is called without a lock and may record events. Exceptions that it throws reach the caller of the query.
     *
     * @param predicate the condition
     * @return the filter
     */
    static EventFilter matching(Predicate<? super RecordedEvent> predicate) {
        return new Conditions.Matching(predicate);
    }

    /**
     * Returns a filter for events that do not meet a condition.
     *
     * @param filter the condition
     * @return the filter, the same as {@code filter.negate()}
     */
    static EventFilter not(EventFilter filter) {
        return filter.negate();
    }

    /**
     * Returns a filter for events that meet both conditions.
     *
     * @param other the other condition
     * @return the filter
     */
    default EventFilter and(EventFilter other) {
        return Conditions.And.of(this, Objects.requireNonNull(other, "other"));
    }

    /**
     * Returns a filter for events that meet at least one of the two conditions.
     *
     * @param other the other condition
     * @return the filter
     */
    default EventFilter or(EventFilter other) {
        return Conditions.Or.of(this, Objects.requireNonNull(other, "other"));
    }

    /**
     * Returns a filter for events that do not meet this condition.
     *
     * @return the filter
     */
    default EventFilter negate() {
        return new Conditions.Not(this);
    }

    /**
     * Returns the types that the filter accepts and names in full, as {@link #typeIs} and {@link #typeIn} do.
     *
     * @return the types; empty, for example, for a filter that has a condition only on a part of the type, or names
     *     types only in negations
     */
    default Set<String> namedTypes() {
        return Conditions.namedTypes(this);
    }

    /**
     * Returns whether an event of the given type may meet the condition.
     *
     * @param type the type
     * @return false only if no event of that type can meet the condition, regardless of its other properties
     */
    default boolean mayPass(String type) {
        return Conditions.mayPass(this, type);
    }

    /**
     * Returns whether any event offered during a break may meet the condition, as far as the types of those events are
     * known.
     *
     * @param recordingBreak the break
     * @return false only if none of these events can meet the condition
     */
    default boolean mayPassAnyOf(RecordingBreak recordingBreak) {
        return recordingBreak.events(this::mayPass) > 0;
    }

    /**
     * Returns whether an event meets the condition.
     *
     * @param event the event
     * @return whether the event meets the condition
     */
    boolean test(RecordedEvent event);
}
