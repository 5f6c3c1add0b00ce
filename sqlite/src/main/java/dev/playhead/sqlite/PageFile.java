package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a database page by page, without the trees that lead to them, so that rows can be read wherever they
 * are still whole.
 *
 * <p>No number in the file is believed: what does not fit is no row. The work is bounded by the size of the file.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html">The format of the file</a>
 */
final class PageFile implements AutoCloseable {
    private static final int TABLE_LEAF = 13;
    private static final int FIRST_PAGE_HEADER_BYTES = 100;
    private static final int LEAF_HEADER_BYTES = 8;
    private static final int MAX_COLUMNS = 16;
    /** Rows of ours are read once or twice; more is the work of a file that wants to keep us busy. */
    private static final int MAX_READS_OF_FILE = 8;

    private static final int PAGE_BYTES = Schema.PAGE_BYTES;

    private final FileChannel database;
    private final @Nullable FileChannel log;
    private final Map<Integer, Long> logged;
    private final int pages;
    private long budget;

    /**
     * A row: where it is, and its columns but for large ones. A column is null, a Long, or a place of bytes.
     *
     * @param rowId its number in the table
     * @param columns its values
     */
    record Row(long rowId, List<@Nullable Object> columns, Cell cell) {
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
    }

    /** Where the bytes of a row begin, how many there are, and how many of them are in the page itself. */
    record Cell(int page, int at, int bytes, int local) {}

    /** A text or bytes within a row. */
    private record Value(int from, int length, boolean text) {}

    private PageFile(FileChannel database, @Nullable FileChannel log) throws IOException {
        this.database = database;
        this.log = log;
        this.logged = log == null ? Map.of() : WalFile.read(log).pages();
        long inFile = (database.size() + PAGE_BYTES - 1) / PAGE_BYTES;
        long inLog = logged.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        // A page beyond both is nonsense: a log holds no more new pages than it has frames.
        this.pages = (int) Math.min(Integer.MAX_VALUE, Math.max(inFile, Math.min(inLog, inFile + logged.size())));
        this.budget = (long) MAX_READS_OF_FILE * PAGE_BYTES * (inFile + logged.size() + 16);
    }

    static PageFile open(Path file) throws IOException {
        FileChannel database = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel log = null;
        boolean done = false;
        try {
            Path wal = WalFile.of(file);
            log = Files.isRegularFile(wal) ? FileChannel.open(wal, StandardOpenOption.READ) : null;
            PageFile pages = new PageFile(database, log);
            done = true;
            return pages;
        } finally {
            if (!done) {
                database.close();
                if (log != null) {
                    log.close();
                }
            }
        }
    }

    /** Gives all rows that can be made out, of whatever table, in no order. */
    void rows(Consumer<Row> consumer) throws IOException {
        for (int number = 1; number <= pages && number > 0; number++) {
            ByteBuffer page = page(number);
            int header = number == 1 ? FIRST_PAGE_HEADER_BYTES : 0;
            if (page.get(header) != TABLE_LEAF) {
                continue;
            }
            int cells = page.getShort(header + 3) & 0xffff;
            for (int i = 0; i < cells && header + LEAF_HEADER_BYTES + 2 * i + 1 < PAGE_BYTES; i++) {
                int at = page.getShort(header + LEAF_HEADER_BYTES + 2 * i) & 0xffff;
                Row row = row(page, number, at);
                if (row != null) {
                    consumer.accept(row);
                }
            }
        }
    }

    private ByteBuffer page(int number) throws IOException {
        Long at = logged.get(number);
        return at == null || log == null
                ? WalFile.read(database, (number - 1L) * PAGE_BYTES, PAGE_BYTES)
                : WalFile.read(log, at, PAGE_BYTES);
    }

    private static @Nullable Row row(ByteBuffer page, int number, int at) {
        try {
            Cursor cursor = new Cursor(page, at);
            long bytes = cursor.varint();
            long rowId = cursor.varint();
            if (bytes < 2 || bytes > Database.MAX_VALUE_BYTES) {
                return null;
            }
            Cell cell = new Cell(number, cursor.at, (int) bytes, local((int) bytes));
            int start = cursor.at;
            long headerBytes = cursor.varint();
            int headerEnd = start + (int) Math.min(headerBytes, cell.local);
            List<@Nullable Object> columns = new ArrayList<>();
            int value = (int) headerBytes;
            while (cursor.at < headerEnd) {
                long type = cursor.varint();
                int length = length(type);
                if (columns.size() == MAX_COLUMNS || length < 0 || length > cell.bytes - value) {
                    return null;
                }
                columns.add(
                        type >= 12
                                ? new Value(value, length, (type & 1) == 1)
                                : number(page, start + value, (int) type, length, value + length <= cell.local));
                value += length;
            }
            boolean whole = value == cell.bytes && cursor.at == headerEnd;
            return whole ? new Row(rowId, columns, cell) : null;
        } catch (IndexOutOfBoundsException notARow) {
            return null;
        }
    }

    /** How many bytes of a row lie in its page; the others are in pages of their own. */
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
            default -> -1; // no column of ours is a fraction
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
            throw new IndexOutOfBoundsException("numbers of ours come first in a row");
        }
        long number = page.get(at);
        for (int i = 1; i < length; i++) {
            number = (number << 8) | (page.get(at + i) & 0xff);
        }
        return number;
    }

    /** The bytes of a column, or null if they are not all there. */
    byte @Nullable [] bytes(Row row, int column) throws IOException {
        if (!(row.columns().get(column) instanceof Value value)) {
            return null;
        }
        Cell cell = row.cell;
        budget -= cell.bytes;
        if (budget < 0 || (long) cell.bytes > (long) pages * PAGE_BYTES) {
            return null;
        }
        byte[] all = new byte[cell.bytes];
        ByteBuffer page = page(cell.page);
        if (cell.at + cell.local > PAGE_BYTES) {
            return null;
        }
        page.get(cell.at, all, 0, cell.local);
        int next = cell.local < cell.bytes && cell.at + cell.local + 4 <= PAGE_BYTES
                ? page.getInt(cell.at + cell.local)
                : 0;
        int done = cell.local;
        while (done < all.length) { // each turn takes some, so that no circle of pages goes on for ever
            if (next <= 0 || next > pages) {
                return null;
            }
            page = page(next);
            int here = Math.min(all.length - done, PAGE_BYTES - 4);
            page.get(4, all, done, here);
            done += here;
            next = page.getInt(0);
        }
        return java.util.Arrays.copyOfRange(all, value.from, value.from + value.length);
    }

    /** The text of a column, or null if it is not all there. */
    @Nullable
    String text(Row row, int column) throws IOException {
        byte[] bytes = bytes(row, column);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        try (database) {
            if (log != null) {
                log.close();
            }
        }
    }

    /** Reads numbers of variable size: seven bits a byte, greatest first; the ninth byte has eight. */
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
