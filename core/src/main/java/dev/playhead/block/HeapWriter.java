package dev.playhead.block;

import java.util.Arrays;

/**
 * A writer of the heap. It divides the heap into pages. If compression is enabled, the writer compresses each page that
 * becomes considerably smaller. {@link Heap} reads the result.
 */
final class HeapWriter {
    private final ByteSink bytes = new ByteSink(1 << 14);
    private int[] pageStarts = new int[16];
    private int pages;

    ByteSink bytes() {
        return bytes;
    }

    /** Marks the beginning of an event. All items that are added for the event are stored on the same page. */
    void startEvent() {
        int start = bytes.length();
        int pageStart = pages == 0 ? 0 : pageStarts[pages - 1];
        if (pages == 0 || start - pageStart >= Heap.PAGE_BYTES) {
            if (pages == pageStarts.length) {
                pageStarts = Arrays.copyOf(pageStarts, pages * 2);
            }
            pageStarts[pages++] = start;
        }
    }

    void clear() {
        bytes.clear();
        pages = 0;
    }

    void write(ByteSink sink, boolean compressed) {
        if (bytes.length() == 0) {
            sink.varint(0);
            return;
        }
        // The last page may have been opened for an event without heap data.
        int used = pageStarts[pages - 1] == bytes.length() ? pages - 1 : pages;
        byte[][] stored = new byte[used][];
        byte[] preset = new byte[0];
        sink.varint(used);
        for (int page = 0; page < used; page++) {
            int start = pageStarts[page];
            int rawBytes = (page + 1 < used ? pageStarts[page + 1] : bytes.length()) - start;
            byte[] deflated = new byte[0];
            if (compressed && rawBytes <= Compression.MAX_BYTES) {
                deflated = Compression.deflate(bytes.array(), start, rawBytes, preset);
                if (deflated.length > rawBytes - rawBytes / 8) {
                    deflated = new byte[0];
                }
            }
            boolean stays = deflated.length == 0;
            stored[page] = stays ? Arrays.copyOfRange(bytes.array(), start, start + rawBytes) : deflated;
            if (page == 0 && !stays && rawBytes <= Heap.MAX_PRESET_BYTES) {
                preset = Arrays.copyOfRange(bytes.array(), start, start + rawBytes);
            }
            sink.varint(rawBytes);
            sink.varint(deflated.length);
        }
        for (byte[] page : stored) {
            sink.bytes(page, 0, page.length);
        }
    }
}
