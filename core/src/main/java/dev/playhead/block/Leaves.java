package dev.playhead.block;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values at the leaves of all events of a block being written, with what is found out about each. */
final class Leaves {
    /** The kind of a value that nobody looked at yet. */
    static final int UNKNOWN = -1;

    private @Nullable Object[] values = new Object[8192];
    private byte[] kinds = new byte[8192];
    /** A long, the bits of a double, the entry of a string in the pool; later where what went to the heap lies. */
    private long[] notes = new long[8192];

    private int size;
    /** The largest size since the last clearing: values beyond the size may still be held. */
    private int most;

    int size() {
        return size;
    }

    void add(@Nullable Object value) {
        int at = next();
        values[at] = value;
        kinds[at] = UNKNOWN;
    }

    /** Adds a number that is not boxed, of a kind that is known. */
    void addNumber(int kind, long bits) {
        int at = next();
        values[at] = null;
        kinds[at] = (byte) kind;
        notes[at] = bits;
    }

    private int next() {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
            kinds = Arrays.copyOf(kinds, size * 2);
            notes = Arrays.copyOf(notes, size * 2);
        }
        return size++;
    }

    void truncate(int toSize) {
        most = Math.max(most, size);
        size = toSize;
    }

    /** Lets go of all values. */
    void clear() {
        Arrays.fill(values, 0, Math.max(most, size), null);
        size = 0;
        most = 0;
    }

    @Nullable
    Object value(int at) {
        return values[at];
    }

    int kind(int at) {
        return kinds[at];
    }

    void setKind(int at, int kind) {
        kinds[at] = (byte) kind;
    }

    long note(int at) {
        return notes[at];
    }

    void setNote(int at, long note) {
        notes[at] = note;
    }
}
