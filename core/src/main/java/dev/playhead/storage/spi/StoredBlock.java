package dev.playhead.storage.spi;

import dev.playhead.block.BlockHeader;
import java.time.Instant;

/**
 * What is known of a stored block without reading it.
 *
 * <p><b>Threading.</b> Immutable. <b>Cost.</b> 80 bytes of memory, whatever is in the block.
 */
public final class StoredBlock {
    /** How much memory each of these takes. */
    public static final long HELD_BYTES = 80;

    // Instants would take another 48 bytes.
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
     * @param size how many events it has
     * @param bytes how many bytes it has
     * @param minTime the earliest timestamp
     * @param maxTime the latest timestamp
     * @param minRecordedAtMillis when the first event was recorded, in milliseconds since 1970
     * @param maxRecordedAtMillis when the last event was recorded, in milliseconds since 1970
     * @throws IllegalArgumentException if no block can be like that
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
                    "firstSequence=" + firstSequence + ", lastSequence=" + lastSequence + " are no range");
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
                    + minRecordedAtMillis + ", maxRecordedAtMillis=" + maxRecordedAtMillis + " are no ranges");
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
     * Describes a block by its header.
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
     * Whether a header is that of this block.
     *
     * @param header the header
     * @return whether all that is known is the same
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
     * The sequence of the first event, by which a store knows the block.
     *
     * @return the least sequence
     */
    public long firstSequence() {
        return firstSequence;
    }

    /**
     * The sequence of the last event.
     *
     * @return the greatest sequence
     */
    public long lastSequence() {
        return lastSequence;
    }

    /**
     * How many events the block has.
     *
     * @return the number, at least 1
     */
    public int size() {
        return size;
    }

    /**
     * How many bytes the block has, header and body.
     *
     * @return the number of bytes
     */
    public int bytes() {
        return bytes;
    }

    /**
     * The earliest timestamp, whichever event has it.
     *
     * @return the least timestamp
     */
    public Instant minTime() {
        return Instant.ofEpochSecond(minSeconds, minNanos);
    }

    /**
     * The latest timestamp, whichever event has it.
     *
     * @return the greatest timestamp
     */
    public Instant maxTime() {
        return Instant.ofEpochSecond(maxSeconds, maxNanos);
    }

    /**
     * When the first event was recorded, by the clock of the history.
     *
     * @return milliseconds since 1970
     */
    public long minRecordedAtMillis() {
        return minRecordedAtMillis;
    }

    /**
     * When the last event was recorded, by the clock of the history.
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
