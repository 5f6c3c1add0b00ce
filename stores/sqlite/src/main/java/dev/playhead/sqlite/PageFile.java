package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a database page by page, without the trees that lead to them, so that rows can be read wherever they
 * are still whole: in the latest version of a page, and in those before it, which the log and the database have.
 *
 * <p>A page is as of a moment, which is a place in the log: its latest version up to there, {@link #IN_DATABASE} where the
 * log has none. A row is read as of a moment too, the one at which its own page was last as it is, so that the pages which it
 * goes on in belong to it. There is one more moment, {@link #believed}, of which SQLite itself would show the database: where
 * frames of the log are missing, what came later is not all there, and has written over what was.
 *
 * <p>No number in the file is believed: what does not fit is no row, and a page is there if the file or a frame of the log
 * has it. The work is bounded by the bytes that there are.
 *
 * <p>Behind the last commit in the log lie the pages of one that was torn. They are read too, since a row may be whole, but
 * they say nothing about the database: see {@link #committed}.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html">The format of the file</a>
 */
final class PageFile implements AutoCloseable {
    static final int TABLE_LEAF = 13;
    static final int FIRST_PAGE_HEADER_BYTES = 100;
    private static final long LATEST = Long.MAX_VALUE;
    static final long IN_DATABASE = 0;
    private static final int LEAF_HEADER_BYTES = 8;
    private static final int MAX_COLUMNS = 16;
    /** Rows of ours are read once or twice; more is the work of a file that wants to keep us busy. */
    private static final long MAX_READS_OF_FILE = 8;
    /** How far rows are followed to tell their versions apart, for each page of the file. */
    private static final int STEPS_A_PAGE = 64;

    private static final NavigableSet<Long> NONE = Collections.emptyNavigableSet();

    private static final int PAGE_BYTES = Schema.PAGE_BYTES;

    private final @Nullable FileChannel database;
    private final @Nullable FileChannel log;
    private final @Nullable WalFile frames;
    private final Map<Integer, NavigableSet<Long>> logged;
    private final int inDatabase;
    private final long pages;
    private long budget;
    private long steps;
    private long reads;

    /**
     * A row: where it is, and its columns but for large ones. A column is null, a Long, or a place of bytes.
     *
     * @param rowId its number in the table
     * @param columns its values
     * @param moment as of when it is read
     * @param believed whether SQLite would show it so
     * @param latest whether the latest version of its page that was committed has it
     * @param committed whether any version of its page that was committed has it
     */
    record Row(
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

        private Row as(long otherMoment, boolean isBelieved, boolean isLatest, boolean isCommitted) {
            return new Row(rowId, columns, cell, otherMoment, isBelieved, isLatest, isCommitted);
        }

        /** The same row in an earlier version of its page is the same row. */
        private Row with(Row earlier) {
            return as(moment, believed || earlier.believed, latest || earlier.latest, committed || earlier.committed);
        }
    }

    /** Where the bytes of a row begin, how many there are, and how many of them are in the page itself. */
    record Cell(int page, long version, int at, int bytes, int local) {}

    /** A text or bytes within a row. */
    private record Value(int from, int length, boolean text) {}

    private PageFile(@Nullable FileChannel database, @Nullable FileChannel log) throws IOException {
        this.database = database;
        this.log = log;
        this.frames = log == null ? null : WalFile.read(log);
        this.logged = frames == null ? Map.of() : frames.pages();
        long inFile = database == null ? 0 : (database.size() + PAGE_BYTES - 1) / PAGE_BYTES;
        this.inDatabase = (int) Math.min(Integer.MAX_VALUE, inFile);
        long inLog = log == null ? 0 : log.size() / PAGE_BYTES;
        this.pages = inDatabase + inLog;
        this.budget = MAX_READS_OF_FILE * PAGE_BYTES * (pages + 16);
        this.steps = STEPS_A_PAGE * (pages + 16);
    }

    static PageFile open(Path file) throws IOException {
        return open(FileChannel.open(file, StandardOpenOption.READ), file);
    }

    /** Without the database, as if it were empty: nothing that SQLite has locked is touched. */
    static PageFile ofLog(Path file) throws IOException {
        return open(null, file);
    }

    private static PageFile open(@Nullable FileChannel database, Path file) throws IOException {
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
                close(database, log);
            }
        }
    }

    /** The moment of which SQLite would show the database. */
    long believed() {
        return frames == null ? IN_DATABASE : frames.believed();
    }

    /** The moment of the last commit in the log, whether or not SQLite believes all that is before it. */
    long committed() {
        return frames == null ? IN_DATABASE : frames.committed();
    }

    /** Gives all rows that can be made out, of whatever table and version, each version once, in no order. */
    void rows(Consumer<Row> consumer) throws IOException {
        for (int number = 1; number <= inDatabase && number > 0; number++) {
            give(number, consumer);
        }
        for (int number : logged.keySet()) {
            if (number > inDatabase) {
                give(number, consumer);
            }
        }
    }

    /** Gives the rows of pages of which the log has committed versions: of all of these, and of the one before them. */
    void loggedRows(Consumer<Row> consumer) throws IOException {
        for (Map.Entry<Integer, NavigableSet<Long>> entry : logged.entrySet()) {
            int number = entry.getKey();
            for (long version : entry.getValue().headSet(committed(), true)) {
                rows(number, version).forEach(consumer);
            }
            rows(number, IN_DATABASE).forEach(consumer);
        }
    }

    private void give(int number, Consumer<Row> consumer) throws IOException {
        Map<Long, Row> found = new LinkedHashMap<>();
        long following = LATEST;
        for (long version : logged.getOrDefault(number, NONE).descendingSet()) {
            add(found, number, version, following);
            following = version;
        }
        if (number <= inDatabase) {
            add(found, number, IN_DATABASE, following);
        }
        found.values().forEach(consumer);
    }

    /** Adds the rows that a version of a page has, which another one follows; what later versions have too stays theirs. */
    private void add(Map<Long, Row> found, int number, long version, long following) throws IOException {
        ByteBuffer page = read(number, version);
        boolean committed = version <= committed();
        boolean latest = committed && committed() < following;
        long moment = frames == null || !committed ? LATEST : Math.max(version, frames.commitBefore(following));
        boolean believed = version <= believed() && believed() < following;
        for (Row row : rows(page, number, version)) {
            if (frames == null) {
                found.put((long) found.size(), row.as(LATEST, true, true, true));
                continue;
            }
            long whole = hash(page, row, moment);
            long asBelieved = believed ? hash(page, row, believed()) : whole;
            found.merge(whole, row.as(moment, believed && asBelieved == whole, latest, committed), Row::with);
            if (asBelieved != whole) {
                found.merge(asBelieved, row.as(believed(), true, false, true), Row::with);
            }
        }
    }

    /** The rows that a page has as of a moment. */
    List<Row> rows(int number, long moment) throws IOException {
        long version = version(number, moment);
        List<Row> rows = rows(read(number, version), number, version);
        rows.replaceAll(row -> row.as(moment, false, false, version <= committed()));
        return rows;
    }

    private static List<Row> rows(ByteBuffer page, int number, long version) {
        List<Row> rows = new ArrayList<>();
        int header = number == 1 ? FIRST_PAGE_HEADER_BYTES : 0;
        int cells = page.get(header) == TABLE_LEAF ? page.getShort(header + 3) & 0xffff : 0;
        int room = PAGE_BYTES; // cells do not overlap, so there are no more than a page has room for
        for (int i = 0; i < cells && header + LEAF_HEADER_BYTES + 2 * i + 1 < PAGE_BYTES; i++) {
            int at = page.getShort(header + LEAF_HEADER_BYTES + 2 * i) & 0xffff;
            Row row = row(page, number, version, at);
            if (row != null && row.cell.local <= room) {
                room -= row.cell.local;
                rows.add(row);
            }
        }
        return rows;
    }

    /** Whether the file or its log has a page of this number, whatever else says that there is one. */
    boolean has(int number) {
        return number > 0 && (number <= inDatabase || logged.containsKey(number));
    }

    /** How many pages there are at most, all versions counted. */
    long pages() {
        return pages;
    }

    /** How often a page, or a piece of one, was read. */
    long reads() {
        return reads;
    }

    /** A page as of a moment. */
    ByteBuffer page(int number, long moment) throws IOException {
        return read(number, version(number, moment));
    }

    private long version(int number, long moment) {
        Long version = logged.getOrDefault(number, NONE).floor(moment);
        return version == null ? IN_DATABASE : version;
    }

    private ByteBuffer read(int number, long version) throws IOException {
        return read(number, version, PAGE_BYTES);
    }

    private ByteBuffer read(int number, long version, int bytes) throws IOException {
        FileChannel channel = version == IN_DATABASE ? database : log;
        reads++;
        return channel == null
                ? ByteBuffer.allocate(bytes)
                : WalFile.read(channel, version == IN_DATABASE ? (number - 1L) * PAGE_BYTES : version, bytes);
    }

    /** Tells a row from its other versions: by what its page has of it, and by the versions of the pages it goes on in. */
    private long hash(ByteBuffer page, Row row, long moment) throws IOException {
        Cell cell = row.cell;
        long hash = row.rowId;
        boolean goesOn = cell.local < cell.bytes;
        int end = Math.min(PAGE_BYTES, cell.at + cell.local + (goesOn ? Integer.BYTES : 0));
        for (int at = cell.at; at < end; at++) {
            hash = (hash ^ page.get(at)) * 0x9E3779B97F4A7C15L;
        }
        int next = goesOn ? following(page, cell) : 0;
        for (int left = cell.bytes - cell.local; left > 0 && has(next); left -= PAGE_BYTES - 4) {
            if (--steps < 0) {
                return hash ^ moment; // at worst the same row twice
            }
            long version = version(next, moment);
            hash = (hash ^ version) * 0x9E3779B97F4A7C15L;
            next = read(next, version, Integer.BYTES).getInt(0);
        }
        return hash;
    }

    /** The page that a row goes on in, 0 if there is none. */
    private static int following(ByteBuffer page, Cell cell) {
        int at = cell.at + cell.local;
        return cell.local < cell.bytes && at + Integer.BYTES <= PAGE_BYTES ? page.getInt(at) : 0;
    }

    private static @Nullable Row row(ByteBuffer page, int number, long version, int at) {
        try {
            Cursor cursor = new Cursor(page, at);
            long bytes = cursor.varint();
            long rowId = cursor.varint();
            if (bytes < 2 || bytes > Database.MAX_VALUE_BYTES) {
                return null;
            }
            Cell cell = new Cell(number, version, cursor.at, (int) bytes, local((int) bytes));
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
            return whole ? new Row(rowId, columns, cell, LATEST, false, false, false) : null;
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
        if (budget < 0 || cell.bytes > pages * PAGE_BYTES) {
            return null;
        }
        byte[] all = new byte[cell.bytes];
        ByteBuffer page = read(cell.page, cell.version);
        if (cell.at + cell.local > PAGE_BYTES) {
            return null;
        }
        page.get(cell.at, all, 0, cell.local);
        int next = following(page, cell);
        int done = cell.local;
        while (done < all.length) { // each turn takes some, so that no circle of pages goes on for ever
            if (!has(next)) {
                return null;
            }
            page = page(next, row.moment);
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
        close(database, log);
    }

    private static void close(@Nullable FileChannel database, @Nullable FileChannel log) throws IOException {
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
