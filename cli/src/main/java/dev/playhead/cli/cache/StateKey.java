package dev.playhead.cli.cache;

import dev.playhead.block.SealedBlock;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import dev.playhead.storage.spi.StoredBlock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A key for states that were folded from blocks of a store. It is derived from the position of the history, the missing
 * events, and the number that grows with each quarantined block. It is also derived from the descriptions of the blocks
 * from which the states were folded, and from the bytes of the first and the last of these blocks. If any of these data
 * change, the key changes, too.
 */
final class StateKey {
    private static final byte[] PURPOSE = "playhead folded states 1".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest digest = CacheFolder.sha256();
    private final ByteBuffer numbers = ByteBuffer.allocate(10 * Long.BYTES);

    private StateKey() {}

    /**
     * Derives the key for states that were folded from the blocks up to the sequence {@code upTo}.
     *
     * @param store the store that contains the blocks
     * @param position the position of the history
     * @param gaps the ranges of missing events
     * @param blocks the blocks; only blocks up to {@code upTo} are included in the key
     * @param upTo the sequence at which the last of the included blocks must end
     * @return the key; empty if no block ends at this sequence any more, or if the first or the last block cannot be
     *     read
     */
    static Optional<byte[]> of(
            EventStore store, HistoryPosition position, List<SequenceRange> gaps, List<StoredBlock> blocks, long upTo) {
        StateKey key = new StateKey();
        key.digest.update(PURPOSE);
        key.add(upTo, position.originSequence(), position.evictedEvents(), store.quarantined());
        for (SequenceRange gap : gaps) {
            if (gap.first() <= upTo) {
                key.add(gap.first(), gap.last());
            }
        }
        StoredBlock last = null;
        for (StoredBlock block : blocks) {
            if (block.lastSequence() > upTo) {
                break;
            }
            key.add(block);
            last = block;
        }
        if (last == null || last.lastSequence() != upTo) {
            return Optional.empty();
        }
        Optional<SealedBlock> first = store.block(blocks.get(0));
        Optional<SealedBlock> end = store.block(last);
        if (first.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        key.digest.update(first.get().bytes());
        key.digest.update(end.get().bytes());
        return Optional.of(key.digest.digest());
    }

    private void add(StoredBlock block) {
        add(
                block.firstSequence(),
                block.lastSequence(),
                block.size(),
                block.bytes(),
                block.minRecordedAtMillis(),
                block.maxRecordedAtMillis());
        add(block.minTime());
        add(block.maxTime());
    }

    private void add(Instant time) {
        add(time.getEpochSecond(), time.getNano());
    }

    private void add(long... some) {
        numbers.clear();
        for (long number : some) {
            numbers.putLong(number);
        }
        digest.update(numbers.flip());
    }
}
