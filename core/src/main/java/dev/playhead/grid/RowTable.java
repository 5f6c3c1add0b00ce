package dev.playhead.grid;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows by id: an immutable hash trie with up to 32 slots in each node, except in nodes of collisions (see below).
 * Changing a row copies one node per level (three nodes for 10,000 rows) and shares the rest.
 *
 * <p>The trie is that of Phil Bagwell, "Ideal Hash Trees" (2001), kept canonical as in Steindorfer and Vinju,
 * "Optimizing Hash-Array Mapped Tries" (2015): its shape depends on the ids in it, not on the order of insertion. So
 * two tables are compared slot by slot, and shared parts are skipped. This class exists because the hash map of
 * pcollections is a binary tree of lists of entries. With that map, an edit of one of 10,000 rows took four times as
 * long (0.9 µs instead of 0.25 µs), and a grid's history consists mainly of edits.
 *
 * <p>Ids with equal hashes share one node at the bottom, which is sorted by id and searched by bisection. So if ids are
 * chosen to collide, copying becomes slower, but searching hardly does.
 */
final class RowTable {
    static final RowTable EMPTY = new RowTable(0, new Object[0]);

    private static final int BITS = 5;
    private static final int WIDTH = 1 << BITS;
    /**
     * The shift at the level of the nodes of collisions. All ids in such a node have equal hashes. Each level uses five
     * bits of a hash, so the shift of 30 uses the last bits.
     */
    private static final int COLLISIONS = 35;

    /** The set of the slots that exist, with one bit for each of 32 slots; 0 if empty or in a node of collisions. */
    private final int bitmap;
    /** The slots, each a {@link Row} or a {@code RowTable}. */
    private final Object[] slots;

    private RowTable(int bitmap, Object[] slots) {
        this.bitmap = bitmap;
        this.slots = slots;
    }

    @Nullable
    Row get(String id) {
        RowTable node = this;
        int hash = hash(id);
        for (int shift = 0; shift < COLLISIONS; shift += BITS) {
            int bit = bit(hash, shift);
            if ((node.bitmap & bit) == 0) {
                return null;
            }
            Object slot = node.slots[node.slotOf(bit)];
            if (slot instanceof Row row) {
                return row.id.equals(id) ? row : null;
            }
            node = (RowTable) slot;
        }
        int i = node.search(id);
        return i < 0 ? null : (Row) node.slots[i];
    }

    /** Returns the table plus a row. This row replaces a row with the same id. */
    RowTable plus(Row row) {
        return plus(row, hash(row.id), 0);
    }

    private RowTable plus(Row row, int hash, int shift) {
        if (shift == COLLISIONS) {
            int i = search(row.id);
            return i < 0 ? inserted(0, -i - 1, row) : replaced(i, row);
        }
        int bit = bit(hash, shift);
        int i = slotOf(bit);
        if ((bitmap & bit) == 0) {
            return inserted(bit, i, row);
        }
        Object slot = slots[i];
        if (slot instanceof RowTable child) {
            return replaced(i, child.plus(row, hash, shift + BITS));
        }
        Row present = (Row) slot;
        if (present.id.equals(row.id)) {
            return replaced(i, row);
        }
        RowTable both = EMPTY.plus(present, hash(present.id), shift + BITS).plus(row, hash, shift + BITS);
        return replaced(i, both);
    }

    /** Returns the table without the row with the given id, or this table if it does not contain the row. */
    RowTable minus(String id) {
        return minus(id, hash(id), 0);
    }

    private RowTable minus(String id, int hash, int shift) {
        if (shift == COLLISIONS) {
            int i = search(id);
            return i < 0 ? this : removed(0, i);
        }
        int bit = bit(hash, shift);
        if ((bitmap & bit) == 0) {
            return this;
        }
        int i = slotOf(bit);
        if (slots[i] instanceof RowTable child) {
            RowTable rest = child.minus(id, hash, shift + BITS);
            if (rest == child) {
                return this;
            }
            // A node below the root has at least two rows. If only one row remains, the row moves to the slot of the
            // parent.
            boolean single = rest.slots.length == 1 && rest.slots[0] instanceof Row;
            return replaced(i, single ? rest.slots[0] : rest);
        }
        return ((Row) slots[i]).id.equals(id) ? removed(bit, i) : this;
    }

