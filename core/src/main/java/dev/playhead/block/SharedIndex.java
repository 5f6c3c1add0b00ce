package dev.playhead.block;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index of some blocks, for all groups that are made of just these.
 *
 * <p><b>Threading.</b> Safe for any number of threads: what is kept is immutable, and who misses it makes it once more.
 */
public final class SharedIndex {
    private @Nullable EventIndex index;
    private boolean asked;
    /** The index would take too much, so it is not tried again. */
    private boolean refused;

    /** A place without an index. */
    public SharedIndex() {}

    /**
     * Returns how much memory the index takes.
     *
     * @return how many bytes; 0 if there is none
     */
    public long memoryBytes() {
        EventIndex known = index;
        return known == null ? 0 : known.memoryBytes();
    }

    /**
     * Returns the index.
     *
     * @return the index; null before it is made
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
