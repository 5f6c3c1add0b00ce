package dev.playhead.block;

import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive events of a history, addressed by position: from 0, in the order of their sequences. Sequences may have
 * gaps; timestamps may be in any order.
 *
 * <p>The methods that search return the positions that match as a set of bits: position {@code p} is the bit {@code p %
 * 64} of the word {@code p / 64}. They are exact, and the caller owns the set.
 */
public interface Block {
    /**
     * How many events there are.
     *
     * @return the number
     */
    int size();

    /**
     * The sequence of an event.
     *
     * @param position the position
     * @return its sequence
     */
    long sequence(int position);

    /**
     * Where the event of a sequence is.
     *
     * @param sequence the sequence
     * @return its position, or {@code -(insertion point) - 1} if the block has no such event
     */
    int indexOf(long sequence);

    /**
     * An event.
     *
     * @param position the position
     * @return the event
     */
    RecordedEvent event(int position);

    /**
     * Opens the block for reading many of its events. What they have in common is found out once, and a block that is paged
     * out is read once.
     *
     * <p><b>Threading.</b> A walk is for one thread.
     *
     * @return reads events by position, in any order
     */
    default Walk walk() {
        return new Walk() {
            @Override
            public RecordedEvent event(int position) {
                return Block.this.event(position);
            }

            @Override
            public Instant timestamp(int position) {
                return Block.this.timestamp(position);
            }
        };
    }

    /** Reads events of one block. */
    interface Walk {
        /**
         * Returns an event.
         *
         * @param position the position
         * @return the event; what it has not decoded yet can be decoded, whatever becomes of the block
         */
        RecordedEvent event(int position);

        /**
         * Returns the timestamp of an event, without looking at the rest of it.
         *
         * @param position the position
         * @return its timestamp
         */
        Instant timestamp(int position);
    }

    /**
     * The type of an event.
     *
     * @param position the position
     * @return its type
     */
    String type(int position);

    /**
     * The source of an event.
     *
     * @param position the position
     * @return its source
     */
    String source(int position);

    /**
     * The timestamp of an event.
     *
     * @param position the position
     * @return its timestamp
     */
    Instant timestamp(int position);

    /**
     * The earliest timestamp, whichever event has it.
     *
     * @return the least timestamp
     */
    Instant minTime();

    /**
     * The latest timestamp, whichever event has it.
     *
     * @return the greatest timestamp
     */
    Instant maxTime();

    /**
     * What the block says about itself, if that is known; a block that is paged out reads it.
     *
     * @return the header; null if the block is not encoded yet
     */
    default @Nullable BlockHeader knownHeader() {
        return null;
    }

    /**
     * Tells how many events each type has.
     *
     * @param counts told of each type once, with the number of its events
     */
    void countTypes(ObjIntConsumer<? super String> counts);

    /**
     * Tells how many events each source has.
     *
     * @param counts told of each source once, with the number of its events
     */
    void countSources(ObjIntConsumer<? super String> counts);

    /**
     * The events whose type matches. The predicate sees each type once, not each event.
     *
     * @param predicate says which types match
     * @return the positions
     */
    long[] typesMatching(Predicate<? super String> predicate);

    /**
     * The events whose source matches. The predicate sees each source once, not each event.
     *
     * @param predicate says which sources match
     * @return the positions
     */
    long[] sourcesMatching(Predicate<? super String> predicate);

    /**
     * The events stamped within a range of time.
     *
     * @param fromInclusive the least timestamp
     * @param toInclusive the greatest timestamp
     * @return the positions
     */
    long[] timeBetween(Instant fromInclusive, Instant toInclusive);

    /**
     * The events whose sequence is within a range.
     *
     * @param fromInclusive the least sequence
     * @param toInclusive the greatest sequence
     * @return the positions
     */
    long[] sequenceBetween(long fromInclusive, long toInclusive);

    /**
     * The events whose payload has a value in some place.
     *
     * @param path the keys that lead there from the payload, as many as there are levels; a key of digits stands for a
     *     position where the payload has a list. The empty path is the payload itself
     * @param value the value, as plain data; numbers match by mathematical value, null matches a present null
     * @return the positions
     */
    long[] fieldEquals(List<String> path, @Nullable Object value);

    /**
     * The events whose payload is a map with all fields of a partial one, in the sense of {@code PlainData.contains}.
     *
     * @param partial plain data: nested maps are compared partially too, everything else wholly
     * @return the positions
     */
    long[] payloadContains(Map<String, ?> partial);

    /**
     * The last event, by sequence, that is stamped at or before a time.
     *
     * @param time the time
     * @param positions how many events to look at, from position 0 on
     * @return its position, or -1 if there is none
     */
    int lastAtOrBefore(Instant time, int positions);

    /**
     * How many of the first events are stamped after a time.
     *
     * @param time the time
     * @param positions how many events to look at, from position 0 on
     * @return the number of those stamped later
     */
    int countAfter(Instant time, int positions);
}
