package dev.playhead.grid;

import org.jspecify.annotations.Nullable;

/**
 * Rows by id: an immutable hash trie, whose nodes have up to 32 slots. Changing a row copies one node per level, three
 * levels for 10,000 rows, and shares the rest.
 *
 * <p>The trie is that of Phil Bagwell, "Ideal Hash Trees" (2001), kept canonical as in Steindorfer and Vinju,
 * "Optimizing Hash-Array Mapped Tries" (2015): its shape depends on which ids are in it, not on how they came there. So
 * two tables are compared slot by slot, and what they share is not looked at. It is here because the hash map of
 * pcollections is a binary tree of lists of entries: an edit of one of 10,000 rows took four times as long with it (0.9
 * µs, not 0.25 µs), and edits are what a grid's history is made of.
 *
 * <p>Ids whose hashes are wholly equal end in one node at the bottom, sorted by id and searched by halving, so that ids
 * chosen to collide cost time for copying but not for comparing.
 */
final class RowTable {
    static final RowTable EMPTY = new RowTable(0, new Object[0]);

    private static final int BITS = 5;
    /** Five bits a level use up a hash after the level of 30. */
    private static final int COLLISIONS = 35;

    /** Which of the 32 slots there are. Unused in a node of collisions. */
    private final int bitmap;
    /** A {@link Row} or a {@code RowTable} each. */
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

    /** The table with a row, in place of the one that had its id. */
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

    /** The table without a row; the same one if it is not there. */
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
            // A node below the root holds two rows or more: a single one belongs in its parent's slot.
            boolean single = rest.slots.length == 1 && rest.slots[0] instanceof Row;
            return replaced(i, single ? rest.slots[0] : rest);
        }
        return ((Row) slots[i]).id.equals(id) ? removed(bit, i) : this;
    }

    /** Whether both have the same rows, wherever those stand. What the two share is skipped. */
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

    /** The hashes of consecutive numbers differ in few bits: multiplying spreads them upwards, shifting downwards. */
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
