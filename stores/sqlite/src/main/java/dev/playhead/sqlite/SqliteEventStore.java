package dev.playhead.sqlite;

import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.SequenceRange;
import dev.playhead.sqlite.Database.Access;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreCheck;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store in one SQLite file.
 *
 * <p><b>Threading.</b> As every store; readers in other processes included. Each read is one short transaction on a connection
 * of its own.
 *
 * <p><b>Durability.</b> What {@code commit} returned for survives the end of the process, however it ends. With {@code sync} it
 * survives the failure of power, as far as the disk keeps what it says it has; without, the commits since the last {@code
 * sync} or checkpoint may be lost then, the latest first.
 *
 * <p><b>Limits.</b> A file has one name: symbolic links are followed, but hard links would bypass the lock, and files on network
 * drives are as safe as the locks there. A block or state may have 256 MiB in one row; larger blocks take many rows.
 */
public final class SqliteEventStore implements EventStore {
    /** Beyond it SQLite brings pages to their place within a commit, if nobody calls {@link #maintain}. */
    static final int MAX_WAL_PAGES = 16_384;

    static final long KEPT_WAL_BYTES = 16L << 20;

    private static final long CHECKPOINT_BYTES = 8L << 20;
    private static final long MAX_WAL_BYTES = 64L << 20;
    /** A log above that is emptied when nothing was written for some time, rather than left beside the file for hours. */
    static final long IDLE_WAL_BYTES = 512L << 10;

    static final long IDLE_NANOS = 400_000_000;

    private static final int FREED_PAGES_A_STEP = 256;
    /** About what a commit writes besides what it is told to: the pages that it changes. */
    private static final long BYTES_A_COMMIT = 4L * Schema.PAGE_BYTES;

    private static final int IDLE_CONNECTIONS = 4;
    private static final int MAX_DATABASE_PROBLEMS = 20;

    private final Mode mode;
    private final FileClaim claim;
    private final Path file;
    private final Database.Probe probe;
    private final LongSupplier nanoTime;
    private final Access readAccess;
    private final ConcurrentLinkedQueue<Database> idle = new ConcurrentLinkedQueue<>();
    /** Held shared while the file is used, and alone to close it. Never over code of the caller's. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    /** Replaced, under the lock of use held alone, when a damaged database was salvaged. */
    private volatile RecoveryReport recovery;

    private @Nullable Database writer;

    private final Object writing = new Object();
    private Rows.History history; // guarded by writing, as are the next ones
    private boolean treesChecked;
    private boolean synchronousFull;
    private boolean unsynced;
    private long walBytes;
    private boolean logMayBeLarge = true;
    /** When something was written last, or it was tried in vain to empty the log. */
    private long quietSinceNanos;

    private final Object watching = new Object();
    private @Nullable Database watch; // guarded by watching

    /** Which file the readers have open, and how often it was another one; written under the lock of use held alone. */
    private @Nullable Object fileKey;

    private int replacements;

    /** Where the history stands by a log that was damaged when the file was opened for reading; else null. */
    private volatile Rows.@Nullable History inLog; // until the file is replaced: a writer salvages it

    /** Whether something was found damaged, or could not be read, so that the log is better left as it is. */
    private volatile boolean doubtful;

    private volatile boolean closed; // written under the lock of use

    private SqliteEventStore(Mode mode, Opening.Opened opened, Database.Probe probe, LongSupplier nanoTime) {
        this.mode = mode;
        this.nanoTime = nanoTime;
        this.quietSinceNanos = nanoTime.getAsLong();
        this.claim = opened.claim();
        this.file = claim.file();
        this.probe = probe;
        this.writer = opened.writer();
        this.readAccess = opened.readAccess();
        this.recovery = opened.recovery();
        this.history = opened.history();
        this.walBytes = mode == Mode.WRITE ? fileBytes("-wal") : 0; // what is left where the disk was full
        this.inLog = opened.inLog();
        this.doubtful = !opened.sound();
        this.fileKey = fileKey(); // no reader has the file open yet
    }

    /**
     * Opens a file for reading and writing. It is made if it is missing, and salvaged if it is damaged.
     *
     * @param file the file, by convention {@code NAME.playhead}
     * @return the store
     * @throws StoreException if it cannot be opened
     */
    public static SqliteEventStore open(Path file) {
        return open(file, Mode.WRITE);
    }

    /**
     * Opens a file.
     *
     * @param file the file
     * @param mode what for
     * @return the store
     * @throws StoreException if it cannot be opened
     */
    public static SqliteEventStore open(Path file, Mode mode) {
        return open(file, mode, sql -> {});
    }

