package dev.playhead.block;

import java.util.Arrays;

/**
 * A set of the upper halves of hashes, with a limited number of elements. A set that would exceed the limit, or in
 * which an element takes too long to find, becomes the set of all hashes.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
final class HashSet32 {
    private static final int FIRST_SLOTS = 1 << 8;

    /**
     * The maximum number of occupied slots that are skipped to find an element. Only hashes that were chosen to collide
     * require more.
     */
    private static final int MAX_PROBES = 1 << 10;

    /** The maximum number of slots that are kept when the set is cleared. */
    private static final int MAX_KEPT_SLOTS = 1 << 14;

    private static final int[] NONE = {};

    private final int most;
    /** A hash table with open addressing, at most half full. Zero is a free slot. */
    private int[] slots = NONE;

    private int size;
    private boolean all;

    /**
     * Creates an empty set.
     *
     * @param most the maximum number of elements, below 2^29
     */
    HashSet32(int most) {
        this.most = most;
    }

    /** Returns the element that represents a hash. An element is never 0. */
    static int element(long hash) {
        int upper = (int) (hash >>> Integer.SIZE);
        return upper == 0 ? 1 : upper;
    }

    void add(long hash) {
        if (!all) {
            add(element(hash));
        }
    }

    private void add(int element) {
        if (size * 2 >= slots.length) {
            grow();
            if (all) {
                return;
            }
        }
        int mask = slots.length - 1;
        int slot = element & mask; // the finalizer of the hash has mixed all bits
        for (int probes = 0; slots[slot] != 0; probes++) {
            if (slots[slot] == element) {
                return;
            }
            if (probes == MAX_PROBES) {
                setAll();
                return;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = element;
        if (++size > most) {
            setAll();
        }
    }

    private void grow() {
        int[] before = slots;
        slots = new int[Math.max(FIRST_SLOTS, before.length * 2)];
        size = 0;
        for (int element : before) {
            if (element != 0 && !all) {
                add(element);
            }
        }
    }

    void addAll(HashSet32 other) {
        if (other.all) {
            setAll();
        }
        for (int i = 0; i < other.slots.length && !all; i++) {
            if (other.slots[i] != 0) {
                add(other.slots[i]);
            }
        }
    }

    private void setAll() {
        all = true;
        size = 0;
        slots = NONE;
    }

    void clear() {
        all = false;
        size = 0;
        if (slots.length > MAX_KEPT_SLOTS) {
            slots = NONE;
        } else {
            Arrays.fill(slots, 0);
        }
    }

    /** Returns whether this is the set of all hashes. */
    boolean isAll() {
        return all;
    }

    int size() {
        return size;
    }

    /** Returns the elements in ascending order as unsigned numbers. Must not be called on the set of all hashes. */
    int[] sorted() {
        int[] sorted = new int[size];
        int next = 0;
        for (int element : slots) {
            if (element != 0) {
                sorted[next++] = element ^ Integer.MIN_VALUE;
            }
        }
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] ^= Integer.MIN_VALUE;
        }
        return sorted;
    }

    long memoryBytes() {
        return 32 + (slots == NONE ? 0 : Memory.array(slots.length, Integer.BYTES));
    }
}