    /** Returns whether both tables have the same rows, regardless of the positions of the rows. Skips shared parts. */
    boolean sameAs(RowTable that) {
        if (this == that) {
            return true;
        }
        if (bitmap != that.bitmap || slots.length != that.slots.length) {
            return false;
        }
        for (int i = 0; i < slots.length; i++) {
            Object a = slots[i];
            Object b = that.slots[i];
            boolean same = a == b
                    || (a instanceof RowTable x && b instanceof RowTable y && x.sameAs(y))
                    || (a instanceof Row r && b instanceof Row s && r.sameAs(s));
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /**
     * Calls an action for each difference between two tables: a row that only one table has, or that is a different
     * object in each table. Skips shared parts.
     *
     * @param that the other table
     * @param difference called with the row of this table and the row of the other table; one of them is null if only
     *     one table has the row
     */
    void differences(RowTable that, BiConsumer<@Nullable Row, @Nullable Row> difference) {
        differences(this, that, difference);
    }

    @SuppressWarnings("ReferenceEquality") // the same object has not changed
    private static void differences(
            @Nullable Object a, @Nullable Object b, BiConsumer<@Nullable Row, @Nullable Row> difference) {
        if (a == b) {
            return;
        }
        if (a instanceof RowTable x && b instanceof RowTable y && !x.hasCollisions() && !y.hasCollisions()) {
            for (int bits = x.bitmap | y.bitmap; bits != 0; bits &= bits - 1) {
                int bit = bits & -bits;
                differences(x.slot(bit), y.slot(bit), difference);
            }
            return;
        }
        if (a instanceof Row x && !(b instanceof RowTable)) {
            differences(x, (Row) b, difference);
        } else if (b instanceof Row y && !(a instanceof RowTable)) {
            difference.accept(null, y);
        } else {
            unlike(a, b, difference);
        }
    }

    private static void differences(Row a, @Nullable Row b, BiConsumer<@Nullable Row, @Nullable Row> difference) {
        if (b == null || a.id.equals(b.id)) {
            difference.accept(a, b);
        } else {
            difference.accept(a, null);
            difference.accept(null, b);
        }
    }

    /**
     * Compares two slots or nodes of different kinds, such as a row and a table, or two nodes of collisions. Takes time
     * linear in the number of their rows.
     */
    @SuppressWarnings("ReferenceEquality")
    private static void unlike(
            @Nullable Object a, @Nullable Object b, BiConsumer<@Nullable Row, @Nullable Row> difference) {
        if (isNothing(a)) {
            forEach(b, row -> difference.accept(null, row));
            return;
        }
        Map<String, Row> there = new HashMap<>();
        forEach(b, row -> there.put(row.id, row));
        forEach(a, row -> {
            Row other = there.remove(row.id);
            if (other != row) {
                difference.accept(row, other);
            }
        });
        there.values().forEach(row -> difference.accept(null, row));
    }

    private static boolean isNothing(@Nullable Object slot) {
        return slot == null || (slot instanceof RowTable table && table.slots.length == 0);
    }

    private boolean hasCollisions() {
        return bitmap == 0;
    }

    private @Nullable Object slot(int bit) {
        return (bitmap & bit) == 0 ? null : slots[slotOf(bit)];
    }

    private static void forEach(@Nullable Object slot, Consumer<Row> action) {
        if (slot instanceof Row row) {
            action.accept(row);
        } else if (slot instanceof RowTable table) {
            for (Object inner : table.slots) {
                forEach(inner, action);
            }
        }
    }

    /**
     * Builds a table of rows at once.
     *
     * @throws Misfit if two rows have the same id
     */
    static RowTable of(List<Row> rows) {
        Row[] all = rows.toArray(new Row[0]);
        return all.length == 0 ? EMPTY : of(all, new Row[all.length], 0, all.length, 0);
    }

    /** Builds a table from a part of the array. Sorts this part of the array. */
    private static RowTable of(Row[] rows, Row[] scratch, int from, int to, int shift) {
        if (shift == COLLISIONS) {
            Row[] equal = Arrays.copyOfRange(rows, from, to);
            Arrays.sort(equal, Comparator.comparing(row -> row.id));
            for (int i = 1; i < equal.length; i++) {
                if (equal[i].id.equals(equal[i - 1].id)) {
                    throw Misfit.twice();
                }
            }
            return new RowTable(0, Arrays.copyOf(equal, equal.length, Object[].class));
        }
        int[] begins = sorted(rows, scratch, from, to, shift);
        int bits = 0;
        for (int value = 0; value < WIDTH; value++) {
            bits |= begins[value + 1] > begins[value] ? 1 << value : 0;
        }
        Object[] slots = new Object[Integer.bitCount(bits)];
        int slot = 0;
        for (int left = bits; left != 0; left &= left - 1) {
            int value = Integer.numberOfTrailingZeros(left);
            slots[slot++] = slot(rows, scratch, begins[value], begins[value + 1], shift);
        }
        return new RowTable(bits, slots);
    }

    private static Object slot(Row[] rows, Row[] scratch, int from, int to, int shift) {
        return to - from == 1 ? rows[from] : of(rows, scratch, from, to, shift + BITS);
    }

    /**
     * Sorts a part of the array by the bits of the hashes at a level. Returns, for each value of these bits, the index
     * at which its rows begin, and then the end of the part.
     */
    private static int[] sorted(Row[] rows, Row[] scratch, int from, int to, int shift) {
        int[] begins = new int[WIDTH + 1];
        for (int i = from; i < to; i++) {
            begins[valueAt(hash(rows[i].id), shift) + 1]++;
        }
        begins[0] = from;
        for (int value = 0; value < WIDTH; value++) {
            begins[value + 1] += begins[value];
        }
        int[] next = begins.clone();
        for (int i = from; i < to; i++) {
            scratch[next[valueAt(hash(rows[i].id), shift)]++] = rows[i];
        }
        System.arraycopy(scratch, from, rows, from, to - from);
        return begins;
    }

    private static int valueAt(int hash, int shift) {
        return (hash >>> shift) & (WIDTH - 1);
    }

    /**
     * Returns the table plus the given rows, which must have different ids. The given rows replace rows with the same
     * ids. Copies each changed node once, not for each row.
     */
    RowTable plusAll(Row[] rows) {
        return rows.length == 0 ? this : plusAll(rows, new Row[rows.length], 0, rows.length, 0);
    }

    private RowTable plusAll(Row[] rows, Row[] scratch, int from, int to, int shift) {
        if (slots.length == 0) {
            return of(rows, scratch, from, to, shift);
        }
        if (to - from == 1 || shift == COLLISIONS) {
            RowTable more = this;
            for (int i = from; i < to; i++) {
                more = more.plus(rows[i], hash(rows[i].id), shift);
            }
            return more;
        }
        int[] begins = sorted(rows, scratch, from, to, shift);
        int bits = bitmap;
        for (int value = 0; value < WIDTH; value++) {
            bits |= begins[value + 1] > begins[value] ? 1 << value : 0;
        }
        Object[] all = new Object[Integer.bitCount(bits)];
        int slot = 0;
        for (int left = bits; left != 0; left &= left - 1) {
            int value = Integer.numberOfTrailingZeros(left);
            Object present = slot(1 << value);
            int first = begins[value];
            int end = begins[value + 1];
            if (present == null) {
                all[slot] = slot(rows, scratch, first, end, shift);
            } else if (first == end) {
                all[slot] = present;
            } else if (present instanceof RowTable table) {
                all[slot] = table.plusAll(rows, scratch, first, end, shift + BITS);
            } else {
                all[slot] = beside((Row) present, rows, scratch, first, end, shift);
            }
            slot++;
        }
        return new RowTable(bits, all);
    }

    /**
     * Combines a present row with other rows for the same slot. Another row with the same id replaces the present row.
     */
    private static Object beside(Row present, Row[] rows, Row[] scratch, int from, int to, int shift) {
        boolean replaced = false;
        for (int i = from; i < to; i++) {
            replaced |= rows[i].id.equals(present.id);
        }
        if (replaced) {
            return slot(rows, scratch, from, to, shift);
        }
        return of(rows, scratch, from, to, shift + BITS).plus(present, hash(present.id), shift + BITS);
    }

    private RowTable replaced(int i, Object slot) {
        Object[] copy = slots.clone();
        copy[i] = slot;
        return new RowTable(bitmap, copy);
    }

    private RowTable inserted(int bit, int i, Row row) {
        Object[] copy = new Object[slots.length + 1];
        System.arraycopy(slots, 0, copy, 0, i);
        copy[i] = row;
        System.arraycopy(slots, i, copy, i + 1, slots.length - i);
        return new RowTable(bitmap | bit, copy);
    }

    private RowTable removed(int bit, int i) {
        Object[] copy = new Object[slots.length - 1];
        System.arraycopy(slots, 0, copy, 0, i);
        System.arraycopy(slots, i + 1, copy, i, copy.length - i);
        return new RowTable(bitmap & ~bit, copy);
    }

    private int slotOf(int bit) {
        return Integer.bitCount(bitmap & (bit - 1));
    }

    private static int bit(int hash, int shift) {
        return 1 << ((hash >>> shift) & 31);
    }

    /**
     * Returns the hash code of an id, with the bits spread. Without this, the hash codes of consecutive numbers would
     * differ only in a few bits. The multiplication spreads these bits upward, and the shift spreads them downward.
     */
    private static int hash(String id) {
        int hash = id.hashCode() * 0x9E3779B9;
        return hash ^ (hash >>> 16);
    }

    private int search(String id) {
        int low = 0;
        int high = slots.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = ((Row) slots[middle]).id.compareTo(id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }
}
