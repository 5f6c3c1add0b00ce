package dev.playhead.sqlite;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser for the leaf pages of tables. It splits each record in a page into the columns of a row.
 *
 * <p>It trusts no number in the page, and ignores bytes that do not form a valid row.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#record_format">The format of a record</a>
 */
final class LeafPage {
    /** The first byte of a leaf page of a table. */
    static final int TABLE_LEAF = 13;

    static final int FIRST_PAGE_HEADER_BYTES = 100;
    private static final int LEAF_HEADER_BYTES = 8;
    private static final int MAX_COLUMNS = 16;
    private static final int PAGE_BYTES = Schema.PAGE_BYTES;

    private LeafPage() {}

    /**
     * Returns the rows of a page. Returns no rows if the page is not a leaf page of a table.
     *
     * @param page the bytes of the page
     * @param number the number of the page
     * @param version the offset of this version of the page in the log, or {@link PageFile#IN_DATABASE}
     */
    static List<FoundRow> rows(ByteBuffer page, int number, long version) {
        List<FoundRow> rows = new ArrayList<>();
        int header = number == 1 ? FIRST_PAGE_HEADER_BYTES : 0;
        int cells = page.get(header) == TABLE_LEAF ? page.getShort(header + 3) & 0xffff : 0;
        int room = PAGE_BYTES; // cells do not overlap, so the sum of their sizes is at most the size of the page
        for (int i = 0; i < cells && header + LEAF_HEADER_BYTES + 2 * i + 1 < PAGE_BYTES; i++) {
            int at = page.getShort(header + LEAF_HEADER_BYTES + 2 * i) & 0xffff;
            FoundRow row = row(page, number, version, at);
            if (row != null && row.cell().local() <= room) {
                room -= row.cell().local();
                rows.add(row);
            }
        }
        return rows;
    }

    private static @Nullable FoundRow row(ByteBuffer page, int number, long version, int at) {
        try {
            Cursor cursor = new Cursor(page, at);
            long bytes = cursor.varint();
            long rowId = cursor.varint();
            if (bytes < 2 || bytes > Database.MAX_VALUE_BYTES) {
                return null;
            }
            FoundRow.Cell cell = new FoundRow.Cell(number, version, cursor.at, (int) bytes, local((int) bytes));
            int start = cursor.at;
            long headerBytes = cursor.varint();
            int headerEnd = start + (int) Math.min(headerBytes, cell.local());
            List<@Nullable Object> columns = new ArrayList<>();
            int value = (int) headerBytes;
            while (cursor.at < headerEnd) {
                long type = cursor.varint();
                int length = length(type);
                if (columns.size() == MAX_COLUMNS || length < 0 || length > cell.bytes() - value) {
                    return null;
                }
                columns.add(
                        type >= 12
                                ? new FoundRow.Value(value, length, (type & 1) == 1)
                                : number(page, start + value, (int) type, length, value + length <= cell.local()));
                value += length;
            }
            boolean whole = value == cell.bytes() && cursor.at == headerEnd;
            return whole ? new FoundRow(rowId, columns, cell, version, false, false, false) : null;
        } catch (IndexOutOfBoundsException notARow) {
            return null;
        }
    }

    /** Returns how many of a row's bytes are in the leaf page. The remaining bytes are in overflow pages. */
    private static int local(int bytes) {
        int most = PAGE_BYTES - 35;
        if (bytes <= most) {
            return bytes;
        }
        int least = (PAGE_BYTES - 12) * 32 / 255 - 23;
        int fitting = least + (bytes - least) % (PAGE_BYTES - 4);
        return fitting <= most ? fitting : least;
    }

    private static int length(long type) {
        if (type >= 12) {
            return (int) Math.min(Integer.MAX_VALUE, (type - 12) / 2);
        }
        return switch ((int) type) {
            case 0, 8, 9 -> 0;
            case 1, 2, 3, 4 -> (int) type;
            case 5 -> 6;
            case 6 -> 8;
            default -> -1; // no column of the schema is a floating-point number
        };
    }

    private static @Nullable Object number(ByteBuffer page, int at, int type, int length, boolean local) {
        if (type == 0) {
            return null;
        }
        if (length == 0) {
            return type - 8L;
        }
        if (!local) {
            throw new IndexOutOfBoundsException("the number is outside the local part of the row");
        }
        long number = page.get(at);
        for (int i = 1; i < length; i++) {
            number = (number << 8) | (page.get(at + i) & 0xff);
        }
        return number;
    }

    /**
     * A reader of variable-length integers. Each of the first eight bytes holds seven bits of the integer, and a ninth
     * byte holds eight bits. The most significant bits come first.
     */
    private static final class Cursor {
        private final ByteBuffer page;
        private int at;

        Cursor(ByteBuffer page, int at) {
            this.page = page;
            this.at = at;
        }

        long varint() {
            long number = 0;
            for (int i = 0; i < 8; i++) {
                byte next = page.get(at++);
                number = (number << 7) | (next & 0x7f);
                if (next >= 0) {
                    return number;
                }
            }
            return (number << 8) | (page.get(at++) & 0xff);
        }
    }
}
