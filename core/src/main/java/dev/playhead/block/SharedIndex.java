package dev.playhead.block;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A holder of the index of some blocks, shared by all groups that consist of exactly these blocks.
 *
 * <p><b>Threading.</b> Safe for use by multiple threads. The index is immutable, and a thread that does not see it
 * builds it again, with an equal result.
 */
public final class SharedIndex {
    private @Nullable EventIndex index;
    private boolean asked;
    /** Whether the index would take too much memory, so that it is not built again. */
    private boolean refused;

    /** Creates a holder without an index. */
    public SharedIndex() {}

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
            return null;
        }
        return make(blocks);
    }

    @Nullable
    EventIndex make(List<Block> blocks) {
        EventIndex known = index;
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
