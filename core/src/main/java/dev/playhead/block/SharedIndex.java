package dev.playhead.block;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A holder of the index of some blocks, shared by all groups that consist of exactly these blocks.
 *
 * <p><b>Threading.</b> Safe for use by multiple threads. The index is immutable, and a thread that does not see the
 * index reads or builds an equal index.
 */
public final class SharedIndex {
    /** Reads the index of blocks from a store; returns null if the store has none. */
    private final Function<? super List<Block>, ? extends @Nullable EventIndex> stored;

    private @Nullable EventIndex index;
    /** The index if it is beyond the memory budget. If it is reclaimed, it can be read or built again. */
    private @Nullable SoftReference<EventIndex> spare;

    private boolean beyondBudget;
    private boolean asked;
    /** Whether reading from the store returned no index of these blocks. */
    private boolean unstored;
    /**
     * Whether an attempt to build the index failed, because the index would take too much memory. There is no second
     * attempt.
     */
    private boolean refused;

    /** Creates a holder without an index. */
    public SharedIndex() {
        this(blocks -> null);
    }

    /**
     * Creates a holder without an index, which tries to read the index from a store before it builds the index.
     *
     * @param stored reads the index of exactly the given blocks from a store, or returns null; called without locks
     */
    public SharedIndex(Function<? super List<Block>, ? extends @Nullable EventIndex> stored) {
        this.stored = stored;
    }

    /**
     * Sets whether an index that is read or built from now on is beyond the memory budget. An index beyond the budget
     * is held by a soft reference only.
     *
     * @param beyond whether the index is beyond the budget
     */
    public void setBeyondBudget(boolean beyond) {
        beyondBudget = beyond;
    }

    /**
     * Returns the memory usage of the index.
     *
     * @return the size in bytes; 0 if there is no index, or if it is beyond the budget
     */
    public long memoryBytes() {
        EventIndex known = index;
        return known == null ? 0 : known.memoryBytes();
    }

    /** Returns the part of the memory budget that the index takes, or may take once it is built. */
    long budgetBytes(long maxBytes) {
        long now = memoryBytes();
        return now > 0 || beyondBudget ? now : maxBytes;
    }

    /**
     * Returns the index, if it is held.
     *
     * @return the index; null if it is neither read nor built yet, or no longer held
     */
    public @Nullable EventIndex index() {
        EventIndex known = index;
        SoftReference<EventIndex> other = spare;
        return known != null || other == null ? known : other.get();
    }

    private void hold(EventIndex found) {
        if (beyondBudget) {
            spare = new SoftReference<>(found);
        } else {
            index = found;
            spare = null;
        }
    }

    /**
     * Returns the index. If the index is neither held nor stored, the first call returns null, and later calls build
     * the index. Returns null if the index cannot be built.
     */
    @Nullable
    EventIndex wanted(List<Block> blocks) {
        EventIndex known = known(blocks);
        if (known == null && !asked) {
            asked = true;
            return null;
        }
        return known == null ? build(blocks) : known;
    }

    /** Returns the index, and reads or builds it if necessary. Returns null if the index cannot be built. */
    @Nullable
    EventIndex make(List<Block> blocks) {
        EventIndex known = known(blocks);
        return known == null ? build(blocks) : known;
    }

    private @Nullable EventIndex known(List<Block> blocks) {
        EventIndex known = index();
        if (known == null && !unstored && !refused) {
            known = stored.apply(blocks);
            unstored = known == null;
            if (known != null) {
                hold(known);
            }
        }
        return known;
    }

    private @Nullable EventIndex build(List<Block> blocks) {
        if (refused) {
            return null;
        }
        List<BlockHeader> headers = headersOf(blocks);
        if (headers == null) {
            return null;
        }
        EventIndex built = EventIndex.of(headers);
        refused = built == null;
        if (built != null) {
            hold(built);
        }
        return built;
    }

    /** Returns the headers of blocks, or null if some block has no header yet. */
    private static @Nullable List<BlockHeader> headersOf(List<Block> blocks) {
        List<BlockHeader> headers = new ArrayList<>(blocks.size());
        for (Block block : blocks) {
            BlockHeader header = block.knownHeader();
            if (header == null) {
                return null;
            }
            headers.add(header);
        }
        return headers;
    }
}
