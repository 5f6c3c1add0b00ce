package dev.playhead.block;

import dev.playhead.event.PlainData;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The structure that values have in common: which maps and lists, with which keys in which order; the values at its
 * leaves lie in columns. Leaves are numbered in the order of the structure.
 */
final class Shape {
    static final int LEAF = 0;
    static final int MAP = 1;
    static final int LIST = 2;

    /** More leaves than this no shape has; what has more is kept as a tree. */
    static final int MAX_LEAVES = 256;

    /** How deep a shape goes; what is deeper is kept as a tree. */
    static final int MAX_LEVELS = 8;

    private final int kind;
    private final String[] keys;
    private final Shape[] parts;
    private final int leaf;

    private Shape(int kind, String[] keys, Shape[] parts, int leaf) {
        this.kind = kind;
        this.keys = keys;
        this.parts = parts;
        this.leaf = leaf;
    }

    /** Counts the leaves while shapes are read. */
    static final class Numbering {
        private int leaves;

        int leaves() {
            return leaves;
        }
    }

    static Shape read(ByteSource source, StringTable names, Numbering numbering) {
        return read(source, names, numbering, 0);
    }

    private static Shape read(ByteSource source, StringTable names, Numbering numbering, int level) {
        int token = source.upTo(4L * MAX_LEAVES + 3, "shape");
        int kind = token & 3;
        int count = token >> 2;
        if (kind == LEAF) {
            int leaf = numbering.leaves++;
            if (leaf >= MAX_LEAVES) {
                throw source.corrupt("leaves", leaf);
            }
            return new Shape(LEAF, new String[0], new Shape[0], leaf);
        }
        if (level > MAX_LEVELS || kind > LIST || count > source.remaining()) {
            throw source.corrupt("shape", token);
        }
        String[] keys = new String[kind == MAP ? count : 0];
        Shape[] parts = new Shape[count];
        for (int i = 0; i < count; i++) {
            if (kind == MAP) {
                keys[i] = names.get(source.upTo(names.size() - 1L, "name"));
            }
            parts[i] = read(source, names, numbering, level + 1);
        }
        Set<String> distinct = new HashSet<>(Arrays.asList(keys));
        if (distinct.size() < keys.length) {
            throw source.corrupt("keys", keys.length);
        }
        return new Shape(kind, keys, parts, -1);
    }

    boolean isLeaf() {
        return kind == LEAF;
    }

    boolean isMap() {
        return kind == MAP;
    }

    /** The column of a leaf. */
    int leaf() {
        return leaf;
    }

    /** The part under a key, or null. */
    @Nullable
    Shape part(Object key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return parts[i];
            }
        }
        return null;
    }

    /** The part at a position of a list, or null. */
    @Nullable
    Shape part(int position) {
        return position >= 0 && position < parts.length ? parts[position] : null;
    }

    /** The keys of a map. Shared, and not to be changed. */
    String[] keys() {
        return keys;
    }

    /** The part of a map or list by its number. */
    Shape partAt(int number) {
        return parts[number];
    }

    /** The value at a row. */
    @Nullable
    Object value(ValueColumn[] columns, int row, HeapReader heap) {
        if (kind == LEAF) {
            return columns[leaf].get(row, heap);
        }
        @Nullable Object[] values = new Object[parts.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = parts[i].value(columns, row, heap);
        }
        if (kind == MAP) {
            return PlainData.ofPlain(keys, values);
        }
        List<@Nullable Object> list = Arrays.asList(values);
        return PlainData.ofPlain(list);
    }
}
