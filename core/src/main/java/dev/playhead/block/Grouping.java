package dev.playhead.block;

import dev.playhead.event.GridEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An assignment of events to groups, for a block that is being written. All events of a group have the same shape. If
 * enough events of a shape have the same type, these events form a separate group.
 *
 * <p>An event is assigned the most detailed shape that enough events share. The choices are the structure of the
 * event's payload and metadata down to {@value Shape#MAX_LEVELS} levels, only their top-level fields, or no structure.
 * The parts of an event below the leaves of its shape are stored as trees.
 */
final class Grouping {
    /**
     * The minimum number of events for a shape of more than the top-level fields. Such shapes of fewer events cost more
     * than they save.
     */
    private static final int WHOLE_FROM = 4;

    private static final int TOP_LEVEL_FROM = 2;

    private final int size;
    private final int[] groupOf;
    private final int[] leafStarts;
    private final List<ShapeUse> shapes = new ArrayList<>();
    /** The shape of each group. */
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
        // The shape without structure is walked first, so that it always exists as a fallback.
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

    /**
     * Marks events that are too irregular for a shape of {@value Shape#MAX_LEVELS} levels, or whose shape of these
     * levels is shared by too few events. Returns whether any event is marked.
     */
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

    /** Returns the group of an event. */
    int groupOf(int event) {
        return groupOf[event];
    }

    /** Copies the group of each event into an array. */
    void groups(long[] into) {
        for (int i = 0; i < size; i++) {
            into[i] = groupOf[i];
        }
    }

    /** Returns the index of the first leaf of an event. */
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

    /** Returns the events, group by group, in ascending order within each group. */
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
