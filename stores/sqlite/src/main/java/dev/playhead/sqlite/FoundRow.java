package dev.playhead.sqlite;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row found in a page, with its numbers and the locations of its texts and bytes.
 *
 * @param rowId its number in the table
 * @param columns its columns, each null, a Long, or a {@link Value}
 * @param cell its bytes in the page
 * @param moment the moment as of which it is read
 * @param believed whether SQLite would show it so
 * @param latest whether the latest committed version of its page has it
 * @param committed whether any committed version of its page has it
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

    /** Merges this row with the same row in an earlier version of its page. */
    FoundRow with(FoundRow earlier) {
        return as(moment, believed || earlier.believed, latest || earlier.latest, committed || earlier.committed);
    }

    /** The offset of a row's bytes in its page, their number, and the number of them within the page itself. */
    record Cell(int page, long version, int at, int bytes, int local) {
        /** Returns the page in which the row continues, or 0 if there is none. */
        int following(ByteBuffer first) {
            int end = at + local;
            return local < bytes && end + Integer.BYTES <= Schema.PAGE_BYTES ? first.getInt(end) : 0;
        }
    }

    /** The range of a text or a byte array among the bytes of a row. */
    record Value(int from, int length, boolean text) {}
}
