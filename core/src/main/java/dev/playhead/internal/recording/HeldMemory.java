package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.ReferenceBlock;
import dev.playhead.block.SealedBlock;
import dev.playhead.internal.reflection.HeldBytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** A measurement of the memory that a buffer holds. */
final class HeldMemory {
    private HeldMemory() {}

    /**
     * Returns the number of bytes that a buffer holds. Linear in the number of blocks and in the number of events that
     * are not encoded yet. Events are measured outside the lock.
     */
    static long bytes(BufferState state, long cacheBytes) {
        List<RecordingBlock> references = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        Set<Block> waiting;
        long bytes = cacheBytes;
        synchronized (state.lock) {
            int inOpen = state.openEvents();
            for (int i = 0; i < state.ring.size(); i++) {
                Slot slot = state.ring.get(i);
                RecordingBlock block = slot.references;
                if (block == null) {
                    bytes += slot.heldBytes();
                } else {
                    references.add(block);
                    sizes.add(slot.isOpen() ? inOpen : slot.size());
                }
            }
            bytes += state.ring.heldBytes();
            waiting = Collections.newSetFromMap(new IdentityHashMap<>()); // a retired block may also be unstored
            waiting.addAll(state.retention.retired());
            waiting.addAll(state.ring.evictedUnstored());
        }
        HeldBytes account = new HeldBytes();
        for (int i = 0; i < references.size(); i++) {
            bytes += references.get(i).heldBytes(sizes.get(i), account);
        }
        for (Block block : waiting) {
            if (block instanceof ReferenceBlock events) {
                bytes += events.heldBytes(account::add);
            } else if (block instanceof SealedBlock sealed) {
                bytes += sealed.memoryBytes();
            }
        }
        return bytes;
    }
}
