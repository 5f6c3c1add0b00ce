package dev.playhead.block;

import java.util.Arrays;

/** A shape in the block being written, with the types of its events. */
final class ShapeUse {
    /** The minimum number of events of one type for a separate group; types with fewer events share a group. */
    private static final int OWN_GROUP_FROM = 6;

    private static final int NONE = -1;

    private final int id;
    private final ShapeTrie.State end;
    private final int leaves;
    private int[] types = new int[2];
    private int[] counts = new int[2];
    private int[] groups = new int[2];
    private int size;
    private int sharedGroup = NONE;

    ShapeUse(int id, ShapeTrie.State end) {
        this.id = id;
        this.end = end;
        this.leaves = ShapeTrie.leaves(end);
    }

    int id() {
        return id;
    }

    ShapeTrie.State end() {
        return end;
    }

    int leaves() {
        return leaves;
    }

    private int find(int type) {
        for (int i = 0; i < size; i++) {
            if (types[i] == type) {
                return i;
            }
        }
        return NONE;
    }

    void count(int type) {
        int at = find(type);
        if (at == NONE) {
            at = size++;
            if (at == types.length) {
                types = Arrays.copyOf(types, at * 2);
                counts = Arrays.copyOf(counts, at * 2);
                groups = Arrays.copyOf(groups, at * 2);
            }
            types[at] = type;
            counts[at] = 0;
            groups[at] = NONE;
        }
        counts[at]++;
    }

    /**
     * Returns the group of an event of the given type. If the event is the first of its group, the group is {@code
     * next}.
     */
    int group(int type, int next) {
        int at = find(type);
        if (counts[at] < OWN_GROUP_FROM) {
            sharedGroup = sharedGroup == NONE ? next : sharedGroup;
            return sharedGroup;
        }
        groups[at] = groups[at] == NONE ? next : groups[at];
        return groups[at];
    }
}
