package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A block of events that are not encoded yet. It returns the same events and finds the same positions as a {@link
 * SealedBlock} of the same events, by examining each event.
 *
 * <p><b>Threading.</b> Safe for use by multiple threads if the source of its events is safe too.
 */
public final class ReferenceBlock implements Block {
    private final Slots slots;
    private final int size;

    /** A source of events by position. */
    public interface Slots {
        /**
         * {@return the sequence of an event}
         *
         * @param position the position of the event
         */
        long sequence(int position);

        /**
         * Returns an event as it was captured. Its payload may be an object of the application.
         *
         * @param position the position of the event
         * @return the event
         */
        GridEvent captured(int position);

        /**
         * Returns an event with its payload as plain data.
         *
         * @param position the position of the event
         * @return the event
         */
        GridEvent data(int position);
    }

    /**
     * Creates a block of the first events of a source.
     *
     * @param slots the source of the events
     * @param size the number of events
     */
    public ReferenceBlock(Slots slots, int size) {
        this.slots = slots;
        this.size = size;
    }

    /**
     * Returns the memory usage of the events.
     *
     * @param account computes the memory usage of an event
     * @return the size in bytes
     */
    public long heldBytes(ToLongFunction<? super GridEvent> account) {
        long bytes = 0;
        for (int i = 0; i < size; i++) {
            bytes += Memory.REFERENCE + account.applyAsLong(slots.captured(i));
        }
        return bytes;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public long sequence(int position) {
        return slots.sequence(position);
    }

    @Override
    public int indexOf(long sequence) {
        return indexOf(sequence, size, slots::sequence);
    }

    /**
     * Returns the position of the given sequence among ascending sequences, or {@code -(insertion point) - 1} if it is
     * absent.
     */
    static int indexOf(long sequence, int size, IntToLongFunction sequences) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = sequences.applyAsLong(middle);
            if (there == sequence) {
                return middle;
            }
            if (there < sequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @Override
    public RecordedEvent event(int position) {
        return RecordedEvent.of(slots.sequence(position), slots.data(position));
    }

    @Override
    public String type(int position) {
        return slots.captured(position).type();
    }

    @Override
    public String source(int position) {
        return slots.captured(position).source();
    }

    @Override
    public Instant timestamp(int position) {
        return slots.captured(position).timestamp();
    }

    @Override
    public Instant minTime() {
        Instant min = timestamp(0);
        for (int i = 1; i < size; i++) {
            min = timestamp(i).isBefore(min) ? timestamp(i) : min;
        }
        return min;
    }

    @Override
    public Instant maxTime() {
        Instant max = timestamp(0);
        for (int i = 1; i < size; i++) {
            max = timestamp(i).isAfter(max) ? timestamp(i) : max;
        }
        return max;
    }

    @Override
    public void countTypes(ObjIntConsumer<? super String> counts) {
        count(this::type, counts);
    }

    @Override
    public void countSources(ObjIntConsumer<? super String> counts) {
        count(this::source, counts);
    }

    private void count(IntFunction<String> names, ObjIntConsumer<? super String> counts) {
        Map<String, Integer> byName = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            byName.merge(names.apply(i), 1, Integer::sum);
        }
        byName.forEach(counts::accept);
    }

    private long[] matching(IntPredicate matches) {
        long[] positions = new long[(size + 63) >>> 6];
        for (int i = 0; i < size; i++) {
            if (matches.test(i)) {
                positions[i >>> 6] |= 1L << i;
            }
        }
        return positions;
    }

    @Override
    public long[] typesMatching(Predicate<? super String> predicate) {
        return matching(i -> predicate.test(type(i)));
    }

    @Override
    public long[] sourcesMatching(Predicate<? super String> predicate) {
        return matching(i -> predicate.test(source(i)));
    }

    @Override
    public long[] timeBetween(Instant fromInclusive, Instant toInclusive) {
        return matching(i -> {
            Instant time = timestamp(i);
            return !time.isBefore(fromInclusive) && !time.isAfter(toInclusive);
        });
    }

    @Override
    public long[] sequenceBetween(long fromInclusive, long toInclusive) {
        return matching(i -> sequence(i) >= fromInclusive && sequence(i) <= toInclusive);
    }

    @Override
    public long[] fieldEquals(List<String> path, @Nullable Object value) {
        if (path.isEmpty()) {
            return matching(i -> PlainData.equal(slots.data(i).payload(), value));
        }
        PayloadPath steps = new PayloadPath(path);
        return matching(i -> PlainData.equal(steps.find(slots.data(i).payload()), value));
    }

    @Override
    public long[] payloadContains(Map<String, ?> partial) {
        return matching(i -> PlainData.contains(slots.data(i).payload(), partial));
    }

    @Override
    public int lastAtOrBefore(Instant time, int positions) {
        for (int i = positions - 1; i >= 0; i--) {
            if (!timestamp(i).isAfter(time)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int countAfter(Instant time, int positions) {
        int count = 0;
        for (int i = 0; i < positions; i++) {
            count += timestamp(i).isAfter(time) ? 1 : 0;
        }
        return count;
    }
}