    static SqliteEventStore open(Path file, Mode mode, Database.Probe probe) {
        return open(file, mode, probe, System::nanoTime);
    }

    static SqliteEventStore open(Path file, Mode mode, Database.Probe probe, LongSupplier nanoTime) {
        return new SqliteEventStore(mode, Opening.open(file, mode, probe), probe, nanoTime);
    }

    @Nullable
    Database writerForTest() {
        return writer;
    }

    /** Lets the database have so many pages and no more, as if the disk were full. */
    void limitPagesForTest(long pages) {
        boolean done = writing(database -> {
            database.alone(() -> database.pragma("max_page_count = " + pages));
            return true;
        });
        assert done;
    }

    @Override
    public String location() {
        return "file=" + file;
    }

    @Override
    public List<Path> files() {
        return Stream.of("", "-wal", "-shm", "-journal", ".lock")
                .map(suffix -> FileClaim.sibling(file, suffix))
                .toList();
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public RecoveryReport recovery() {
        return recovery;
    }

    private <T> T using(java.util.function.Supplier<T> action) {
        use.readLock().lock();
        try {
            requireOpen();
            return action.get();
        } finally {
            use.readLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreException(Reason.CLOSED, location() + " is closed; open it again", null);
        }
    }

    /** Reads on a connection of its own; one on which something failed is not used again. */
    private <T> T reading(Function<Database, T> action) {
        return using(() -> {
            Database known = idle.poll();
            Database database = known != null ? known : Database.open(file, readAccess, probe);
            boolean done = false;
            try {
                T result = action.apply(database);
                done = true;
                return result;
            } finally {
                if (done && idle.size() < IDLE_CONNECTIONS) {
                    idle.add(database);
                } else {
                    database.close();
                }
                if (!done) {
                    doubtful = true;
                }
            }
        });
    }

    @Override
    public StoreContents contents(long afterSequence) {
        return scan(afterSequence).contents();
    }

    private Scan scan(long afterSequence) {
        Scan scan = reading(database -> Scan.of(database, afterSequence, inLog));
        if (scan.damagedRows() > 0) {
            doubtful = true;
        }
        return scan;
    }

    @Override
    public long version() {
        if (isReplaced()) {
            follow();
        }
        return using(() -> {
            synchronized (watching) {
                Database database = watch;
                if (database == null) {
                    database = Opening.checked(file, readAccess, probe);
                    watch = database; // always the same one, since the number is that of a connection
                }
                Database asked = database;
                long[] version = new long[1];
                asked.alone(() -> version[0] = asked.number("PRAGMA data_version", 0));
                return ((long) replacements << Integer.SIZE) | version[0];
            }
        });
    }

    /** Whether a process that salvaged the database has put another file in its place; between the two it is not yet. */
    private boolean isReplaced() {
        return using(() -> {
            Object now = mode == Mode.READ ? fileKey() : null;
            return now != null && !now.equals(fileKey);
        });
    }

    /** Closes the connections, which have the file that was replaced; later ones have the other. */
    private void follow() {
        use.writeLock().lock();
        try {
            requireOpen();
            Object now = fileKey();
            closeReaders();
            replacements++;
            fileKey = now;
            inLog = null;
        } finally {
            use.writeLock().unlock();
        }
    }

    /** What tells a file from another one of the same name; null where there is no file, or nothing tells. */
    private @Nullable Object fileKey() {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw Opening.failure(file, e);
        }
    }

    @Override
    public long quarantined() {
        return reading(database -> {
            long[] rows = new long[1];
            database.reading(() -> rows[0] = database.number("SELECT count(*) FROM quarantine", 0));
            return ((long) replacements << Integer.SIZE) | rows[0]; // what a salvaged database has may be anything
        });
    }

    @Override
    public List<byte[]> headers(long fromSequence, int limit) {
        return reading(database -> {
            List<byte[]> headers = new ArrayList<>();
            database.reading(() -> database.each(
                    "SELECT bytes FROM block_data WHERE first_sequence IN (SELECT first_sequence FROM block"
                            + " WHERE first_sequence >= ? ORDER BY first_sequence LIMIT ?) AND part = 0 ORDER BY first_sequence",
                    row -> {
                        byte[] bytes = row.getBytes(1);
                        headers.add(bytes == null ? new byte[0] : bytes);
                    },
                    fromSequence,
                    limit));
            return headers;
        });
    }

