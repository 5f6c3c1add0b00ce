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
 * The connections of a store to its file, which are closed and opened anew when another file takes its name.
 *
 * <p><b>Threading.</b> Safe. Reads and writes run beside each other; what closes connections waits for all of them.
 */
final class Connections implements AutoCloseable {
    private final Mode mode;
    private final FileClaim claim;
    private final Path file;
    private final Access readAccess;
    private final Database.Probe probe;
    private final LongSupplier nanoTime;
    private final ReaderPool readers;
    /** Held shared while the file is used, and alone to close it. Never over code of the caller's. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    /** Replaced, under the lock of use held alone, when a damaged database was salvaged. */
    private volatile RecoveryReport recovery;

    private @Nullable Writer writer; // guarded by the lock of use, and the next ones are written when it is held alone

    /** Which file the readers have open, and how often it was another one. */
    private @Nullable Object fileKey;

    private int replacements;
    /** Where the history stands by a log that was damaged when the file was opened for reading; else null. */
    private volatile Rows.@Nullable History inLog; // until the file is replaced: a writer salvages it

    private volatile boolean closed;

    /** Whether something was found damaged, or could not be read, so that the log is better left as it is. */
    private volatile boolean doubtful;

    /** Opens a file. */
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

    /** Returns how the file was found when it was opened, or salvaged since then. */
    RecoveryReport recovery() {
        return recovery;
    }

    /** Returns where the history stands by a log whose damage hides it; null if nothing is hidden. */
    Rows.@Nullable History historyInLog() {
        return inLog;
    }

    /** Takes note that something is damaged, so that the log is left as it is when the file is closed. */
    void doubt() {
        doubtful = true;
    }

    /** Does something while the file stays open. */
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

    /** Reads on a connection of its own; one on which something failed is not used again. */
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

    /** Does something by the one connection that writes. */
    void writing(Consumer<Writer> action) {
        boolean unusedDone = writingFor(writing -> {
            action.accept(writing);
            return true;
        });
    }

    /** Does something by the one connection that writes, and returns what that returns. */
    <T> T writingFor(Function<Writer, T> action) {
        return using(() -> {
            if (mode != Mode.WRITE) {
                throw new IllegalStateException(
                        "mode=" + mode + ": " + location() + " was opened for reading; open it for writing");
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

    /** Returns a number that is another one after each commit, and after the file was replaced. */
    long version() {
        if (isReplaced()) {
            follow();
        }
        return using(() -> ofThisFile(readers.dataVersion()));
    }

    /**
     * Combines a number with how often the file was replaced: what another file has may be any number. Called while the file
     * is used.
     */
    long ofThisFile(long number) {
        return ((long) replacements << Integer.SIZE) | number;
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
            readers.closeAll();
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
            throw Failures.of(file, e);
        }
    }

    /** Opens the file once more if salvaging it began, and failed; returns whether it was salvaged now. */
    boolean reopenIfUnwritable() {
        boolean unwritable = using(() -> mode == Mode.WRITE && writer == null);
        return unwritable && replaceWriter(() -> Opening.again(claim, probe));
    }

    /**
     * Puts a new database in the place of the one that turned out to be damaged, so that recording can go on.
     *
     * @param cause how that was noticed; thrown where others of this process read the file, so that it cannot be salvaged
     */
    void salvage(StoreException cause) {
        if (!claim.isAlone()) {
            throw cause;
        }
        boolean unusedSalvaged = replaceWriter(() -> Opening.salvaged(claim, null, probe));
    }

    /**
     * Closes all connections before the file is opened anew. If that fails, there is no writer until it succeeds. Returns
     * whether the database was salvaged.
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

    /** Readers first: SQLite brings the log to its place when the last connection closes, which is to be one that may write. */
    private void closeAll() {
        try {
            try {
                readers.closeAll();
                if (mode == Mode.READ && readAccess == Access.READ) {
                    WalRemoval.tidy(claim, recovery.isComplete() && !doubtful, probe);
                }
            } finally {
                try {
                    close(writer);
                } finally {
                    claim.close();
                }
            }
        } catch (IOException e) {
            throw Failures.of(file, e);
        }
    }

    private static void close(@Nullable Writer writer) {
        if (writer != null) {
            writer.close();
        }
    }
}
