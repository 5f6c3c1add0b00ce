package dev.playhead.block;

import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive events of a history, addressed by position. Positions start at 0 and follow the order of sequences.
 * Sequences may have gaps; timestamps may be in any order.
 *
 * <p>The search methods return the matching positions as a bit set: position {@code p} is bit {@code p % 64} of the
 * word {@code p / 64}. The results are exact, and the caller owns the returned set.
 */
public interface Block {
    /** {@return the number of events} */
    int size();

    /**
     * {@return the sequence of an event}
     *
     * @param position the position of the event
     */
    long sequence(int position);

    /**
     * Returns the position of the event with the given sequence.
     *
     * @param sequence the sequence
     * @return its position, or {@code -(insertion point) - 1} if the block has no such event
     */
    int indexOf(long sequence);

    /**
     * {@return an event}
     *
     * @param position the position of the event
     */
    RecordedEvent event(int position);

    /**
     * Opens the block for reading many of its events. Use this instead of repeated calls of {@link #event}: structure
     * that the events share is decoded once, and a block that is paged out is read once.
     *
     * <p><b>Threading.</b> A walk must be used by one thread only.
     *
     * @return a reader of events by position, in any order
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

    /** A reader of the events of one block. */
    interface Walk {
        /**
         * Returns an event.
         *
         * @param position the position of the event
         * @return the event; parts that are not decoded yet remain decodable, even if the block is evicted or deleted
         */
        RecordedEvent event(int position);

        /**
         * Returns the timestamp of an event without reading the rest of the event.
         *
         * @param position the position of the event
         * @return the timestamp
         */
        Instant timestamp(int position);
    }

    /**
     * {@return the type of an event}
     *
     * @param position the position of the event
     */
    String type(int position);

    /**
     * {@return the source of an event}
     *
     * @param position the position of the event
     */
    String source(int position);

    /**
     * {@return the timestamp of an event}
     *
     * @param position the position of the event
     */
    Instant timestamp(int position);

    /**
     * Returns the earliest timestamp of all events. This is not necessarily the timestamp of the first event.
     *
     * @return the least timestamp
     */
    Instant minTime();

    /**
     * Returns the latest timestamp of all events. This is not necessarily the timestamp of the last event.
     *
     * @return the greatest timestamp
     */
    Instant maxTime();

    /**
     * Returns the header of the block, if the block is encoded. A block that is paged out may read the header from the
     * store.
     *
     * @return the header; null if the block is not encoded yet
     */
    default @Nullable BlockHeader knownHeader() {
        return null;
    }

    /**
     * Passes the number of events of each type to a consumer.
     *
     * @param counts called once for each type, with the number of its events
     */
    void countTypes(ObjIntConsumer<? super String> counts);

    /**
     * Passes the number of events of each source to a consumer.
     *
     * @param counts called once for each source, with the number of its events
     */
    void countSources(ObjIntConsumer<? super String> counts);

    /**
     * Returns the events whose type matches. Encoded blocks test each distinct type once; blocks that are not encoded
     * yet test the type of every event.
     *
     * @param predicate decides which types match
     * @return the positions of the matching events
     */
    long[] typesMatching(Predicate<? super String> predicate);

    /**
     * Returns the events whose source matches. Encoded blocks test each distinct source once; blocks that are not
     * encoded yet test the source of every event.
     *
     * @param predicate decides which sources match
     * @return the positions of the matching events
     */
    long[] sourcesMatching(Predicate<? super String> predicate);

    /**
     * Returns the events with a timestamp in the given range.
     *
     * @param fromInclusive the least timestamp
     * @param toInclusive the greatest timestamp
     * @return the positions of the matching events
     */
    long[] timeBetween(Instant fromInclusive, Instant toInclusive);

    /**
     * Returns the events with a sequence in the given range.
     *
     * @param fromInclusive the least sequence
     * @param toInclusive the greatest sequence
     * @return the positions of the matching events
     */
    long[] sequenceBetween(long fromInclusive, long toInclusive);

    /**
     * Returns the events whose payload has a given value at a given path.
     *
     * @param path the keys that lead to the value from the payload, one for each level; if the payload has a list at a
     *     level, a key of digits selects the element with that index. The empty path selects the payload itself
     * @param value the value, as plain data; numbers match by mathematical value; null matches only a null that is
     *     present
     * @return the positions of the matching events
     */
    long[] fieldEquals(List<String> path, @Nullable Object value);

    /**
     * Returns the events whose metadata has a given value at a given path. This implementation reads the metadata of
     * every event.
     *
     * @param path the keys that lead to the value from the metadata, as for {@link #fieldEquals}; at least one key
     * @param value the value, as plain data; numbers match by mathematical value; null matches only a null that is
     *     present
     * @return the positions of the matching events
     */
    default long[] metadataEquals(List<String> path, @Nullable Object value) {
        PayloadPath steps = new PayloadPath(path);
        long[] found = BitPacking.newSet(size());
        Walk events = walk();
        for (int position = 0; position < size(); position++) {
            if (PlainData.equal(steps.find(events.event(position).metadata()), value)) {
                BitPacking.add(found, position);
            }
        }
        return found;
    }

    /**
     * Returns the events whose metadata has an entry with a given key and a value that matches. This implementation
     * reads the metadata of every event. Encoded blocks read only the column of the entry.
     *
     * @param key the key of the entry
     * @param predicate decides which values match; called for some or all events, in any order. It must not throw
     * @return the positions of the matching events
     */
    default long[] metadataMatching(String key, Predicate<? super @Nullable Object> predicate) {
        long[] found = BitPacking.newSet(size());
        Walk events = walk();
        for (int position = 0; position < size(); position++) {
            Map<String, @Nullable Object> metadata = events.event(position).metadata();
            if (metadata.containsKey(key) && predicate.test(metadata.get(key))) {
                BitPacking.add(found, position);
            }
        }
        return found;
    }

    /**
     * Returns the events whose payload is a map that contains all fields of a partial map, as defined by {@code
     * PlainData.contains}.
     *
     * @param partial plain data; nested maps are compared partially too, all other values entirely
     * @return the positions of the matching events
     */
    long[] payloadContains(Map<String, ?> partial);

    /**
     * Returns the position of the last event, in the order of sequences, whose timestamp is not after the given time.
     *
     * @param time the time
     * @param positions the number of events to examine, starting at position 0
     * @return its position, or -1 if there is none
     */
    int lastAtOrBefore(Instant time, int positions);

    /**
     * Returns the number of events whose timestamp is after the given time.
     *
     * @param time the time
     * @param positions the number of events to examine, starting at position 0
     * @return the number of events with a later timestamp
     */
    int countAfter(Instant time, int positions);
}
