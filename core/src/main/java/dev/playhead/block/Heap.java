package dev.playhead.block;

import org.jspecify.annotations.Nullable;

/**
 * What does not fit into columns: long strings and trees, one after the other, in pages that are compressed each by itself
 * and inflated when first read. A place is a position in the bytes of all pages as if they were not compressed.
 *
 * <p>The first page serves the others as preset dictionary, so that small pages compress nearly as well as a large one.
 */
final class Heap {
    /** A page is closed when it has reached so many bytes. */
    static final int PAGE_BYTES = 16 << 10;

    /** A first page above this size is no preset for the others: each of them would pay for inflating it. */
    static final int MAX_PRESET_BYTES = 64 << 10;

    /** Inflated pages are kept up to this size together, and the last one. */
    private static final int MAX_KEPT_BYTES = 8 << 20;

    private final StringTable strings;
    private final byte[] bytes;
    /** Where pages begin in the uncompressed bytes; one more for the end. */
    private final long[] rawStarts;
    /** Where pages begin in the block; one more for the end. */
    private final int[] starts;

    private final boolean[] deflated;
    /** The first inflated pages. Two threads may both inflate one, to the same effect. */
    private final @Nullable Page[] inflated;

    /** How many bytes those have. Races lose some, so that a few more pages are kept. */
    private int keptBytes;
    /** The last page that was inflated and not kept. */
    private @Nullable Page last;

    /** Its fields are final, so that whoever sees one sees its bytes. */
    private static final class Page {
        final int number;
        final byte[] raw;

        Page(int number, byte[] raw) {
            this.number = number;
            this.raw = raw;
        }
    }

    private Heap(StringTable strings, byte[] bytes, long[] rawStarts, int[] starts, boolean[] deflated) {
        this.strings = strings;
        this.bytes = bytes;
        this.rawStarts = rawStarts;
        this.starts = starts;
        this.deflated = deflated;
        this.inflated = new Page[deflated.length];
    }

    static Heap read(ByteSource source, StringTable strings) {
        int pages = source.count("pages");
        long[] rawStarts = new long[pages + 1];
        int[] starts = new int[pages + 1];
        boolean[] deflated = new boolean[pages];
        for (int i = 0; i < pages; i++) {
            int rawBytes = source.upTo(Integer.MAX_VALUE, "rawBytes");
            int storedBytes = source.upTo(source.remaining(), "storedBytes");
            deflated[i] = storedBytes > 0;
            rawStarts[i + 1] = rawStarts[i] + rawBytes;
            starts[i + 1] = storedBytes > 0 ? storedBytes : rawBytes;
        }
        starts[0] = source.position();
        for (int i = 0; i < pages; i++) {
            source.skip(starts[i + 1]);
            starts[i + 1] = source.position();
        }
        return new Heap(strings, source.array(), rawStarts, starts, deflated);
    }

    /** The dictionary that trees refer to. */
    StringTable strings() {
        return strings;
    }

    /** The size of all pages together, uncompressed. */
    long rawBytes() {
        return rawStarts[rawStarts.length - 1];
    }

    /** The bytes from a place to the end of its page. */
    ByteSource at(long place) {
        int page = pageOf(place);
        int offset = (int) (place - rawStarts[page]);
        if (!deflated[page]) {
            return new ByteSource(bytes, starts[page] + offset, starts[page + 1]);
        }
        byte[] raw = page(page);
        return new ByteSource(raw, offset, raw.length);
    }

    private int pageOf(long place) {
        if (place < 0 || place >= rawBytes()) {
            throw new CorruptBlockException("place=" + place + " is outside of the heap; the block is damaged");
        }
        int page = java.util.Arrays.binarySearch(rawStarts, place);
        if (page < 0) {
            return -page - 2;
        }
        // Pages without bytes begin where the next one does.
        while (rawStarts[page + 1] == place) {
            page++;
        }
        return page;
    }

    private byte[] page(int page) {
        Page known = inflated[page];
        if (known != null) {
            return known.raw;
        }
        Page latest = last;
        return latest != null && latest.number == page ? latest.raw : inflate(page);
    }

    private byte[] inflate(int page) {
        int rawBytes = (int) (rawStarts[page + 1] - rawStarts[page]);
        byte[] preset = page == 0 ? new byte[0] : preset();
        byte[] raw = Compression.inflate(bytes, starts[page], starts[page + 1] - starts[page], rawBytes, preset);
        Page read = new Page(page, raw);
        if (rawBytes <= MAX_KEPT_BYTES - keptBytes) {
            inflated[page] = read;
            keptBytes += rawBytes;
        } else {
            last = read;
        }
        return raw;
    }

    private byte[] preset() {
        if (!deflated[0] || rawStarts[1] > MAX_PRESET_BYTES) {
            return new byte[0];
        }
        return page(0);
    }
}
