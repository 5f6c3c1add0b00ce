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
 * One block of a {@link CircularBuffer} in each of its states: open, closed, sealed and, if there is a store, stored
 * and then released from memory. Guarded by the buffer's lock.
 */
final class Slot {
    /** The references to the events of the block; null if the block is sealed or only in the store. */
    @Nullable
    RecordingBlock references;

    private @Nullable SealedBlock sealed;
    private @Nullable StoredBlock stored;
    /** The block given to readers if it is only in the store. Only its readers hold a strong reference to it. */
    private @Nullable WeakReference<PagedBlock> lent;

    /** The part of the shared list that contains this block; null as long as no part contains it. */
    SharedBlocks.@Nullable Part part;

    private int size = -1;
    private long bytes;
    private long lastRecordedAtMillis;
    /** Whether the block is closed and waits to be sealed or is being sealed. */
    boolean waiting;
    /**
     * Whether the block is evicted: readers in this process do not see it. A commit stores it nevertheless, so that the
     * store has no gaps. If the commit that would store the block also drops it, the block is not stored.
     */
    boolean evicted;
    /**
     * Whether the block need not be sealed or stored: it is cleared, lost or quarantined, the store no longer has it,
     * or it is evicted from a buffer that writes no store.
     */
    boolean gone;

    Slot(RecordingBlock references) {
        this.references = references;
    }

    /** Creates a slot of a block that is only in the store. */
    Slot(StoredBlock stored) {
        this.stored = stored;
        this.size = stored.size();
        this.bytes = stored.bytes();
        this.lastRecordedAtMillis = stored.maxRecordedAtMillis();
    }

    /**
     * Creates a slot of a sealed block that is in memory. The store has no such block, but may have its events in a
     * tail.
     */
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

    /** Closes the block, so that no event can be appended, and returns its number of events. */
    int close() {
        RecordingBlock block = Objects.requireNonNull(references);
        size = block.close();
        bytes = block.bytes();
        lastRecordedAtMillis = block.lastRecordedAtMillis();
        return size;
    }

    /** Replaces the references with the sealed block. Returns the change in size, in bytes. */
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

    /** Marks the block as stored in the given form. */
    void store(SealedBlock block) {
        stored = StoredBlock.of(block.header());
    }

    /** Marks the block as no longer in the store. */
    void unstore() {
        stored = null;
    }

    @Nullable
    StoredBlock stored() {
        return stored;
    }

    /** Releases the block from memory. The block must be stored. */
    void page() {
        Objects.requireNonNull(stored);
        sealed = null;
        forgetShared();
    }

    /** Causes the next list of blocks to include the current form of this block. */
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

    /** Returns the number of bytes that a sealed or stored block takes in memory. References are counted separately. */
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
        if (position == 0 && stored != null) {
            return stored.firstSequence();
        }
        return stored != null && position == size - 1
                ? stored.lastSequence()
                : Objects.requireNonNull(sealed).sequence(position);
    }

    /** Returns the break before the block; null if there is none. The block must be in memory. */
    @Nullable
    RecordingBreak breakBefore() {
        return references != null
                ? references.breakBefore()
                : Objects.requireNonNull(sealed).header().recordingBreak().orElse(null);
    }

    long lastSequence() {
        return sequence(size - 1);
    }

    /**
     * Returns the current form of the block, with the given number of events. The cache is null if there is no store.
     */
    Block block(int visible, @Nullable BlockCache cache) {
        return sealed == null && references == null
                ? paged(Objects.requireNonNull(stored), Objects.requireNonNull(cache))
                : inMemory(visible);
    }

    /** Returns the current form of the block, with the given number of events. The block must be in memory. */
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

    /** Returns the paged block that readers may still hold; null if there is none. */
    @Nullable
    PagedBlock lent() {
        return lent == null ? null : lent.get();
    }
}
