package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a database, in all versions that the file and its log contain. Pages are read without following trees.
 * So all intact rows are found, in the latest version of each page and in earlier versions.
 *
 * <p>A moment is an offset in the log. The version of a page as of a moment is the latest version up to that offset, or
 * the version in the database if the log has none; see {@link #IN_DATABASE}. A row is also read as of a moment: that of
 * the last commit at which the version of the row's page was current. So the overflow pages of the row belong to the
 * same state of the database as the row. {@link #believed} is the moment as of which SQLite itself would show the
 * database. If frames of the log are missing, the database may be incomplete as of a later moment, although it is
 * complete as of an earlier one.
 *
 * <p>No number in the file is trusted. Bytes that do not form a valid row are ignored. A page exists if the file or a
 * frame of the log contains it, regardless of the recorded number of pages. The amount of work is limited in proportion
 * to the size of the file and the log.
 *
 * <p>After the last commit, the log may hold pages of a torn commit. These pages are also read, because their rows may
 * be intact, but the format and the history of the database are determined only from committed rows; see {@link
 * #committed}.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html">The format of the file</a>
 */
final class PageFile implements AutoCloseable {
    static final long IN_DATABASE = 0;
    private static final long LATEST = Long.MAX_VALUE;
    /**
     * The maximum number of times that the bytes of the file are read, on average. Reading all rows needs one or two
     * times; only a file that was crafted to cause work would need more.
     */
    private static final long MAX_READS_OF_FILE = 8;
    /**
     * The maximum number of overflow pages that are read to distinguish versions of rows, for each page of the file and
     * the log.
     */
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

    /**
     * Opens only the log of a file, and reads the database as empty. The file is not opened, because closing it would
     * release the locks of SQLite.
     */
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

    /** Returns the moment as of which SQLite would show the database. */
    long believed() {
        return frames == null ? IN_DATABASE : frames.believed();
    }

    /**
     * Returns the moment of the last commit in the log, even if SQLite does not accept the frames before this commit.
     */
    long committed() {
        return frames == null ? IN_DATABASE : frames.committed();
    }

    /**
     * Passes all rows that can be decoded to a consumer. These are the rows of all tables, in no particular order.
     * Usually, each version of a row is passed once.
     */
    void rows(Consumer<FoundRow> consumer) throws IOException {
        for (int number = 1; number <= inDatabase && number > 0; number++) {
            give(number, consumer);
        }
        for (int number : logged.keySet()) {
            if (number > inDatabase) {
                give(number, consumer);
            }
        }
    }

    /**
     * For each page that the log contains, passes rows to a consumer: those of each committed version of the page in
     * the log, and those of its version in the database.
     */
    void loggedRows(Consumer<FoundRow> consumer) throws IOException {
        for (Map.Entry<Integer, NavigableSet<Long>> entry : logged.entrySet()) {
            int number = entry.getKey();
            for (long version : entry.getValue().headSet(committed(), true)) {
                rows(number, version).forEach(consumer);
            }
            rows(number, IN_DATABASE).forEach(consumer);
        }
    }

    private void give(int number, Consumer<FoundRow> consumer) throws IOException {
        Map<Long, FoundRow> found = new LinkedHashMap<>();
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

    /**
     * Adds the rows of one version of a page. If a later version of the page contains the same row, the row remains
     * assigned to the later version.
     */
    private void add(Map<Long, FoundRow> found, int number, long version, long following) throws IOException {
        ByteBuffer page = read(number, version);
        boolean committed = version <= committed();
        boolean latest = committed && committed() < following;
        long moment = frames == null || !committed ? LATEST : Math.max(version, frames.commitBefore(following));
        boolean believed = version <= believed() && believed() < following;
        for (FoundRow row : LeafPage.rows(page, number, version)) {
            if (frames == null) {
                found.put((long) found.size(), row.as(LATEST, true, true, true));
                continue;
            }
            long whole = hash(page, row, moment);
            long asBelieved = believed ? hash(page, row, believed()) : whole;
            found.merge(whole, row.as(moment, believed && asBelieved == whole, latest, committed), FoundRow::with);
            if (asBelieved != whole) {
                found.merge(asBelieved, row.as(believed(), true, false, true), FoundRow::with);
            }
        }
    }

    /** Returns the rows of a page as of the given moment. */
    List<FoundRow> rows(int number, long moment) throws IOException {
        long version = version(number, moment);
        List<FoundRow> rows = LeafPage.rows(read(number, version), number, version);
        rows.replaceAll(row -> row.as(moment, false, false, version <= committed()));
        return rows;
    }

    /**
     * Returns whether the file or its log contains the page with the given number. Does not trust the number of pages
     * that the file records.
     */
    boolean has(int number) {
        return number > 0 && (number <= inDatabase || logged.containsKey(number));
    }

    /** Returns an upper bound of the number of all versions of all pages. */
    long pages() {
        return pages;
    }

    /** Returns the number of times that a page or a piece of a page was read. */
    long reads() {
        return reads;
    }

    /** Returns a page as of the given moment. */
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

    /**
     * Returns a hash that distinguishes a row from its other versions. The hash covers the bytes of the row in its leaf
     * page, and the offsets in the log of the pages in which the row continues.
     */
    private long hash(ByteBuffer page, FoundRow row, long moment) throws IOException {
        FoundRow.Cell cell = row.cell();
        long hash = row.rowId();
        boolean goesOn = cell.local() < cell.bytes();
        int end = Math.min(PAGE_BYTES, cell.at() + cell.local() + (goesOn ? Integer.BYTES : 0));
        for (int at = cell.at(); at < end; at++) {
            hash = (hash ^ page.get(at)) * 0x9E3779B97F4A7C15L;
        }
        int next = goesOn ? cell.following(page) : 0;
        for (int left = cell.bytes() - cell.local(); left > 0 && has(next); left -= PAGE_BYTES - 4) {
            if (--steps < 0) {
                return hash ^ moment; // at worst, the same version of a row is passed twice
            }
            long version = version(next, moment);
            hash = (hash ^ version) * 0x9E3779B97F4A7C15L;
            next = read(next, version, Integer.BYTES).getInt(0);
        }
        return hash;
    }

    /**
     * Returns the bytes of a column. Returns null if the column has no bytes, if they are incomplete, or if too much
     * was read already.
     */
    byte @Nullable [] bytes(FoundRow row, int column) throws IOException {
        if (!(row.columns().get(column) instanceof FoundRow.Value value)) {
            return null;
        }
        FoundRow.Cell cell = row.cell();
        budget -= cell.bytes();
        if (budget < 0 || cell.bytes() > pages * PAGE_BYTES) {
            return null;
        }
        byte[] all = new byte[cell.bytes()];
        ByteBuffer page = read(cell.page(), cell.version());
        if (cell.at() + cell.local() > PAGE_BYTES) {
            return null;
        }
        page.get(cell.at(), all, 0, cell.local());
        int next = cell.following(page);
        int done = cell.local();
        while (done < all.length) { // each iteration consumes bytes, so a cycle of pages causes no infinite loop
            if (!has(next)) {
                return null;
            }
            page = page(next, row.moment());
            int here = Math.min(all.length - done, PAGE_BYTES - 4);
            page.get(4, all, done, here);
            done += here;
            next = page.getInt(0);
        }
        return Arrays.copyOfRange(all, value.from(), value.from() + value.length());
    }

    /** Returns the text of a column, or null if {@link #bytes} returns null. */
    @Nullable
    String text(FoundRow row, int column) throws IOException {
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
}
