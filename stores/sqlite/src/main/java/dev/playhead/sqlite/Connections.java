package dev.playhead.sqlite;

import dev.playhead.sqlite.Database.Access;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.EventStore.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a store to its file. They are closed and reopened when another file replaces the file.
 *
 * <p><b>Threading.</b> Safe. Reads and writes run concurrently; closing the connections waits for all reads and writes.
 */
final class Connections implements AutoCloseable {
    private final Mode mode;
    private final FileClaim claim;
    private final Path file;
    private final Access readAccess;
    private final Database.Probe probe;
    private final LongSupplier nanoTime;
    private final ReaderPool readers;
    /**
     * The lock on the use of the file: held shared while the file is used, and exclusively while connections are
     * closed. Never held while application code runs.
     */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    /**
     * The report of the last recovery that was not complete; if all were complete, the report from opening the file.
     * Changed under the exclusive lock of {@link #use}.
     */
    private volatile RecoveryReport recovery;

    /** The writer. Guarded by {@link #use}. This field and the next three are written only under the exclusive lock. */
    private @Nullable Writer writer;

    /**
     * The key of the file that the readers have open; kept current only in {@link Mode#READ}. {@code replacements}
     * counts how often the connections were closed because the file was replaced or reopened.
     */
    private @Nullable Object fileKey;

    private int replacements;
    /**
     * The latest recorded history, if the log was damaged or did not continue the database when the file was opened for
     * reading; otherwise null.
     */
    private volatile Rows.@Nullable History inLog; // null again once the file is replaced by a salvaged file

    private volatile boolean closed;

    /**
     * Whether damage was found or a read failed. If so, closing a reader leaves the log unchanged, and closing a writer
     * does not erase dropped data.
     */
    private volatile boolean doubtful;

    /** A way to open the file. */
    private interface Opener {
        Opening.Opened open() throws IOException;
    }

    Connections(Mode mode, Opening.Opened opened, Database.Probe probe, LongSupplier nanoTime) {
        this.mode = mode;
        this.claim = opened.claim();
        this.file = claim.file();
        this.readAccess = opened.readAccess();
        this.probe = probe;
        this.nanoTime = nanoTime;
        this.readers = new ReaderPool(file, readAccess, probe);
        this.recovery = opened.recovery();
        this.writer = writer(opened, false);
        this.inLog = opened.inLog();
        this.doubtful = !opened.sound();
        this.fileKey = fileKey(); // no reader has the file open yet
    }

    private @Nullable Writer writer(Opening.Opened opened, boolean unsynced) {
        Database database = opened.writer();
        if (database == null) {
            return null;
        }
        boolean done = false;
        try {
            Writer made = new Writer(file, database, opened.history(), unsynced, nanoTime);
            done = true;
            return made;
        } finally {
            if (!done) {
                database.close();
            }
        }
    }

    Mode mode() {
        return mode;
    }

    Path file() {
        return file;
    }

    String location() {
        return "file=" + file;
    }

    /** Returns the report from opening the file, or from salvaging or reopening the file since then. */
    RecoveryReport recovery() {
        return recovery;
    }

    /** Returns the latest recorded history if SQLite possibly shows an older one because of the log; otherwise null. */
    Rows.@Nullable History historyInLog() {
        return inLog;
    }

    /** Records that something is damaged; see {@link #doubtful} for the effects. */
    void doubt() {
        doubtful = true;
    }

