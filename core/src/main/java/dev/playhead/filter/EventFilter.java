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
 * <p>Numbers compare by mathematical value: {@code 1}, {@code 1.0} and {@code 1.00} are equal.
 *
 * <p><b>Threading.</b> Immutable, as far as predicates given to {@link #matching} are.
 */
public sealed interface EventFilter
        permits Conditions.All,
                Conditions.Type,
                Conditions.Types,
                Conditions.Source,
                Conditions.Payload,
                Conditions.PayloadField,
                Conditions.Time,
                Conditions.Sequence,
                Conditions.Matching,
                Conditions.And,
                Conditions.Or,
                Conditions.Not {

    /**
     * Every event.
     *
     * @return the filter
     */
    static EventFilter all() {
        return Conditions.All.INSTANCE;
    }

    /**
     * Events of one type.
     *
     * @param type the whole type
     * @return the filter
     */
    static EventFilter typeIs(String type) {
        return new Conditions.Type(Conditions.TextMatch.EQUAL, type);
    }

    /**
     * Events of one of several types.
     *
     * @param types the whole types; copied
     * @return the filter
     */
    static EventFilter typeIn(Collection<String> types) {
        return new Conditions.Types(Set.copyOf(types));
    }

    /**
     * Events whose type contains a text.
     *
     * @param part the text, anywhere in the type
     * @return the filter
     */
    static EventFilter typeContains(String part) {
        return new Conditions.Type(Conditions.TextMatch.CONTAINS, part);
    }

    /**
     * Events whose type starts with a text.
     *
     * @param prefix the text at the start of the type
     * @return the filter
     */
    static EventFilter typeStartsWith(String prefix) {
        return new Conditions.Type(Conditions.TextMatch.STARTS_WITH, prefix);
    }

    /**
     * Events from a source.
     *
     * @param source the source; {@code plugin} stands for any plugin, that is {@code plugin:<id>} too
     * @return the filter
     */
    static EventFilter source(String source) {
        return new Conditions.Source(source);
    }

    /**
     * Events whose payload has every given field, with an equal value. Nested maps are compared partially too, lists and
     * everything else wholly.
     *
     * @param partial the fields, made of JDK types as {@link PlainData#of} takes them
     * @return the filter
     * @throws IllegalArgumentException if a value is not plain data
     */
    static EventFilter payload(Map<String, ?> partial) {
        return new Conditions.Payload(PlainData.mapOf(partial));
    }

    /**
     * Events whose payload has an equal value at a path.
     *
     * @param path names of fields and positions in lists with dots between them, as {@link PayloadPath} reads it
     * @param value the value, as {@link PlainData#of} takes it; null matches a field that is there and null, not one that
     *     is missing
     * @return the filter
     * @throws IllegalArgumentException if the value is not plain data
     */
    static EventFilter payloadField(String path, @Nullable Object value) {
        return new Conditions.PayloadField(PayloadPath.parse(path), PlainData.of(value));
    }

    /**
     * Events stamped within a time, both ends included.
     *
     * @param fromInclusive the earliest timestamp
     * @param toInclusive the latest timestamp
     * @return the filter
     */
    static EventFilter between(Instant fromInclusive, Instant toInclusive) {
        return new Conditions.Time(fromInclusive, toInclusive);
    }

    /**
     * Events stamped at a time or later.
     *
     * @param fromInclusive the earliest timestamp
     * @return the filter
     */
    static EventFilter since(Instant fromInclusive) {
        return between(fromInclusive, Instant.MAX);
    }

    /**
     * Events stamped at a time or earlier.
     *
     * @param toInclusive the latest timestamp
     * @return the filter
     */
    static EventFilter until(Instant toInclusive) {
        return between(Instant.MIN, toInclusive);
    }

    /**
     * Events at certain places in the order of recording.
     *
     * @param from the first sequence, included
     * @param to the last sequence, included
     * @return the filter
     */
    static EventFilter sequenceBetween(long from, long to) {
        return new Conditions.Sequence(from, to);
    }

    /**
     * Events that a predicate accepts. It is asked last, only about events that the rest of the filter lets pass, and
     * under no lock; it may record events. What it throws reaches the caller of the query.
     *
     * @param predicate the condition
     * @return the filter
     */
    static EventFilter matching(Predicate<? super RecordedEvent> predicate) {
        return new Conditions.Matching(predicate);
    }

    /**
     * Events that do not meet a condition.
     *
     * @param filter the condition
     * @return the filter, as {@code filter.negate()}
     */
    static EventFilter not(EventFilter filter) {
        return filter.negate();
    }

    /**
     * Events that meet both conditions.
     *
     * @param other the other condition
     * @return the filter
     */
    default EventFilter and(EventFilter other) {
        return Conditions.And.of(this, Objects.requireNonNull(other, "other"));
    }

    /**
     * Events that meet one of the conditions, or both.
     *
     * @param other the other condition
     * @return the filter
     */
    default EventFilter or(EventFilter other) {
        return Conditions.Or.of(this, Objects.requireNonNull(other, "other"));
    }

    /**
     * Events that do not meet this condition.
     *
     * @return the filter
     */
    default EventFilter negate() {
        return new Conditions.Not(this);
    }

    /**
     * The types that the filter lets pass and names in full, as {@link #typeIs} and {@link #typeIn} do.
     *
     * @return the types; none for a filter that does not ask for the type, or asks for a part of it
     */
    default Set<String> namedTypes() {
        return Conditions.namedTypes(this);
    }

    /**
     * Returns whether an event of a type may meet the condition.
     *
     * @param type the type
     * @return false only if no event of that type can, whatever else is in it
     */
    default boolean mayPass(String type) {
        return Conditions.mayPass(this, type);
    }

    /**
     * Returns whether any event may pass that was offered in a break, as far as its type is known.
     *
     * @param recordingBreak the break
     * @return false if none can
     */
    default boolean mayPassAnyOf(RecordingBreak recordingBreak) {
        return recordingBreak.events(this::mayPass) > 0;
    }

    /**
     * Whether an event meets the condition.
     *
     * @param event the event
     * @return whether it does
     */
    boolean test(RecordedEvent event);
}
