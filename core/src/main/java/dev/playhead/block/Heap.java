package dev.playhead.block;

import org.jspecify.annotations.Nullable;

/**
 * The long strings and the trees of a block, which do not fit into columns. They are stored consecutively in pages. If
 * compression is enabled, each page that becomes considerably smaller is compressed separately. A compressed page is
 * inflated when it is accessed. The heap offset of an item is the number of uncompressed bytes before the item in all
 * pages together.
 *
 * <p>If the first page is compressed and not too large, it is the preset dictionary of the other pages, so that small
 * pages compress nearly as well as a large page.
 */
final class Heap {
    /**
     * The minimum size of a page, except the last, in bytes. A page of this size is closed when the next event begins.
     */
    static final int PAGE_BYTES = 16 << 10;

    /**
     * The maximum size of a first page that serves as preset dictionary. It is limited because inflating any other page
     * requires inflating the first page.
     */
    static final int MAX_PRESET_BYTES = 64 << 10;

    /**
     * The maximum total size of the inflated pages that are kept. Of the other pages, the one that was inflated last is
     * also kept.
     */
    private static final int MAX_KEPT_BYTES = 8 << 20;

    private final StringTable strings;
    private final byte[] bytes;
    /** The heap offsets at which the pages begin, followed by the offset of the end of the heap. */
    private final long[] rawStarts;
    /** The offsets in the block at which the pages begin, followed by the offset at which the last page ends. */
    private final int[] starts;

    private final boolean[] deflated;
    /**
     * The inflated pages that are kept: those that were inflated first, up to {@link #MAX_KEPT_BYTES} in total. Two
     * threads may both inflate a page, with equal results.
     */
    private final @Nullable Page[] inflated;

    /**
     * The total size of the pages in {@code inflated}. A race may lose an update, and a few more pages are then kept.
     */
    private int keptBytes;
    /** The page that was inflated last, of those that did not fit into {@code inflated}. */
    private @Nullable Page last;

    /** An inflated page. Its fields are final, so that a thread that obtains the page through a race sees its bytes. */
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

    /** Returns the dictionary to which trees refer. */
    StringTable strings() {
        return strings;
    }

    /** Returns the total uncompressed size of all pages. */
    long rawBytes() {
        return rawStarts[rawStarts.length - 1];
    }

    /** Returns the bytes from a heap offset to the end of its page. */
    ByteSource at(long offset) {
        int page = pageOf(offset);
        int inPage = (int) (offset - rawStarts[page]);
        if (!deflated[page]) {
            return new ByteSource(bytes, starts[page] + inPage, starts[page + 1]);
        }
        byte[] raw = page(page);
        return new ByteSource(raw, inPage, raw.length);
    }

    private int pageOf(long offset) {
        if (offset < 0 || offset >= rawBytes()) {
            throw new CorruptBlockException("offset=" + offset + " is outside the heap; the block is damaged");
        }
        int page = java.util.Arrays.binarySearch(rawStarts, offset);
        if (page < 0) {
            return -page - 2;
        }
        // Skip empty pages, which begin at the same offset as the next page.
        while (rawStarts[page + 1] == offset) {
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
