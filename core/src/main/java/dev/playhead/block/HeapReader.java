package dev.playhead.block;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reader of heap data, either for all values ({@link #forEvent}) or for a search that compares values with plain data
 * ({@link #forSearch}). In a sound heap, trees do not overlap, and strings do not overlap. Therefore reading fails if
 * the trees that were read are longer in total than the heap; a reader for all values checks the same for the strings
 * to which columns or trees refer by heap offset. A reader for a search does not decode such a string if it is too long
 * to equal a string searched for.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class HeapReader {
    private static final int MAX_BYTES_OF_CHAR = 3;

    /** A reader without a heap, for events whose values are all in columns. */
    static final HeapReader NONE = new HeapReader(null, null);

    private final @Nullable BlockBody body;
    private @Nullable Heap heap;
    /**
     * The strings read so far, by heap offset, so that each string is built only once. Null before the first read.
     * Always null in a reader for a search, which would otherwise retain all strings.
     */
    private @Nullable Map<Long, String> texts;
    /** A string that is longer than every string searched for; null if the reader is for all values. */
    private final @Nullable String anyLonger;

    private long treeBytesLeft;
    private long textBytesLeft;

    private HeapReader(@Nullable BlockBody body, @Nullable String anyLonger) {
        this.body = body;
        this.anyLonger = anyLonger;
    }

    static HeapReader forEvent(BlockBody body) {
        return new HeapReader(body, null);
    }

    /**
     * Returns a reader for comparing values with plain data. If a column or a tree refers to a string by heap offset,
     * and the number of bytes shows that the string is longer than every string in {@code wanted}, the string is not
     * decoded, and a string that is unequal to all strings in {@code wanted} is returned instead.
     */
    static HeapReader forSearch(BlockBody body, @Nullable Object wanted) {
        return new HeapReader(body, " ".repeat(longestText(wanted) + 1));
    }

    private static int longestText(@Nullable Object value) {
        int longest = 0;
        if (value instanceof String text) {
            longest = text.length();
        } else if (value instanceof List<?> list) {
            for (Object part : list) {
                longest = Math.max(longest, longestText(part));
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Object part : map.values()) {
                longest = Math.max(longest, longestText(part));
            }
        }
        return longest;
    }

    private BlockBody body() {
        if (body == null) {
            throw new IllegalStateException(
                    "a value is in the heap, but the reader was created for columns without heap data");
        }
        return body;
    }

    private Heap heap() {
        Heap opened = heap;
        if (opened == null) {
            opened = body().heap();
            heap = opened;
            treeBytesLeft = opened.rawBytes();
            textBytesLeft = opened.rawBytes();
            texts = anyLonger == null ? new HashMap<>() : null;
        }
        return opened;
    }

    /** Returns the dictionary of the block. */
    StringTable strings() {
        return body().strings();
    }

    @Nullable
    Object tree(long offset) {
        ByteSource source = heap().at(offset);
        int before = source.remaining();
        Object value = Tree.read(this, source);
        treeBytesLeft -= before - source.remaining();
        if (treeBytesLeft < 0) {
            throw source.corrupt("treeBytes", before);
        }
        return value;
    }

    String text(long offset) {
        ByteSource source = heap().at(offset);
        Map<Long, String> made = texts;
        String known = made == null ? null : made.get(offset);
        if (known != null) {
            return known;
        }
        int before = source.remaining();
        int length = source.count("textBytes");
        int start = source.skip(length);
        if (anyLonger != null && length / MAX_BYTES_OF_CHAR >= anyLonger.length()) {
            return anyLonger;
        }
        String text = Wtf8.decode(source.array(), start, length);
        if (made != null) {
            textBytesLeft -= before - source.remaining();
            if (textBytesLeft < 0) {
                throw source.corrupt("textBytes", before);
            }
            made.put(offset, text);
        }
        return text;
    }
}
