package dev.playhead.block;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values at the leaves of all events of a block being written, with their kinds and notes. */
final class Leaves {
    /** The kind of a value that is not examined yet. */
    static final int UNKNOWN = -1;

    private @Nullable Object[] values = new Object[8192];
    private byte[] kinds = new byte[8192];
    /**
     * A note on each value, depending on its kind: a long, the bits of a double, or the pool entry of a string. After a
     * value is written to the heap, the note is the heap offset of the value.
     */
    private long[] notes = new long[8192];

    private int size;
    /**
     * The largest size at a truncation since the last clear. Slots between the current size and this size may still
     * hold values.
     */
    private int most;

    int size() {
        return size;
    }

    void add(@Nullable Object value) {
        int at = next();
        values[at] = value;
        kinds[at] = UNKNOWN;
    }

    /** Adds an unboxed number of a known kind. */
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

    /** Releases all values. */
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
