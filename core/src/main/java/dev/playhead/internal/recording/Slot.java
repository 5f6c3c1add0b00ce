package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.ReferenceBlock;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.RecordingBreak;
import dev.playhead.storage.spi.StoredBlock;
import java.lang.ref.WeakReference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One block of a {@link CircularBuffer}, through its life: open, closed, sealed, and where there is a store, stored and let
 * go of by the memory. Guarded by the buffer's lock.
 */
final class Slot {
    /** The references; null once they are sealed. */
    @Nullable
    RecordingBlock references;

    private @Nullable SealedBlock sealed;
    private @Nullable StoredBlock stored;
    /** What readers were given of a block that only the store has. They hold it; nobody else does. */
    private @Nullable WeakReference<PagedBlock> lent;

    /** The part of the shared list of blocks that has this one; null before it is in any. */
    SharedBlocks.@Nullable Part part;

    private int size = -1;
    private long bytes;
    private long lastRecordedAtMillis;
    /** Closed, and its sealing neither done nor failed nor given up. */
    boolean waiting;
    /** Evicted: no reader of this process sees it. It is stored all the same, so that the store has no holes. */
    boolean evicted;
    /** Cleared, lost or set aside, so that sealing or storing it would be of no use. */
    boolean gone;

    Slot(RecordingBlock references) {
        this.references = references;
    }

    /** A block that only the store has. */
    Slot(StoredBlock stored) {
        this.stored = stored;
        this.size = stored.size();
        this.bytes = stored.bytes();
        this.lastRecordedAtMillis = stored.maxRecordedAtMillis();
    }

    /** A block that only the memory has. */
    Slot(SealedBlock sealed) {
        this.sealed = sealed;
        this.size = sealed.size();
        this.bytes = sealed.memoryBytes();
        this.lastRecordedAtMillis = sealed.header().maxRecordedAtMillis();
    }

    boolean isOpen() {
        return size < 0;
    }

    boolean isStored() {
        return stored != null;
    }

    boolean isPaged() {
        return stored != null && sealed == null;
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
        forgetShared();
        return difference;
    }

    @Nullable
    SealedBlock sealed() {
        return sealed;
    }

    /** Notes that the store has it now, as the given block. */
    void store(SealedBlock block) {
        stored = StoredBlock.of(block.header());
    }

    /** The store has lost it. */
    void unstore() {
        stored = null;
    }

    @Nullable
    StoredBlock stored() {
        return stored;
    }

    /** Leaves it to the store. */
    void page() {
        Objects.requireNonNull(stored);
        sealed = null;
        forgetShared();
    }

    /** Lets the next list of blocks have this one as it is now. */
    void forgetShared() {
        if (part != null) {
            part.forget();
        }
    }

    int size() {
        return isOpen() ? Objects.requireNonNull(references).size() : size;
    }

    long bytes() {
        return isOpen() ? Objects.requireNonNull(references).bytes() : bytes;
    }

    /** How much memory a sealed or stored block takes; the references of others are counted by themselves. */
    long heldBytes() {
        return (sealed == null ? 0 : sealed.memoryBytes()) + (stored == null ? 0 : StoredBlock.HELD_BYTES);
    }

    long lastRecordedAtMillis() {
        return isOpen() ? Objects.requireNonNull(references).lastRecordedAtMillis() : lastRecordedAtMillis;
    }

    long sequence(int position) {
        if (references != null) {
            return references.sequence(position);
        }
        if (position == 0) {
            return stored != null
                    ? stored.firstSequence()
                    : Objects.requireNonNull(sealed).header().firstSequence();
        }
        if (position == size - 1) {
            return stored != null
                    ? stored.lastSequence()
                    : Objects.requireNonNull(sealed).header().lastSequence();
        }
        return Objects.requireNonNull(sealed).sequence(position);
    }

    /** The break in front of a block that memory has; null if there is none. */
    @Nullable
    RecordingBreak breakBefore() {
        return references != null
                ? references.breakBefore()
                : Objects.requireNonNull(sealed).header().recordingBreak().orElse(null);
    }

    long lastSequence() {
        return sequence(size - 1);
    }

    /** The block as it is now, of the given size; the cache is that of the store, if there is one. */
    Block block(int visible, @Nullable BlockCache cache) {
        return sealed == null && references == null
                ? paged(Objects.requireNonNull(stored), Objects.requireNonNull(cache))
                : inMemory(visible);
    }

    /** The block as it is now, of the given size, which memory has. */
    Block inMemory(int visible) {
        return sealed != null ? sealed : new ReferenceBlock(Objects.requireNonNull(references), visible);
    }

    private PagedBlock paged(StoredBlock inStore, BlockCache cache) {
        PagedBlock paged = lent();
        if (paged == null) {
            paged = new PagedBlock(inStore, cache);
            lent = new WeakReference<>(paged);
        }
        return paged;
    }

    /** What readers may still hold of a paged block. */
    @Nullable
    PagedBlock lent() {
        return lent == null ? null : lent.get();
    }
}
