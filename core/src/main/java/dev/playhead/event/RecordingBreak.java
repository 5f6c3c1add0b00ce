package dev.playhead.event;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A break in a history: events were offered while recording was paused. So the states after the break do not follow
 * from the events before it. A break uses no sequence; it lies between two events.
 *
 * <p><b>Threading.</b> Immutable.
 *
 * @param sequence the sequence of the first event after the break
 * @param from the time at which recording was paused. There are two exceptions. If events were imported during the
 *     pause, the break after the import begins when the last event before the import was offered, if any was. A break
 *     that stands for lost events of an imported file begins and ends at the timestamp of the event before the lost
 *     events, or at 1970-01-01 if there is no such event
 * @param to the time at which the last event was offered; not before {@code from}
 * @param offered the number of events of each type that were offered and not recorded, by type in alphabetical order;
 *     at least one type. If there are more than {@value #MAX_TYPES} types, the further types are counted together as
 *     {@value #OTHER_TYPES}
 */
public record RecordingBreak(long sequence, Instant from, Instant to, Map<String, Long> offered) {
    /** The maximum number of types that are counted by name, not including {@value #OTHER_TYPES}. */
    public static final int MAX_TYPES = 256;

    /** The name under which all further types are counted. Their names are not known. */
    public static final String OTHER_TYPES = "*";

    /**
     * Creates a break.
     *
     * @param sequence the sequence of the first event after the break
     * @param from the time at which recording was paused
     * @param to the time at which the last event was offered
     * @param offered the counts by type
     * @throws IllegalArgumentException if the sequence is negative, {@code to} is before {@code from}, there is no
     *     type, or a count is less than 1
     */
    public RecordingBreak {
        if (sequence < 0 || to.isBefore(from)) {
            throw new IllegalArgumentException("sequence=" + sequence + ", from=" + from + ", to=" + to
                    + ": the sequence must not be negative, and to must not be before from");
        }
        if (offered.isEmpty() || offered.values().stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException(
                    "offered=" + offered + ": a break needs at least one type, and each count must be at least 1");
        }
        TreeMap<String, Long> counts = new TreeMap<>();
        int named = 0;
        for (Map.Entry<String, Long> type : new TreeMap<>(offered).entrySet()) {
            boolean byName = type.getKey().equals(OTHER_TYPES) || named++ < MAX_TYPES;
            counts.merge(byName ? type.getKey() : OTHER_TYPES, type.getValue(), RecordingBreak::sum);
        }
        offered = Collections.unmodifiableMap(counts);
    }

    /**
     * Returns the number of events that were offered and not recorded.
     *
     * @return the number, at least 1
     */
    public long events() {
        return events(type -> true);
    }

    /**
     * Counts the events that may have an accepted type. Includes events whose type is not known.
     *
     * @param types accepts the types to count
     * @return the number; 0 if no event can have an accepted type
     */
    public long events(Predicate<? super String> types) {
        long events = 0;
        for (Map.Entry<String, Long> type : offered.entrySet()) {
            if (type.getKey().equals(OTHER_TYPES) || types.test(type.getKey())) {
                events = sum(events, type.getValue());
            }
        }
        return events;
    }

    /**
     * Returns this break with another sequence.
     *
     * @param other the sequence of the first event after the break
     * @return the break with that sequence
     * @throws IllegalArgumentException if the sequence is negative
     */
    public RecordingBreak at(long other) {
        return other == sequence ? this : new RecordingBreak(other, from, to, offered);
    }

    /**
     * Merges this break with another break between the same two events.
     *
     * @param other the other break; its sequence is ignored
     * @return a break that has the sequence of this break, spans the times of both breaks, and counts the events of
     *     both
     */
    public RecordingBreak and(RecordingBreak other) {
        Map<String, Long> counts = new TreeMap<>(offered);
        other.offered.forEach((type, count) -> counts.merge(type, count, RecordingBreak::sum));
        return new RecordingBreak(
                sequence, from.isBefore(other.from) ? from : other.from, to.isAfter(other.to) ? to : other.to, counts);
    }

    /**
     * Returns whether this break includes another break, for example because this break is the result of {@linkplain
     * #and merging} the other break with a further one. Every break includes itself. Ignores the sequences.
     *
     * @param other the other break
     * @return whether the other break lies within the time of this break, and has at most as many events of each type
     */
    public boolean contains(RecordingBreak other) {
        return !other.from.isBefore(from)
                && !other.to.isAfter(to)
                && other.offered.entrySet().stream()
                        .allMatch(entry -> offered.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
    }

    private static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
