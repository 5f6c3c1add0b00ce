package dev.playhead.storage;

import dev.playhead.block.Block;
import dev.playhead.block.ReferenceBlock;
import dev.playhead.block.SealedBlock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One block of a {@link CircularBuffer}, through its life: open, closed, sealed. Guarded by the buffer's lock. */
final class Slot {
    /** The references; null once they are sealed. */
    @Nullable
    RecordingBlock references;

    private @Nullable SealedBlock sealed;
    private int size = -1;
    private long bytes;
    private long lastRecordedAtMillis;
    /** Closed, and its sealing neither done nor failed nor given up. */
    boolean waiting;
    /** Evicted or cleared, so that sealing it would be of no use. */
    boolean gone;

    Slot(RecordingBlock references) {
        this.references = references;
    }

    boolean isOpen() {
        return size < 0;
    }

    /** Ends recording into it; returns the number of events. */
    int close() {
        RecordingBlock block = Objects.requireNonNull(references);
        size = block.close();
        bytes = block.bytes();
        lastRecordedAtMillis = block.lastRecordedAtMillis();
        return size;
    }

    /** Replaces the references; returns by how many bytes that changed the size. */
    long seal(SealedBlock block) {
        long sealedBytes = block.memoryBytes();
        long difference = sealedBytes - bytes;
        sealed = block;
        references = null;
        bytes = sealedBytes;
        return difference;
    }

    int size() {
        return isOpen() ? Objects.requireNonNull(references).size() : size;
    }

    long bytes() {
        return isOpen() ? Objects.requireNonNull(references).bytes() : bytes;
    }

    long lastRecordedAtMillis() {
        return lastRecordedAtMillis;
    }

    long sequence(int position) {
        return references != null
                ? references.sequence(position)
                : Objects.requireNonNull(sealed).sequence(position);
    }

    /** The block as it is now, of the given size. */
    Block block(int visible) {
        return sealed != null ? sealed : new ReferenceBlock(Objects.requireNonNull(references), visible);
    }
}
