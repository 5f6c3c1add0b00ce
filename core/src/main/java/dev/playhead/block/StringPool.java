package dev.playhead.block;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The distinct strings of a block being written. Each string has a number, called its entry, in order of first
 * appearance, and a count of its occurrences.
 */
final class StringPool {
    /**
     * The maximum number of probes for a string. Without a limit, an attacker could choose strings that collide and so
     * make each lookup slow. If all probed slots are taken, the string is added to {@link #crowded}.
     */
    private static final int MAX_PROBES = 64;

    private static final int MAX_KEPT_SLOTS = 1 << 16;

    private String[] strings = new String[256];
    private int[] counts = new int[256];
    private int[] ids = new int[256];
    private long[] offsets = new long[256];
    private long[] numbers = new long[256];
    private boolean[] inTrees = new boolean[256];
    /**
     * A hash table. Each slot has an entry plus one, or 0 if the slot is free. The size of the table is a
     * power of two, and it is at most half full.
     */
    private int[] slots = new int[1024];

    /**
     * The strings that did not fit into the table. Unlike the table, this map stays fast even for strings with equal
     * hashes.
     */
    private final Map<String, Integer> crowded = new HashMap<>();

    private int size;

    /** Removes all strings. */
    void clear() {
        if (slots.length > MAX_KEPT_SLOTS) {
            slots = new int[1024];
            resize(256);
        }
        Arrays.fill(strings, 0, Math.min(size, strings.length), "");
        Arrays.fill(slots, 0);
        crowded.clear();
        size = 0;
    }

    int size() {
        return size;
    }

    /** Counts a string, and returns its entry. */
    int add(String string) {
        int entry = entryOf(string);
        if (entry < 0) {
            entry = size++;
            if (entry == strings.length) {
                resize(strings.length * 2);
            }
            strings[entry] = string;
            counts[entry] = 0;
            ids[entry] = -1;
            offsets[entry] = -1;
            inTrees[entry] = false;
            if (size * 2 > slots.length) {
                rehash();
            } else {
                insert(entry);
            }
        }
        counts[entry]++;
        return entry;
    }

    /** Counts a string that occurs in a tree. */
    void addInTree(String string) {
        // The call may replace the array inTrees, so it must precede the access to the array.
        int entry = add(string);
        inTrees[entry] = true;
    }

    boolean isInTree(int entry) {
        return inTrees[entry];
    }

    /** Returns the entry of a string, or -1 if it was not added. */
    int entryOf(String string) {
        int mask = slots.length - 1;
        int first = firstSlot(string, mask);
        for (int i = 0; i < MAX_PROBES; i++) {
            int entry = slots[(first + i) & mask] - 1;
            if (entry < 0 || strings[entry].equals(string)) {
                return entry;
            }
        }
        return crowded.getOrDefault(string, -1);
    }

    private void insert(int entry) {
        int mask = slots.length - 1;
        int first = firstSlot(strings[entry], mask);
        for (int i = 0; i < MAX_PROBES; i++) {
            int slot = (first + i) & mask;
            if (slots[slot] == 0) {
                slots[slot] = entry + 1;
                return;
            }
        }
        crowded.put(strings[entry], entry);
    }

    private static int firstSlot(String string, int mask) {
        int hash = string.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & mask;
    }

    private void resize(int capacity) {
        strings = Arrays.copyOf(strings, capacity);
        counts = Arrays.copyOf(counts, capacity);
        ids = Arrays.copyOf(ids, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        numbers = Arrays.copyOf(numbers, capacity);
        inTrees = Arrays.copyOf(inTrees, capacity);
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        crowded.clear();
        for (int entry = 0; entry < size; entry++) {
            insert(entry);
        }
    }

    String string(int entry) {
        return strings[entry];
    }

    int count(int entry) {
        return counts[entry];
    }

    /** Marks a string for the dictionary. */
    void index(int entry) {
        ids[entry] = 0;
    }

    boolean isIndexed(int entry) {
        return ids[entry] >= 0;
    }

    /** Returns the index of a string in the sorted dictionary. Valid after {@link #sortIndexed}. */
    int id(int entry) {
        return ids[entry];
    }

    /**
     * Returns the heap offset by which further occurrences of a string refer to the string, or -1 if there is none yet.
     */
    long offset(int entry) {
        return offsets[entry];
    }

    void setOffset(int entry, long offset) {
        offsets[entry] = offset;
    }

    /** Returns the number at the end of a string. Valid after {@link #setNumber}. */
    long number(int entry) {
        return numbers[entry];
    }

    void setNumber(int entry, long number) {
        numbers[entry] = number;
    }

    /** Returns the strings marked for the dictionary, sorted, and assigns their ids. */
    String[] sortIndexed() {
        int count = 0;
        for (int entry = 0; entry < size; entry++) {
            count += ids[entry] >= 0 ? 1 : 0;
        }
        String[] sorted = new String[count];
        int next = 0;
        for (int entry = 0; entry < size; entry++) {
            if (ids[entry] >= 0) {
                sorted[next++] = strings[entry];
            }
        }
        Arrays.sort(sorted);
        for (int id = 0; id < count; id++) {
            ids[entryOf(sorted[id])] = id;
        }
        return sorted;
    }
}
