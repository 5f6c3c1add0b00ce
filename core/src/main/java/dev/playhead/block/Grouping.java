package dev.playhead.block;

import dev.playhead.event.GridEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the events of a block being written into groups of one shape, and where they are many, one type.
 *
 * <p>An event has the shape that tells most among those that enough events share: the whole structure of its payload and
 * metadata, else their fields on the top level, else nothing at all; what a shape does not tell is a tree at a leaf.
 */
final class Grouping {
    /** Shapes of fewer events cost more than they save. */
    private static final int WHOLE_FROM = 4;

    private static final int TOP_LEVEL_FROM = 2;

    private final int size;
    private final int[] groupOf;
    private final int[] leafStarts;
    private final List<ShapeUse> shapes = new ArrayList<>();
    /** By group. */
    private ShapeUse[] shapeOf = new ShapeUse[16];

    private int[] rows = new int[16];
    private int groups;

    private Grouping(int size) {
        this.size = size;
        this.groupOf = new int[size];
        this.leafStarts = new int[size];
    }

    static Grouping of(GridEvent[] events, int size, int[] types, Leaves leaves) {
        Grouping grouping = new Grouping(size);
        ShapeTrie.@Nullable State[] ends = grouping.shapes(events, new ShapeTrie(leaves), leaves);
        grouping.group(ends, types);
        return grouping;
    }

    private ShapeTrie.@Nullable State[] shapes(GridEvent[] events, ShapeTrie trie, Leaves leaves) {
        ShapeTrie.@Nullable State[] ends = new ShapeTrie.State[size];
        // Walked first, so that it is always there to fall back on.
        ShapeTrie.State nothing = trie.walk(null, java.util.Map.of(), 0);
        leaves.truncate(0);
        for (int i = 0; i < size; i++) {
            leafStarts[i] = leaves.size();
            ends[i] = count(trie.walk(events[i].payload(), events[i].metadata(), Shape.MAX_LEVELS));
        }
        boolean[] rare = new boolean[size];
        if (findRare(ends, rare)) {
            walkTopLevel(events, trie, leaves, ends, rare);
            leaveOut(events, leaves, ends, rare, nothing);
        }
        return ends;
    }

    /** Finds events whose whole shape too few others have; tells whether there are any. */
    private boolean findRare(ShapeTrie.@Nullable State[] ends, boolean[] rare) {
        boolean found = false;
        for (int i = 0; i < size; i++) {
            ShapeTrie.State end = ends[i];
            rare[i] = end == null || end.events() < WHOLE_FROM;
            found |= rare[i];
        }
        return found;
    }

    private void walkTopLevel(
            GridEvent[] events, ShapeTrie trie, Leaves leaves, ShapeTrie.@Nullable State[] ends, boolean[] rare) {
        for (int i = 0; i < size; i++) {
            ShapeTrie.State end = ends[i];
            if (rare[i]) {
                if (end != null) {
                    end.uncountEvent();
                }
                leafStarts[i] = leaves.size();
                ends[i] = count(trie.walk(events[i].payload(), events[i].metadata(), 1));
            }
        }
    }

    private void leaveOut(
            GridEvent[] events,
            Leaves leaves,
            ShapeTrie.@Nullable State[] ends,
            boolean[] rare,
            ShapeTrie.@Nullable State nothing) {
        for (int i = 0; i < size; i++) {
            ShapeTrie.State end = ends[i];
            if (rare[i] && (end == null || end.events() < TOP_LEVEL_FROM)) {
                leafStarts[i] = leaves.size();
                leaves.add(events[i].payload());
                leaves.add(events[i].metadata());
                ends[i] = nothing;
            }
        }
    }

    private static ShapeTrie.@Nullable State count(ShapeTrie.@Nullable State end) {
        if (end != null) {
            end.countEvent();
        }
        return end;
    }

    private void group(ShapeTrie.@Nullable State[] ends, int[] types) {
        ShapeUse[] uses = new ShapeUse[size];
        for (int i = 0; i < size; i++) {
            ShapeTrie.State end = java.util.Objects.requireNonNull(ends[i]);
            ShapeUse use = end.use;
            if (use == null) {
                use = new ShapeUse(shapes.size(), end);
                end.use = use;
                shapes.add(use);
            }
            use.count(types[i]);
            uses[i] = use;
        }
        for (int i = 0; i < size; i++) {
            int group = uses[i].group(types[i], groups);
            if (group == groups) {
                if (group == rows.length) {
                    rows = Arrays.copyOf(rows, group * 2);
                    shapeOf = Arrays.copyOf(shapeOf, group * 2);
                }
                shapeOf[groups++] = uses[i];
            }
            groupOf[i] = group;
            rows[group]++;
        }
    }

    int groups() {
        return groups;
    }

    /** The group of an event. */
    int groupOf(int event) {
        return groupOf[event];
    }

    /** The group of each event. */
    void groups(long[] into) {
        for (int i = 0; i < size; i++) {
            into[i] = groupOf[i];
        }
    }

    /** Where the leaves of an event begin. */
    int leafStart(int event) {
        return leafStarts[event];
    }

    List<ShapeUse> shapes() {
        return shapes;
    }

    ShapeUse shapeOf(int group) {
        return shapeOf[group];
    }

    int rows(int group) {
        return rows[group];
    }

    /** The events, group after group, in order within each. */
    int[] byGroup() {
        int[] next = new int[groups];
        for (int group = 1; group < groups; group++) {
            next[group] = next[group - 1] + rows[group - 1];
        }
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[next[groupOf[i]]++] = i;
        }
        return order;
    }
}
