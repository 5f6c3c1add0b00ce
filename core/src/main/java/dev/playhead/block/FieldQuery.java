package dev.playhead.block;

import dev.playhead.event.PlainData;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A search in one group for the rows whose payload or metadata has given values. The search compares columns where
 * possible. A search for equal values builds lists and maps only if the path leads into a value that is stored as a
 * {@link Tree}, or if a field is compared with a list or map. A search with a predicate builds the value of each row.
 */
final class FieldQuery {
    private final BlockBody.Content group;
    private final HeapReader heap;

    FieldQuery(BlockBody.Content group, HeapReader heap) {
        this.group = group;
        this.heap = heap;
    }

    /** Returns the rows whose payload has a given value at a given path; null stands for no rows. */
    long @Nullable [] equal(List<String> path, @Nullable Object value) {
        return equal(group.payload, path, value);
    }

    /** Returns the rows whose metadata has a given value at a given path; null stands for no rows. */
    long @Nullable [] equalInMetadata(List<String> path, @Nullable Object value) {
        return equal(group.metadata, path, value);
    }

    /**
     * Returns the rows whose metadata has an entry with a given key and a value that matches; null stands for no rows.
     */
    long @Nullable [] matchingInMetadata(String key, Predicate<? super @Nullable Object> predicate) {
        Shape metadata = group.metadata;
        Shape part = metadata.isMap() ? metadata.part(key) : metadata;
        if (part == null) {
            return null;
        }
        long[] rows = BitPacking.newSet(group.rows);
        for (int row = 0; row < group.rows; row++) {
            Object value = part.value(group.columns, row, heap);
            boolean isPresent = true;
            if (!metadata.isMap()) {
                isPresent = value instanceof Map<?, ?> map && map.containsKey(key);
                value = value instanceof Map<?, ?> map ? map.get(key) : null;
            }
            if (isPresent && predicate.test(value)) {
                BitPacking.add(rows, row);
            }
        }
        return rows;
    }

    private long @Nullable [] equal(Shape root, List<String> path, @Nullable Object value) {
        Shape at = root;
        for (int i = 0; i < path.size(); i++) {
            if (at.isLeaf()) {
                return equalInTrees(at, path.subList(i, path.size()), value);
            }
            Shape part = at.isMap() ? at.part(path.get(i)) : at.part(listPosition(path.get(i)));
            if (part == null) {
                return null;
            }
            at = part;
        }
        return equal(at, value);
    }

    private long @Nullable [] equal(Shape at, @Nullable Object value) {
        long[] rows = BitPacking.newSet(group.rows);
        if (at.isLeaf()) {
            group.columns[at.leaf()].equalTo(value, rows, heap);
            return rows;
        }
        if (at.isMap() ? !(value instanceof Map<?, ?>) : !(value instanceof List<?>)) {
            return null;
        }
        for (int row = 0; row < group.rows; row++) {
            if (PlainData.equal(at.value(group.columns, row, heap), value)) {
                BitPacking.add(rows, row);
            }
        }
        return rows;
    }

    private long[] equalInTrees(Shape leaf, List<String> path, @Nullable Object value) {
        long[] rows = BitPacking.newSet(group.rows);
        ValueColumn column = group.columns[leaf.leaf()];
        long[] composites = BitPacking.newSet(group.rows);
        column.composites(composites);
        for (int row = 0; row < group.rows; row++) {
            if (BitPacking.contains(composites, row) && equalInside(column.get(row, heap), path, value)) {
                BitPacking.add(rows, row);
            }
        }
        return rows;
    }

    private static boolean equalInside(@Nullable Object tree, List<String> path, @Nullable Object value) {
        Object at = tree;
        for (String key : path) {
            if (at instanceof Map<?, ?> map && map.containsKey(key)) {
                at = map.get(key);
            } else if (at instanceof List<?> list && listPosition(key) >= 0 && listPosition(key) < list.size()) {
                at = list.get(listPosition(key));
            } else {
                return false;
            }
        }
        return PlainData.equal(at, value);
    }

    /** Returns the list index that a key denotes, or -1. */
    static int listPosition(String key) {
        if (key.isEmpty() || key.length() > 9 || (key.length() > 1 && key.charAt(0) == '0')) {
            return -1;
        }
        int position = 0;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            position = position * 10 + c - '0';
        }
        return position;
    }

    /** Returns the rows whose payload contains all fields of a partial map; null stands for no rows. */
    long @Nullable [] contain(Map<?, ?> partial) {
        return mayContain(group.payload, partial) ? contain(group.payload, partial) : null;
    }

    /**
     * Returns whether values of the given shape may have all keys of the given partial map. This check reads no column.
     */
    private static boolean mayContain(Shape at, Map<?, ?> partial) {
        if (at.isLeaf()) {
            return true;
        }
        for (Map.Entry<?, ?> field : partial.entrySet()) {
            Shape part = part(at, field.getKey());
            if (part == null || (field.getValue() instanceof Map<?, ?> nested && !mayContain(part, nested))) {
                return false;
            }
        }
        return at.isMap();
    }

    private static @Nullable Shape part(Shape at, @Nullable Object key) {
        return at.isMap() && key instanceof String name ? at.part(name) : null;
    }

    private long @Nullable [] contain(Shape at, Map<?, ?> partial) {
        if (at.isLeaf()) {
            return containInTrees(at, partial);
        }
        long[] rows = BitPacking.all(group.rows);
        for (Map.Entry<?, ?> field : partial.entrySet()) {
            Shape part = part(at, field.getKey());
            if (part == null) {
                return null;
            }
            long[] same = field.getValue() instanceof Map<?, ?> nested
                    ? contain(part, nested)
                    : equal(part, field.getValue());
            if (same == null) {
                return null;
            }
            for (int i = 0; i < rows.length; i++) {
                rows[i] &= same[i];
            }
        }
        return rows;
    }

    private long[] containInTrees(Shape leaf, Map<?, ?> partial) {
        long[] rows = BitPacking.newSet(group.rows);
        ValueColumn column = group.columns[leaf.leaf()];
        long[] composites = BitPacking.newSet(group.rows);
        column.composites(composites);
        for (int row = 0; row < group.rows; row++) {
            if (BitPacking.contains(composites, row) && PlainData.contains(column.get(row, heap), partial)) {
                BitPacking.add(rows, row);
            }
        }
        return rows;
    }
}
