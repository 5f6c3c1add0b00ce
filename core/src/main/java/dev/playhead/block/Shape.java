package dev.playhead.block;

import dev.playhead.event.PlainData;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The structure that values have in common: nested maps and lists, and the keys of the maps in order. The values at the
 * leaves are in columns. Leaves are numbered in the order of the structure.
 */
final class Shape {
    static final int LEAF = 0;
    static final int MAP = 1;
    static final int LIST = 2;

    /** The maximum number of leaves of a shape; values with more leaves are stored as trees. */
    static final int MAX_LEAVES = 256;

    /** The maximum depth of a shape; deeper parts are stored as trees. */
    static final int MAX_LEVELS = 8;

    /** The shared leaves, by number. */
    private static final Shape[] LEAVES = leaves();

    /*
     * A cache of recently read shapes, indexed by hash. The shapes of an application's events recur in block after
     * block. A search of blocks that share their shapes takes half the time, because the shapes stay in the processor's
     * cache. A race may lose a shape, which is then built again.
     */
    private static final @Nullable Shape[] LATELY = new Shape[1 << 8];
    /** The maximum number of parts of a cached shape. */
    private static final int MAX_KEPT_KEYS = 64;

    private static final int MAX_KEPT_CHARS = 1_000;

    private final int kind;
    private final String[] keys;
    private final Shape[] parts;
    private final int leaf;
    private final int hash;

    private Shape(int kind, String[] keys, Shape[] parts, int leaf) {
        this.kind = kind;
        this.keys = keys;
        this.parts = parts;
        this.leaf = leaf;
        this.hash = hash(kind, keys, parts, leaf);
    }

    private static Shape[] leaves() {
        Shape[] leaves = new Shape[MAX_LEAVES];
        for (int leaf = 0; leaf < leaves.length; leaf++) {
            leaves[leaf] = new Shape(LEAF, new String[0], new Shape[0], leaf);
        }
        return leaves;
    }

    private static int hash(int kind, String[] keys, Shape[] parts, int leaf) {
        int hash = (kind * 31 + leaf) * 31 + Arrays.hashCode(keys);
        for (Shape part : parts) {
            hash = hash * 31 + part.hash;
        }
        return hash * 0x9E3779B9;
    }

    /** A counter of the leaves while shapes are read. */
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
            return LEAVES[leaf];
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
        return shared(source, kind, keys, parts);
    }

    /**
     * Returns the cached shape of these parts, or a new shape.
     *
     * @throws CorruptBlockException if keys are not distinct
     */
    private static Shape shared(ByteSource source, int kind, String[] keys, Shape[] parts) {
        int slot = hash(kind, keys, parts, -1) >>> 24;
        Shape known = LATELY[slot];
        // Parts are compared by identity, so comparing the parts takes no longer than reading them did.
        if (known != null
                && known.kind == kind
                && Arrays.equals(known.keys, keys)
                && Arrays.equals(known.parts, parts)) {
            return known;
        }
        Set<String> distinct = new HashSet<>(Arrays.asList(keys));
        if (distinct.size() < keys.length) {
            throw source.corrupt("keys", keys.length);
        }
        Shape made = new Shape(kind, keys, parts, -1);
        if (made.isKept()) {
            LATELY[slot] = made;
        }
        return made;
    }

    private boolean isKept() {
        int chars = 0;
        for (String key : keys) {
            chars += key.length();
        }
        return parts.length <= MAX_KEPT_KEYS && chars <= MAX_KEPT_CHARS;
    }

    boolean isLeaf() {
        return kind == LEAF;
    }

    boolean isMap() {
        return kind == MAP;
    }

    /** Returns the number of the column of this leaf. */
    int leaf() {
        return leaf;
    }

    /** Returns the part of a map under the given key, or null if there is none. */
    @Nullable
    Shape part(Object key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return parts[i];
            }
        }
        return null;
    }

    /** Returns the part of a list at the given position, or null if there is none. */
    @Nullable
    Shape part(int position) {
        return position >= 0 && position < parts.length ? parts[position] : null;
    }

    /** Returns the keys of a map. The array is shared and must not be modified. */
    String[] keys() {
        return keys;
    }

    /** Returns the part of a map or list with the given number, from 0. */
    Shape partAt(int number) {
        return parts[number];
    }

    /** Returns the value at the given row, composed of the values of all leaves of this shape. */
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