    @Override
    public Optional<SealedBlock> block(StoredBlock block) {
        SealedBlock sealed = reading(database -> events(database, block));
        if (sealed == null) {
            return Optional.empty();
        }
        if (!block.describes(sealed.header())) {
            doubtful = true;
            throw new StoreException(
                    Reason.DAMAGED,
                    location() + ": instead of " + block + " there is " + sealed + "; quarantine it",
                    null);
        }
        return Optional.of(sealed);
    }

    private static @Nullable SealedBlock events(Database database, StoredBlock block) {
        byte[][] bytes = new byte[1][];
        SealedBlock[] ofTail = new SealedBlock[1];
        database.reading(() -> {
            if (has(database, block)) {
                bytes[0] = bytes(database, block);
                return;
            }
            ofTail[0] = Scan.between(database, block);
            if (ofTail[0] == null) {
                requireGone(database, block);
            }
        });
        return bytes[0] == null ? ofTail[0] : SealedBlock.open(bytes[0]);
    }

    private static boolean has(Database database, StoredBlock block) throws SQLException {
        return database.number("SELECT count(*) FROM block WHERE first_sequence = ?", 0, block.firstSequence()) > 0;
    }

    private static byte[] bytes(Database database, StoredBlock block) throws SQLException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(Math.min(block.bytes(), Rows.PART_BYTES));
        database.each(
                "SELECT bytes FROM block_data WHERE first_sequence = ? ORDER BY part",
                row -> {
                    byte[] part = row.getBytes(1);
                    if (part != null && part.length <= block.bytes() - joined.size()) {
                        joined.write(part, 0, part.length);
                    }
                },
                block.firstSequence());
        return joined.toByteArray();
    }

    /** Fails unless a block was dropped or quarantined: if it is not there, the tree that leads to it is damaged. */
    private static void requireGone(Database database, StoredBlock block) throws SQLException {
        Rows.History history = Rows.readHistory(database);
        boolean dropped = history != null && history.keptFrom() > block.lastSequence();
        long set =
                database.number("SELECT count(*) FROM quarantine WHERE first_sequence = ?", 0, block.firstSequence());
        if (!dropped && set == 0) {
            throw new StoreException(
                    Reason.DAMAGED, database.location() + ": " + block + " cannot be found; salvage the file", null);
        }
    }

    @Override
    public Optional<byte[]> state(StoredState state) {
        return reading(database -> {
            byte[][] found = new byte[1][];
            database.reading(() -> database.each(
                    "SELECT bytes, checksum FROM state WHERE name = ? AND sequence = ?",
                    row -> {
                        byte[] bytes = row.getBytes(1) == null ? new byte[0] : row.getBytes(1);
                        boolean whole = Batches.checksum(state.name(), state.sequence(), bytes) == row.getLong(2);
                        found[0] = whole ? bytes : null;
                    },
                    state.name(),
                    state.sequence()));
            return Optional.ofNullable(found[0]);
        });
    }

    /** Runs something on the one connection that writes. */
    private <T> T writing(Function<Database, T> action) {
        return using(() -> {
            if (mode != Mode.WRITE) {
                throw new IllegalStateException(
                        "mode=" + mode + ": " + location() + " was opened for reading; open it for writing");
            }
            Database database = writer;
            if (database == null) {
                throw new StoreException(
                        Reason.DAMAGED,
                        location() + ": the database is damaged, and salvaging it failed; the next commit tries again",
                        null);
            }
            synchronized (writing) {
                return action.apply(database);
            }
        });
    }

    @Override
    public void commit(StoreBatch batch, boolean sync) {
        boolean salvaged = lacksWriter() && replaceWriter(() -> Opening.again(claim, probe));
        try {
            if (!batch.quarantined().isEmpty() && !salvaged) {
                requireSoundTrees();
            }
            commitOnce(batch, sync, salvaged);
        } catch (StoreException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            salvage(e);
            commitOnce(batch, sync, true);
        }
    }

    /**
     * Commits, if there is anything.
     *
     * @param salvaged whether the database is new: then nothing is dropped or set aside, since that was decided by what the
     *     damaged one had
     */
    private void commitOnce(StoreBatch batch, boolean sync, boolean salvaged) {
        StoreBatch committed = salvaged ? batch.withoutDrops() : batch;
        boolean done = writing(database -> {
            if (!Batches.isEmpty(committed) || (sync && unsynced)) {
                commit(database, committed, sync);
            }
            return true;
        });
        assert done;
    }

    /**
     * Fails if it is not only bytes of blocks that are damaged. Once: what SQLite deletes by a tree that leads elsewhere would
     * be taken from other blocks, and what a tree does not lead to can be salvaged.
     */
    private void requireSoundTrees() {
        boolean done = writing(database -> {
            if (!treesChecked) {
                database.reading(() -> Schema.checkAllTrees(database));
                treesChecked = true;
            }
            return true;
        });
        assert done;
    }

    /** Whether salvaging the database began, and failed. */
    private boolean lacksWriter() {
        return using(() -> mode == Mode.WRITE && writer == null);
    }

    /** Puts a new database in the place of the one that turned out to be damaged, so that recording can go on. */
    private void salvage(StoreException cause) {
        if (!claim.isAlone()) {
            throw cause;
        }
        boolean unusedSalvaged = replaceWriter(() -> Opening.salvaged(claim, null, probe));
    }

    /** Opens a file. */
    private interface Opener {
        Opening.Opened open() throws IOException;
    }

    /**
     * Closes all connections before the file is opened anew. If that fails, there is no writer until it succeeds. Says
     * whether the database was salvaged.
     */
    private boolean replaceWriter(Opener opener) {
        use.writeLock().lock();
        try {
            requireOpen();
            closeReaders();
            replacements++;
            Database replaced = writer;
            writer = null;
            close(replaced);
            Opening.Opened opened = opener.open();
            writer = opened.writer();
            recovery = opened.recovery().isComplete() ? recovery : opened.recovery();
            synchronized (writing) {
                history = opened.history();
                synchronousFull = false;
                unsynced = true;
                walBytes = fileBytes("-wal");
                wrote();
            }
            return opened.recovery().damagedFile().isPresent();
        } catch (IOException e) {
            throw Opening.failure(file, e);
        } finally {
            use.writeLock().unlock();
        }
    }

    private void commit(Database database, StoreBatch batch, boolean sync) {
        if (synchronousFull != sync) {
            database.alone(() -> database.pragma(sync ? "synchronous = FULL" : "synchronous = NORMAL"));
            synchronousFull = sync;
        }
        Rows.History next = Batches.next(history, batch);
        long last = history.lastSequence();
        database.writing(() -> Batches.write(database, batch, last, next));
        history = next;
        unsynced = !sync;
        walBytes += BYTES_A_COMMIT + Batches.bytes(batch);
        wrote();
    }

    /** Called with the lock of writing. */
    private void wrote() {
        logMayBeLarge = true;
        quietSinceNanos = nanoTime.getAsLong();
    }

    @Override
    public boolean maintain() {
        return writing(database -> {
            if (walBytes >= CHECKPOINT_BYTES) {
                // Never in the way of readers; only when they keep the log from being used again it is made to shrink.
                boolean large = fileBytes("-wal") > MAX_WAL_BYTES;
                database.alone(() -> {
                    if (large) {
                        database.truncateLog();
                    } else {
                        database.pragma("wal_checkpoint(PASSIVE)");
                    }
                });
                walBytes = 0;
                return true;
            }
            boolean[] more = new boolean[1];
            database.alone(() -> {
                if (database.number("PRAGMA freelist_count", 0) >= FREED_PAGES_A_STEP) {
                    database.pragma("incremental_vacuum(" + FREED_PAGES_A_STEP + ")");
                    walBytes += (long) FREED_PAGES_A_STEP * Schema.PAGE_BYTES;
                    wrote();
                    more[0] = true;
                }
            });
            long now = nanoTime.getAsLong();
            if (logMayBeLarge && !more[0] && now - quietSinceNanos >= IDLE_NANOS) {
                database.alone(() -> shrinkLog(database, now));
            }
            return more[0];
        });
    }

    /** Empties a log that is large, unless a reader needs it, who is not waited for. Called with the lock of writing. */
    private void shrinkLog(Database database, long now) throws SQLException {
        quietSinceNanos = now;
        boolean large = fileBytes("-wal") > IDLE_WAL_BYTES;
        if (!large || database.emptyUnusedLog()) {
            logMayBeLarge = false;
            walBytes = large ? 0 : walBytes;
        }
    }

    @Override
    public StoreCheck verify(LongConsumer onChecked) {
        Scan scan = scan(-1);
        StoreContents contents = scan.contents();
        List<StoreCheck.Problem> problems = new ArrayList<>();
        long events = 0;
        long bytes = 0;
        long blocks = 0;
        for (StoredBlock stored : contents.blocks()) {
            try {
                Optional<SealedBlock> block = block(stored);
                if (block.isEmpty()) {
                    continue; // dropped meanwhile
                }
                events += block.get().size();
            } catch (PlayheadException e) {
                problems.add(new StoreCheck.Problem(
                        stored.firstSequence(), stored.lastSequence(), String.valueOf(e.getMessage())));
            }
            blocks++;
            bytes += stored.bytes();
            onChecked.accept(bytes);
        }
        for (SealedBlock tail : contents.tail()) { // checked as it was read
            blocks++;
            events += tail.size();
            bytes += tail.bytes().length;
            onChecked.accept(bytes);
        }
        long hidden = inLog == null ? Long.MAX_VALUE : scan.lastSequence() + 1; // of which is said why it is missing
        for (SequenceRange gap : contents.gaps()) {
            if (gap.first() >= hidden) {
                continue;
            }
            problems.add(new StoreCheck.Problem(gap.first(), gap.last(), "events are missing"));
        }
        if (scan.damagedRows() > 0) {
            problems.add(new StoreCheck.Problem(-1, -1, "damagedRows=" + scan.damagedRows()));
        }
        problems.sort(java.util.Comparator.comparingLong(StoreCheck.Problem::firstSequence));
        problems.addAll(databaseProblems());
        if (mode == Mode.READ) {
            problems.addAll(logProblems(scan.lastSequence()));
        }
        if (!problems.isEmpty()) {
            doubtful = true;
        }
        return new StoreCheck(blocks, events, bytes, problems);
    }

    private List<StoreCheck.Problem> databaseProblems() {
        List<StoreCheck.Problem> problems = new ArrayList<>();
        try {
            return reading(database -> {
                database.reading(() -> database.each("PRAGMA integrity_check(" + MAX_DATABASE_PROBLEMS + ")", row -> {
                    String found = String.valueOf(row.getString(1));
                    if (!"ok".equals(found)) {
                        problems.add(new StoreCheck.Problem(-1, -1, found));
                    }
                }));
                return problems;
            });
        } catch (StoreException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            problems.add(
                    new StoreCheck.Problem(-1, -1, String.valueOf(e.getMessage()))); // so much that it cannot go on
            return problems;
        }
    }

    private List<StoreCheck.Problem> logProblems(long lastSequence) {
        return using(() -> {
            try {
                Rows.History known = inLog != null ? inLog : Opening.historyInDamagedLog(claim);
                if (known == null && !Opening.hasDamagedLog(claim)) {
                    return List.of();
                }
                long last = known == null ? -1 : known.lastSequence();
                long first = last > lastSequence ? lastSequence + 1 : -1;
                return List.of(new StoreCheck.Problem(
                        first,
                        first < 0 ? -1 : last,
                        WalFile.of(file).getFileName()
                                + " is damaged, and what follows in it is not read; open the file"
                                + " for writing, or salvage it, to have what is readable"));
            } catch (IOException e) {
                throw Opening.failure(file, e);
            }
        });
    }

    @Override
    public void compact() {
        boolean done = writing(database -> {
            vacuum(database);
            walBytes = 0;
            return true;
        });
        assert done;
    }

    /**
     * Writes everything anew, through the log. Its pages may get there before it is committed, since memory has no room for
     * all of them. If it fails, the log is emptied too, lest what is left in it be taken for damage.
     */
    private static void vacuum(Database database) {
        database.alone(() -> {
            database.pragma("cache_spill = ON");
            try {
                database.execute("VACUUM");
            } finally {
                database.pragma("cache_spill = OFF");
                database.truncateLog();
            }
        });
    }

    @Override
    public long sizeBytes() {
        return using(() -> fileBytes("") + fileBytes("-wal"));
    }

    private long fileBytes(String suffix) {
        Path path = FileClaim.sibling(file, suffix);
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            throw Opening.failure(path, e);
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            closeConnections();
        } finally {
            use.writeLock().unlock();
        }
    }

    /** Readers first: SQLite brings the log to its place when the last connection closes, which is to be one that may write. */
    private void closeConnections() {
        try {
            try {
                closeReaders();
                if (mode == Mode.READ && readAccess == Access.READ) {
                    Opening.tidy(claim, recovery.isComplete() && !doubtful, probe);
                }
            } finally {
                try {
                    close(writer);
                } finally {
                    claim.close();
                }
            }
        } catch (IOException e) {
            throw Opening.failure(file, e);
        }
    }

    private void closeReaders() {
        for (Database database = idle.poll(); database != null; database = idle.poll()) {
            database.close();
        }
        synchronized (watching) {
            close(watch);
            watch = null;
        }
    }

    private static void close(@Nullable Database database) {
        if (database != null) {
            database.close();
        }
    }
}
