package dev.playhead.sqlite;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row found in a page, with its numbers, and where its texts and bytes lie.
 *
 *
 * @param rowId its number in the table
 * @param columns its columns, each null, a Long, or a {@link Value}
 * @param moment as of when it is read
 * @param believed whether SQLite would show it so
 * @param latest whether the latest version of its page that was committed has it
 * @param committed whether any version of its page that was committed has it
 */
record FoundRow(
        long rowId,
        List<@Nullable Object> columns,
        Cell cell,
        long moment,
        boolean believed,
        boolean latest,
        boolean committed) {
    long number(int column) {
        return columns.get(column) instanceof Long number ? number : 0;
    }

    boolean isNumber(int column) {
        return columns.get(column) instanceof Long;
    }

    boolean isBytes(int column) {
        return columns.get(column) instanceof Value value && !value.text;
    }

    boolean isText(int column) {
        return columns.get(column) instanceof Value value && value.text;
    }

    boolean isNull(int column) {
        return columns.get(column) == null;
    }

    FoundRow as(long otherMoment, boolean isBelieved, boolean isLatest, boolean isCommitted) {
        return new FoundRow(rowId, columns, cell, otherMoment, isBelieved, isLatest, isCommitted);
    }

    /** Joins it with the same row in an earlier version of its page. */
    FoundRow with(FoundRow earlier) {
        return as(moment, believed || earlier.believed, latest || earlier.latest, committed || earlier.committed);
    }

    /** Where the bytes of a row begin, how many there are, and how many of them are in the page itself. */
    record Cell(int page, long version, int at, int bytes, int local) {
        /** Returns the page that the row goes on in, 0 if there is none. */
        int following(ByteBuffer first) {
            int end = at + local;
            return local < bytes && end + Integer.BYTES <= Schema.PAGE_BYTES ? first.getInt(end) : 0;
        }
    }

    /** The position of a text or bytes among the bytes of a row. */
    record Value(int from, int length, boolean text) {}
}
