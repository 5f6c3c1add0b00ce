package dev.playhead.storage.spi;

import dev.playhead.block.BlockHeader;
import java.time.Instant;

/**
 * A description of a stored block, available without reading the block.
 *
 * <p><b>Threading.</b> Immutable.
 *
 * <p><b>Cost.</b> 80 bytes of memory, regardless of the contents of the block.
 */
public final class StoredBlock {
    /** The memory of each instance in bytes. */
    public static final long HELD_BYTES = 80;

    // With two fields of type Instant, a description would take another 32 bytes.
    private final long firstSequence;
    private final long lastSequence;
    private final long minSeconds;
    private final long maxSeconds;
    private final long minRecordedAtMillis;
    private final long maxRecordedAtMillis;
    private final int minNanos;
    private final int maxNanos;
    private final int size;
    private final int bytes;

    /**
     * Describes a block.
     *
     * @param firstSequence the sequence of its first event
     * @param lastSequence the sequence of its last event
     * @param size the number of its events
     * @param bytes the number of its bytes
     * @param minTime the earliest timestamp
     * @param maxTime the latest timestamp
     * @param minRecordedAtMillis the time at which the first event was recorded, in milliseconds since 1970
     * @param maxRecordedAtMillis the time at which the last event was recorded, in milliseconds since 1970
     * @throws IllegalArgumentException if no block can have these values
     */
    public StoredBlock(
            long firstSequence,
            long lastSequence,
            int size,
            int bytes,
            Instant minTime,
            Instant maxTime,
            long minRecordedAtMillis,
            long maxRecordedAtMillis) {
        if (firstSequence < 0 || lastSequence < firstSequence) {
            throw new IllegalArgumentException(
                    "firstSequence=" + firstSequence + ", lastSequence=" + lastSequence + " are not a range");
        }
        if (size < 1 || size - 1 > lastSequence - firstSequence) {
            throw new IllegalArgumentException(
                    "size=" + size + " does not fit sequences " + firstSequence + ".." + lastSequence);
        }
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes=" + bytes + " must be positive");
        }
        if (maxTime.isBefore(minTime) || maxRecordedAtMillis < minRecordedAtMillis) {
            throw new IllegalArgumentException("minTime=" + minTime + ", maxTime=" + maxTime + ", minRecordedAtMillis="
                    + minRecordedAtMillis + ", maxRecordedAtMillis=" + maxRecordedAtMillis + " are not ranges");
        }
        this.firstSequence = firstSequence;
        this.lastSequence = lastSequence;
        this.size = size;
        this.bytes = bytes;
        this.minSeconds = minTime.getEpochSecond();
        this.minNanos = minTime.getNano();
        this.maxSeconds = maxTime.getEpochSecond();
        this.maxNanos = maxTime.getNano();
        this.minRecordedAtMillis = minRecordedAtMillis;
        this.maxRecordedAtMillis = maxRecordedAtMillis;
    }

    /**
     * Returns the description of a block with the given header.
     *
     * @param header the header
     * @return the description
     */
    public static StoredBlock of(BlockHeader header) {
        return new StoredBlock(
                header.firstSequence(),
                header.lastSequence(),
                header.size(),
                Math.toIntExact(header.blockBytes()),
                header.minTime(),
                header.maxTime(),
                header.minRecordedAtMillis(),
                header.maxRecordedAtMillis());
    }

    /**
     * Returns whether a header belongs to this block.
     *
     * @param header the header
     * @return whether all described values are equal
     */
    public boolean describes(BlockHeader header) {
        return firstSequence == header.firstSequence()
                && lastSequence == header.lastSequence()
                && size == header.size()
                && bytes == header.blockBytes()
                && minTime().equals(header.minTime())
                && maxTime().equals(header.maxTime())
                && minRecordedAtMillis == header.minRecordedAtMillis()
                && maxRecordedAtMillis == header.maxRecordedAtMillis();
    }

    /**
     * Returns the sequence of the first event, which identifies the block within a store.
     *
     * @return the least sequence
     */
    public long firstSequence() {
        return firstSequence;
    }

    /**
     * Returns the sequence of the last event.
     *
     * @return the greatest sequence
     */
    public long lastSequence() {
        return lastSequence;
    }

    /** {@return the number of events in the block, at least 1} */
    public int size() {
        return size;
    }

    /** {@return the number of bytes of the block, including its header} */
    public int bytes() {
        return bytes;
    }

    /**
     * Returns the earliest timestamp among the events of the block.
     *
     * @return the least timestamp
     */
    public Instant minTime() {
        return Instant.ofEpochSecond(minSeconds, minNanos);
    }

    /**
     * Returns the latest timestamp among the events of the block.
     *
     * @return the greatest timestamp
     */
    public Instant maxTime() {
        return Instant.ofEpochSecond(maxSeconds, maxNanos);
    }

    /**
     * Returns the time at which the first event was recorded, by the clock of the history.
     *
     * @return milliseconds since 1970
     */
    public long minRecordedAtMillis() {
        return minRecordedAtMillis;
    }

    /**
     * Returns the time at which the last event was recorded, by the clock of the history.
     *
     * @return milliseconds since 1970
     */
    public long maxRecordedAtMillis() {
        return maxRecordedAtMillis;
    }

    @Override
    public String toString() {
        return "StoredBlock[" + firstSequence + ".." + lastSequence + ", " + size + " events, " + bytes + " bytes]";
    }
}
