package dev.playhead.storage.spi;

/**
 * An index of consecutive blocks, encoded for storage. It can be rebuilt from these blocks, so no data is lost if the
 * index is lost.
 *
 * @param firstSequence the first sequence of the first block that the index covers
 * @param lastSequence the last sequence of the last block that the index covers
 * @param bytes the encoded index, see {@link dev.playhead.block.EventIndex#encode}; the array is not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EncodedIndex(long firstSequence, long lastSequence, byte[] bytes) {
    /**
     * Creates an encoded index.
     *
     * @param firstSequence the first sequence
     * @param lastSequence the last sequence
     * @param bytes the encoded index
     * @throws IllegalArgumentException if the sequences do not form a range
     */
    public EncodedIndex {
        if (firstSequence < 0 || lastSequence < firstSequence) {
            throw new IllegalArgumentException(
                    "firstSequence=" + firstSequence + ", lastSequence=" + lastSequence + " are not a range");
        }
    }
}
