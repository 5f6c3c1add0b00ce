package dev.playhead.block;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A holder of the index of some blocks, shared by all groups that consist of exactly these blocks.
 *
 * <p><b>Threading.</b> Safe for use by multiple threads. The index is immutable, and a thread that does not see it
 * builds it again, with an equal result.
 */
public final class SharedIndex {
    /** Reads the index of blocks from a store; returns null if the store has none. */
    private final Function<? super List<Block>, ? extends @Nullable EventIndex> stored;

    private @Nullable EventIndex index;
    private boolean asked;
    /** Whether the store was asked for the index. */
    private boolean read;
    /** Whether the index would take too much memory. Such an index is not built again. */
    private boolean refused;

    /** Creates a holder without an index. */
    public SharedIndex() {
        this(blocks -> null);
    }

    /**
     * Creates a holder without an index, which looks for the index in a store before it builds one.
     *
     * @param stored reads the index of exactly the given blocks from a store, or returns null; called without locks
     */
    public SharedIndex(Function<? super List<Block>, ? extends @Nullable EventIndex> stored) {
        this.stored = stored;
    }

    /**
     * Returns the memory usage of the index.
     *
     * @return the size in bytes; 0 if there is no index
     */
    public long memoryBytes() {
        EventIndex known = index;
        return known == null ? 0 : known.memoryBytes();
    }

    /**
     * Returns the index.
     *
     * @return the index; null if it is not built yet
     */
    public @Nullable EventIndex index() {
        return index;
    }

    @Nullable
    EventIndex wanted(List<Block> blocks) {
        if (index == null && !asked) {
            asked = true;
            return read(blocks);
        }
        return make(blocks);
    }

    private @Nullable EventIndex read(List<Block> blocks) {
        if (!read) {
            EventIndex found = stored.apply(blocks);
            if (found != null) { // otherwise another thread may have built it
                index = found;
            }
            read = true;
        }
        return index;
    }

    @Nullable
    EventIndex make(List<Block> blocks) {
        EventIndex known = index;
        if (known == null && !refused) {
            known = read(blocks);
        }
        if (known == null && !refused) {
            List<BlockHeader> headers = EventIndex.headersOf(blocks);
            if (headers == null) {
                return null;
            }
            known = EventIndex.of(headers);
            index = known;
            refused = known == null;
        }
        return known;
    }
}
