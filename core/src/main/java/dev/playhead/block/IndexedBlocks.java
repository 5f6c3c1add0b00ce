package dev.playhead.block;

import java.time.Instant;
import java.util.Arrays;

/**
 * The descriptions of the consecutive blocks of an {@link EventIndex}. The encoded form of an index is bound to these
 * descriptions: an index of blocks with other sequences, sizes or times is not decoded. A description can be made
 * without reading the header of its block.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
public final class IndexedBlocks {
    /** The increment of SplitMix64: 2^64 divided by the golden ratio. */
    private static final long INCREMENT = 0x9E3779B97F4A7C15L;

    private final long[] firstSequences = new long[EventIndex.BLOCKS];
    private int size;
    private long events;
    private long digest;

    /** Creates an object without descriptions. */
    public IndexedBlocks() {}

    /**
     * Adds the next block.
     *
     * @param firstSequence the sequence of its first event, greater than the last sequence of the previous block
     * @param lastSequence the sequence of its last event
     * @param events the number of its events
     * @param bytes the number of its bytes
     * @param minTime the earliest timestamp
     * @param maxTime the latest timestamp
     * @param minRecordedAtMillis the time at which the first event was recorded, in milliseconds since 1970
     * @param maxRecordedAtMillis the time at which the last event was recorded, in milliseconds since 1970
     * @throws IllegalStateException if there are {@link EventIndex#BLOCKS} blocks already
     */
    public void add(
            long firstSequence,
            long lastSequence,
            int events,
            int bytes,
            Instant minTime,
            Instant maxTime,
            long minRecordedAtMillis,
            long maxRecordedAtMillis) {
        if (size == EventIndex.BLOCKS) {
            throw new IllegalStateException("blocks=" + size + " is the maximum number of blocks that an index covers");
        }
        firstSequences[size++] = firstSequence;
        this.events += events;
        digest(firstSequence);
        digest(lastSequence);
        digest(events);
        digest(bytes);
        digest(minTime.getEpochSecond());
        digest(minTime.getNano());
        digest(maxTime.getEpochSecond());
        digest(maxTime.getNano());
        digest(minRecordedAtMillis);
        digest(maxRecordedAtMillis);
    }

    private void digest(long number) {
        digest = BlockBloomFilter.mix(digest ^ number) + INCREMENT;
    }

    /** {@return the number of blocks} */
    public int size() {
        return size;
    }

    /** {@return the number of events of all blocks} */
    public long events() {
        return events;
    }

    /**
     * {@return whether the fixed part of an index takes at most one byte for each event of these blocks} The fixed part
     * is everything except filters, types, sources and values.
     */
    public boolean hasRoom() {
        return events >= EventIndex.ownBytes(0);
    }

    /** Returns a hash of the descriptions of all blocks, in order. */
    long digest() {
        return digest;
    }

    long[] firstSequences() {
        return Arrays.copyOf(firstSequences, size);
    }
}