    /** Runs an action, and keeps the connections from being closed until the action ends. */
    <T> T using(Supplier<T> action) {
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

    /**
     * Runs an action on a connection that no other action uses at the same time, and returns its result. If the action
     * fails, the connection is closed.
     */
    <T> T reading(Function<Database, T> action) {
        return using(() -> {
            Database database = readers.take();
            boolean done = false;
            try {
                T result = action.apply(database);
                done = true;
                return result;
            } finally {
                if (done) {
                    readers.giveBack(database);
                } else {
                    database.close();
                    doubtful = true;
                }
            }
        });
    }

    /** Runs an action on the one connection that writes. */
    void writing(Consumer<Writer> action) {
        boolean unusedDone = writingFor(writing -> {
            action.accept(writing);
            return true;
        });
    }

    /** Runs an action on the one connection that writes, and returns its result. */
    <T> T writingFor(Function<Writer, T> action) {
        return using(() -> {
            if (mode != Mode.WRITE) {
                throw new IllegalStateException(
                        "mode=" + mode + ": " + location() + " was opened read-only; open it for writing");
            }
            Writer known = writer;
            if (known == null) {
                throw new StoreException(
                        Reason.DAMAGED,
                        location() + ": the database is damaged, and salvaging it failed; the next commit tries again",
                        null);
            }
            return action.apply(known);
        });
    }

    /** Returns a number that changes with each commit and with each replacement of the file. */
    long version() {
        if (isReplaced()) {
            follow();
        }
        return using(() -> ofThisFile(readers.dataVersion()));
    }

    /**
     * Combines a number that was read from the file with the number of replacements, because the old and the new file
     * can yield the same number. Called within {@link #using}.
     */
    long ofThisFile(long number) {
        return ((long) replacements << Integer.SIZE) | number;
    }

    /**
     * Returns whether another process has salvaged the database and replaced the file. Always returns false for a store
     * that is open for writing. While another process replaces the file, the file is missing for a moment; until the
     * new file exists, this method returns false.
     */
    private boolean isReplaced() {
        return using(() -> {
            Object now = mode == Mode.READ ? fileKey() : null;
            return now != null && !now.equals(fileKey);
        });
    }

    /** Closes the connections to the replaced file. Later reads open the new file. */
    private void follow() {
        use.writeLock().lock();
        try {
            requireOpen();
            Object now = fileKey();
            readers.closeAll();
            replacements++;
            fileKey = now;
            inLog = null;
        } finally {
            use.writeLock().unlock();
        }
    }

    /**
     * Returns a key that distinguishes the file from other files of the same name, or null if the file is missing or
     * the file system has no such key.
     */
    private @Nullable Object fileKey() {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw Failures.of(file, e);
        }
    }

    /**
     * Reopens the file for writing if an earlier attempt to salvage it failed. Returns whether this call salvaged the
     * file.
     */
    boolean reopenIfUnwritable() {
        boolean unwritable = using(() -> mode == Mode.WRITE && writer == null);
        return unwritable && replaceWriter(() -> Opening.again(claim, probe));
    }

    /**
     * Salvages a database in which damage was found, and replaces the database with the salvaged one. Recording can
     * then continue.
     *
     * @param cause the failure that revealed the damage; thrown if other stores of this process read the file, because
     *     the file then cannot be salvaged
     */
    void salvage(StoreException cause) {
        if (!claim.isAlone()) {
            throw cause;
        }
        boolean unusedSalvaged = replaceWriter(() -> Opening.salvaged(claim, null, probe));
    }

    /**
     * Closes all connections, then opens the file with the given opener. If opening fails, there is no writer until a
     * later attempt succeeds. Returns whether the database was salvaged.
     */
    private boolean replaceWriter(Opener opener) {
        use.writeLock().lock();
        try {
            requireOpen();
            readers.closeAll();
            replacements++;
            Writer replaced = writer;
            writer = null;
            close(replaced);
            Opening.Opened opened = opener.open();
            writer = writer(opened, true);
            recovery = opened.recovery().isComplete() ? recovery : opened.recovery();
            return opened.recovery().damagedFile().isPresent();
        } catch (IOException e) {
            throw Failures.of(file, e);
        } finally {
            use.writeLock().unlock();
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
            closeAll();
        } finally {
            use.writeLock().unlock();
        }
    }

    /**
     * Closes all connections, and gives up the claim on the file. The readers are closed before the writer, because
     * SQLite checkpoints the log when the last connection closes, but only if that connection may write.
     */
    private void closeAll() {
        try {
            try {
                readers.closeAll();
                if (mode == Mode.READ && readAccess == Access.READ) {
                    WalRemoval.tidy(claim, recovery.isComplete() && !doubtful, probe);
                }
            } finally {
                try {
                    erase(writer);
                    close(writer);
                } finally {
                    claim.close();
                }
            }
        } catch (IOException e) {
            throw Failures.of(file, e);
        }
    }

    /** Erases dropped data, so that none of it remains in the file after closing. */
    private void erase(@Nullable Writer writer) {
        if (writer == null || doubtful) {
            return;
        }
        try {
            writer.erase();
        } catch (StoreException e) {
            // The next writer erases the data. No event is lost, and the file must be closed anyway.
        }
    }

    private static void close(@Nullable Writer writer) {
        if (writer != null) {
            writer.close();
        }
    }
}
