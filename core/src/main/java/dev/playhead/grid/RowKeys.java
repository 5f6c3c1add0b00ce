package dev.playhead.grid;

import org.jspecify.annotations.Nullable;

/**
 * Keys for rows in a new order. As many rows as possible keep their keys: the rows of a longest increasing subsequence.
 * These rows need not be copied. The other rows receive new keys before, between and after these keys.
 */
final class RowKeys {
    /** The maximum number of successive rows with new keys. It is so small that sums of keys do not overflow. */
    private static final int MOST_IN_A_RUN = 1 << 28;

    private final long[] keys;
    private final boolean[] kept;

    /**
     * Determines which rows keep their keys. {@code keys} has the keys of the rows in their new order, and {@code
     * given} specifies which rows have a key. The assignment of new keys modifies the array {@code keys}.
     */
    private RowKeys(long[] keys, boolean[] given) {
        this.keys = keys;
        this.kept = increasing(keys, given);
    }

    /**
     * Assigns a new key to each row that does not keep its key, and returns the given array. Returns null if no row can
     * keep its key, or if there is no room for the new keys.
     */
    static long @Nullable [] inOrder(long[] keys, boolean[] given) {
        RowKeys made = new RowKeys(keys, given);
        return made.fill() ? keys : null;
    }

    private static boolean[] increasing(long[] keys, boolean[] given) {
        int[] ends = new int[keys.length]; // [n - 1]: where the subsequence of n rows with the smallest last key ends
        int[] previous = new int[keys.length];
        int length = 0;
        for (int i = 0; i < keys.length; i++) {
            if (given[i]) {
                int at = length;
                if (length > 0 && keys[ends[length - 1]] > keys[i]) {
                    at = lengthBefore(keys, ends, length, keys[i]);
                }
                previous[i] = at == 0 ? -1 : ends[at - 1];
                ends[at] = i;
                length = Math.max(length, at + 1);
            }
        }
        boolean[] kept = new boolean[keys.length];
        for (int i = length == 0 ? -1 : ends[length - 1]; i >= 0; i = previous[i]) {
            kept[i] = true;
        }
        return kept;
    }

    private static int lengthBefore(long[] keys, int[] ends, int length, long key) {
        int low = 0;
        int high = length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[ends[middle]] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean fill() {
        int i = 0;
        while (i < keys.length) {
            int end = i;
            while (end < keys.length && !kept[end]) {
                end++;
            }
            if (end > i && !fill(i, end)) {
                return false;
            }
            i = end + 1;
        }
        return true;
    }

    /**
     * Assigns keys to a run of successive rows without keys. Rows with keys, or an end of the order, enclose the run.
     * Returns false if there is no room for the keys.
     */
    private boolean fill(int from, int end) {
        int count = end - from;
        if (count == keys.length || count > MOST_IN_A_RUN) {
            return false;
        }
        long low = from == 0 ? keys[end] - (count + 1) * Rows.GAP : keys[from - 1];
        long high = end == keys.length ? low + (count + 1) * Rows.GAP : keys[end];
        long step = (high - low) / (count + 1);
        if (step == 0 || low < -Rows.LIMIT || high > Rows.LIMIT) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            keys[from + i] = low + step * (i + 1);
        }
        return true;
    }
}
