package dev.playhead.sqlite;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row that was found in a page. The instance contains the values of the numeric columns, but only the locations of
 * texts and byte arrays.
 *
 * @param rowId the number of the row in its table
 * @param columns the columns, each of which is null, a Long or a {@link Value}
 * @param cell the location of the row's bytes in its page
 * @param moment an offset in the log; the pages in which the row continues are read in their latest versions up to this
 *     offset; see {@link PageFile}
 * @param believed whether SQLite would show this version of the row
 * @param latest whether the latest committed version of the page contains the row
 * @param committed whether any committed version of the page contains the row
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

    /**
     * Returns this row, merged with an equal row in an earlier version of its page: each flag is true if it is true in
     * either row.
     */
    FoundRow with(FoundRow earlier) {
        return as(moment, believed || earlier.believed, latest || earlier.latest, committed || earlier.committed);
    }

    /**
     * The location of a row's bytes: the number and the version of the page, the offset of the bytes in the page, the
     * number of all bytes, and the number of bytes within this page.
     */
    record Cell(int page, long version, int at, int bytes, int local) {
        /** Returns the number of the page in which the row continues, or 0 if the row does not continue. */
        int following(ByteBuffer first) {
            int end = at + local;
            return local < bytes && end + Integer.BYTES <= Schema.PAGE_BYTES ? first.getInt(end) : 0;
        }
    }

    /** The range of a text or a byte array among the bytes of a row. */
    record Value(int from, int length, boolean text) {}
}
