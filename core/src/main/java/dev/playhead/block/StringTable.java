package dev.playhead.block;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A table of sorted distinct strings with front coding: each string is stored as the length of the prefix that it
 * shares with the previous string, and the rest. Every {@link #GROUP}th string is stored in full, so that reading a
 * string decodes only the strings of its group.
 *
 * <p>Strings are built on first access and then shared. Two threads may both build a string, with equal results.
 */
final class StringTable {
    static final int GROUP = 16;

    /**
     * The minimum total size of the front-coded strings, called entries, to be deflated; for fewer bytes, inflating is
     * not worthwhile.
     */
    private static final int DEFLATE_FROM_BYTES = 512;

    /**
     * The maximum total size of entries to be deflated. Larger tables are stored as they are: a table is inflated as a
     * whole, and its strings may take up to 16 times the memory of its entries, because all strings of a group may
     * share a prefix.
     */
    private static final int DEFLATE_UP_TO_BYTES = 1 << 20;

    /** The nibble value after which a varint follows; the varint is added to it. */
    static final int NIBBLE = 15;

    /** All strings are read at once when this number of individual reads is reached. */
    private static final int SINGLE_READS = 8;

    private final int size;
    private final LongColumn heads;
    private final byte[] stored;
    private final int storedStart;
    /** The stored size if the entries are deflated; otherwise 0. */
    private final int deflatedBytes;

    private final int rawBytes;
    /** The uncompressed entries, inflated on demand. Two threads may both inflate them, with equal results. */
    private volatile @Nullable ByteSource entries;
    /** The strings read so far; null before the first read. */
    private @Nullable String @Nullable [] strings;
    /** The number of strings read individually. A race may lose a count; all strings are then read slightly later. */
    private int singleReads;

    /**
     * The last lookup. It is kept because a search often looks up the same string for each group of events in a block
     * in turn.
     */
    private @Nullable Found found;

    private record Found(String wanted, int index) {}

    private StringTable(int size, LongColumn heads, byte[] stored, int storedStart, int deflatedBytes, int rawBytes) {
        this.size = size;
        this.heads = heads;
        this.stored = stored;
        this.storedStart = storedStart;
        this.deflatedBytes = deflatedBytes;
        this.rawBytes = rawBytes;
    }

    /** Reads a table. Compressed entries are inflated when the first string is read. */
    static StringTable read(ByteSource source) {
        int size = source.count("strings");
        LongColumn heads = LongColumn.read(source, (size + GROUP - 1) / GROUP);
        int rawBytes = source.upTo(Integer.MAX_VALUE, "textBytes");
        int deflatedBytes = source.upTo(source.remaining(), "deflatedBytes");
        if (deflatedBytes > 0 && rawBytes > DEFLATE_UP_TO_BYTES) {
            throw source.corrupt("textBytes", rawBytes);
        }
        int start = source.skip(deflatedBytes == 0 ? rawBytes : deflatedBytes);
        if (size > rawBytes) {
            throw source.corrupt("strings", size);
        }
        return new StringTable(size, heads, source.array(), start, deflatedBytes, rawBytes);
    }

    /** Inflates compressed entries, so that tables that {@link #unread} creates share the inflated entries. */
    StringTable inflated() {
        entries();
        return this;
    }

    /** Returns a copy of this table without the strings read so far. */
    StringTable unread() {
        StringTable table = new StringTable(size, heads, stored, storedStart, deflatedBytes, rawBytes);
        table.entries = entries;
        return table;
    }

    private ByteSource entries() {
        ByteSource known = entries;
        if (known == null) {
            if (deflatedBytes == 0) {
                known = new ByteSource(stored, storedStart, storedStart + rawBytes);
            } else {
                byte[] raw = Compression.inflate(stored, storedStart, deflatedBytes, rawBytes, new byte[0]);
                known = new ByteSource(raw, 0, rawBytes);
            }
            entries = known;
        }
        return known;
    }

    /**
     * Returns the memory usage of this object in bytes. Includes the inflated entries, but neither the strings read so
     * far nor the bytes of the block.
     */
    long memoryBytes() {
        int inflated = deflatedBytes > 0 ? 16 + rawBytes : 0;
        int column = heads.isConstant() ? Memory.CONSTANT_COLUMN : Memory.PACKED_COLUMN;
        return 48 + Memory.BYTE_SOURCE + column + Memory.aligned(inflated);
    }

    int size() {
        return size;
    }

    String get(int id) {
        @Nullable String[] known = strings();
        String string = known[id];
        if (string == null) {
            if (++singleReads == SINGLE_READS) {
                readAllIfSound(known);
            }
            string = known[id];
            if (string == null) {
                string = new Walk(id / GROUP).to(id);
                known[id] = string;
            }
        }
        return string;
    }

    /**
     * Reads all strings at once.
     *
     * @throws CorruptBlockException if a string cannot be read
     */
    void readAll() {
        readAll(strings());
    }

    private void readAllIfSound(@Nullable String[] into) {
        try {
            readAll(into);
        } catch (CorruptBlockException e) {
            // Ignored: reading the damaged string itself throws, and other strings can still be read.
        }
    }

    private void readAll(@Nullable String[] into) {
        for (int head = 0; head < size; head += GROUP) {
            Walk walk = new Walk(head / GROUP);
            for (int id = head; id < Math.min(size, head + GROUP); id++) {
                String string = walk.to(id);
                // Keep the instance that was returned earlier.
                into[id] = into[id] == null ? string : into[id];
            }
        }
    }

    private @Nullable String[] strings() {
        @Nullable String[] known = strings;
        if (known == null) {
            known = new String[size];
            strings = known;
        }
        return known;
    }

    /** Returns all strings, in order. */
    String[] toArray() {
        String[] all = new String[size];
        readAll(all);
        return all;
    }

    /** A walk over the strings of a group, in order. */
    private final class Walk {
        // A separate source, because other threads may be reading from the source of the table.
        private final ByteSource source;
        private final byte[] bytes;
        private int at;
        private byte[] text;
        private int length;

        /** Starts at the first string of a group, which is stored in full. */
        Walk(int group) {
            at = group * GROUP;
            ByteSource all = entries();
            int first = all.position();
            bytes = all.array();
            source = new ByteSource(bytes, first, first + all.remaining());
            long head = heads.get(group);
            if (head < 0 || head > source.remaining()) {
                throw source.corrupt("head", head);
            }
            source.position(first + (int) head);
            length = source.count("stringBytes");
            text = new byte[length + 64];
            System.arraycopy(bytes, source.skip(length), text, 0, length);
        }

        /** Returns the string with the given id. The id must not be less than that of the current string. */
        String to(int id) {
            for (; at < id; at++) {
                next();
            }
            return Wtf8.decode(text, 0, length);
        }

        private void next() {
            int nibbles = source.u8();
            int shared = nibbles >> 4;
            int rest = nibbles & NIBBLE;
            if (shared == NIBBLE) {
                shared += source.upTo(length, "shared");
            }
            if (rest == NIBBLE) {
                rest += source.count("rest");
            }
            if (shared > length) {
                throw source.corrupt("shared", shared);
            }
            int start = source.skip(rest);
            length = shared + rest;
            if (text.length < length) {
                text = Arrays.copyOf(text, length * 2);
            }
            System.arraycopy(bytes, start, text, shared, rest);
        }
    }

    /** Returns the index of a string, or -1 if it is not in the table. */
    int indexOf(String wanted) {
        Found last = found;
        if (last == null || !last.wanted.equals(wanted)) {
            last = new Found(wanted, search(wanted));
            found = last;
        }
        return last.index;
    }

    private int search(String wanted) {
        int low = 0;
        int high = heads.rows - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = get(middle * GROUP).compareTo(wanted);
            if (order == 0) {
                return middle * GROUP;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? -1 : indexWithin(high, wanted);
    }

    private int indexWithin(int group, String wanted) {
        @Nullable String[] known = strings();
        Walk walk = null;
        int end = Math.min(size, (group + 1) * GROUP);
        for (int id = group * GROUP + 1; id < end; id++) {
            String string = known[id];
            if (string == null) {
                walk = walk == null ? new Walk(group) : walk;
                string = walk.to(id);
                known[id] = string;
            }
            if (string.equals(wanted)) {
                return id;
            }
        }
        return -1;
    }

    /** Writes the first {@code size} strings of an array. They must be sorted and distinct. */
    static void write(ByteSink sink, String[] sorted, int size, LongColumnWriter columns, boolean deflate) {
        ByteSink entries = new ByteSink(64 + size * 16);
        long[] heads = new long[(size + GROUP - 1) / GROUP];
        frontCode(sorted, size, entries, heads);
        sink.varint(size);
        columns.write(sink, heads, heads.length);
        sink.varint(entries.length());
        if (deflate && entries.length() >= DEFLATE_FROM_BYTES && entries.length() <= DEFLATE_UP_TO_BYTES) {
            byte[] deflated = Compression.deflate(entries.array(), 0, entries.length(), new byte[0]);
            if (deflated.length < entries.length() - entries.length() / 8) {
                sink.varint(deflated.length);
                sink.bytes(deflated, 0, deflated.length);
                return;
            }
        }
        sink.varint(0);
        sink.bytes(entries.array(), 0, entries.length());
    }

    private static void frontCode(String[] sorted, int size, ByteSink entries, long[] heads) {
        byte[] previous = new byte[0];
        for (int i = 0; i < size; i++) {
            byte[] text = Wtf8.encode(sorted[i]);
            if (i % GROUP == 0) {
                heads[i / GROUP] = entries.length();
                entries.varint(text.length);
                entries.bytes(text, 0, text.length);
            } else {
                int shared = Arrays.mismatch(previous, text);
                // There is always a mismatch, because the strings are distinct.
                int rest = text.length - shared;
                entries.u8(Math.min(shared, NIBBLE) << 4 | Math.min(rest, NIBBLE));
                if (shared >= NIBBLE) {
                    entries.varint(shared - NIBBLE);
                }
                if (rest >= NIBBLE) {
                    entries.varint(rest - NIBBLE);
                }
                entries.bytes(text, shared, rest);
            }
            previous = text;
        }
    }
}
