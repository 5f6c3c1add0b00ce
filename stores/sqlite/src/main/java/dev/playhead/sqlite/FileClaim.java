package dev.playhead.sqlite;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.EventStore.Mode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The right to read or write a file, among all stores of this process and, for writing, of all others.
 *
 * <p>Other processes are kept out by a lock on {@code NAME.lock}, which the operating system gives back when its owner ends,
 * however it ends. The lock file stays; deleting it would let two processes lock two files of the same name. What it says
 * about its owner is for messages only.
 */
final class FileClaim implements AutoCloseable {
    /*
     * Locks of this kind belong to a process, not to who asked for them: closing any channel on a file lets go of all locks
     * that the process has on it, SQLite's own included. So the registry comes before the lock file is touched, and a
     * database is read by other means than SQLite only while no store of this process has it open.
     */
    private static final Map<Path, Users> OPEN = new HashMap<>();
    /** Where the lock lies: beyond the text, so that others can read that. */
    private static final long LOCK_POSITION = 1L << 40;

    private static final int HEADER_BYTES = 100;
    private static final int MAX_OWNER_BYTES = 100;
    private static final int ASKED_MILLIS = 5_000;

    /** The stores of this process that have a file open. Guarded by {@link #OPEN}. */
    private static final class Users {
        int readers;
        boolean writer;
        /** By the first bytes of the file, when the first of them opened it; 0 if it did not say. */
        int version;
    }

    private final Path file;
    private final Mode mode;
    private final byte @Nullable [] header;
    private final int version;
    private @Nullable FileChannel lockFile;
    private @Nullable FileChannel sharedLockFile;
    private boolean closed;

    private FileClaim(Path file, Mode mode, byte @Nullable [] header, int version) {
        this.file = file;
        this.mode = mode;
        this.header = header;
        this.version = version;
    }

    /** The file's one name, whatever links lead to it; the file itself may be missing. */
    static Path realPath(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        try {
            return absolute.toRealPath();
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(absolute)) {
                throw new StoreException(
                        Reason.MISSING,
                        "file=" + file + " is a symbolic link to " + Files.readSymbolicLink(absolute)
                                + ", which does not exist; make that, or remove the link",
                        e);
            }
            Path folder = absolute.getParent();
            Path name = absolute.getFileName();
            if (folder == null || name == null || !Files.isDirectory(folder)) {
                throw new StoreException(
                        Reason.MISSING, "file=" + file + ": there is no folder " + folder + "; create it", e);
            }
            return folder.toRealPath().resolve(name);
        }
    }

    /** Claims a file among the stores of this process. Who is to write it locks it then. */
    static FileClaim of(Path file, Mode mode) throws IOException {
        synchronized (OPEN) {
            Users users = OPEN.get(file);
            boolean writer = users != null && users.writer;
            if (mode == Mode.WRITE && writer) {
                throw new StoreException(
                        Reason.LOCKED,
                        "file=" + file + " is open for writing in this process already; close that store first",
                        null);
            }
            byte[] header = users == null ? header(file) : null;
            int version = header == null ? Objects.requireNonNull(users).version : Schema.versionIn(header);
            Users counted = OPEN.computeIfAbsent(file, key -> new Users());
            counted.version = version;
            counted.readers += mode == Mode.READ ? 1 : 0;
            counted.writer |= mode == Mode.WRITE;
            return new FileClaim(file, mode, header, version);
        }
    }

    /** The first bytes of a file, fewer if it is shorter; none if it is missing. */
    static byte[] header(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEADER_BYTES);
        }
    }

    /**
     * Keeps other processes from writing the file. The lock file that this makes stays behind, so it comes after the file is
     * known to be one of ours, or to be made.
     */
    void lock() throws IOException {
        Path path = lockPath();
        FileChannel channel = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileLock lock = null;
        try {
            lock = tryLock(channel);
            if (lock == null) {
                throw isLocked(channel);
            }
            writeOwner(channel);
            lockFile = channel;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    /**
     * Keeps other processes from writing the file where there is a lock file, and writes nothing. Where there is none, nobody has
     * the file open for writing, and a process that comes to it makes one. Only for the one claim that could write.
     *
     * @return whether there is one
     */
    boolean lockIfThere() throws IOException {
        if (!hasLockFile()) {
            return false;
        }
        FileChannel channel = FileChannel.open(lockPath(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = null;
        try {
            lock = channel.tryLock(LOCK_POSITION, 1, true);
            if (lock == null) {
                throw isLocked(channel);
            }
            sharedLockFile = channel;
            return true;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    private StoreException isLocked(FileChannel channel) throws IOException {
        return new StoreException(
                Reason.LOCKED,
                "file=" + file + " is open for writing in another process (" + owner(channel)
                        + "); close it there, or open the file for reading",
                null);
    }

    private Path lockPath() {
        return sibling(file, ".lock");
    }

    /** Whether a process has ever opened the file for writing, and its lock file was left. */
    boolean hasLockFile() {
        return Files.isRegularFile(lockPath(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Asks for the lock. Who just looks whether anybody writes has it for a moment only, and is waited for. */
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ASKED_MILLIS);
        FileLock lock = channel.tryLock(LOCK_POSITION, 1, false);
        while (lock == null && System.nanoTime() < end && !isOwned(channel)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            lock = channel.tryLock(LOCK_POSITION, 1, false);
        }
        return lock;
    }

    /** Whether the lock file names a process that runs. What it names may be long gone, or run elsewhere. */
    private static boolean isOwned(FileChannel channel) throws IOException {
        String owner = owner(channel);
        return owner.matches("pid=\\d{1,18}")
                && ProcessHandle.of(Long.parseLong(owner.substring("pid=".length())))
                        .isPresent();
    }

    private static void writeOwner(FileChannel channel) throws IOException {
        String text = "pid=" + ProcessHandle.current().pid() + "\n";
        try {
            channel.truncate(0);
            int unusedLength = channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException full) {
            channel.truncate(0); // a full disk is no reason not to open: the lock holds without the text
        }
    }

    /** What the owner wrote. Nothing depends on it. */
    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MAX_OWNER_BYTES);
        int unusedLength = channel.read(text, 0);
        String owner = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
        return owner.matches("pid=\\d+") ? owner : "pid=unknown";
    }

    static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    Path file() {
        return file;
    }

    /** The first bytes of the file, if they could be read without disturbing others. */
    byte @Nullable [] header() {
        return header;
    }

    /** The version of the format by the first bytes of the file, as they were for the first of the stores; 0 if it is new. */
    int version() {
        return version;
    }

    /** Something to do with a file. */
    interface Action {
        void run() throws IOException;
    }

    /** Whether another store of any process may be writing the file. To find out, the lock is asked for, and given back. */
    boolean hasWriter() throws IOException {
        return !withoutWriter(() -> {});
    }

    /**
     * Does something of a moment unless another store of any process may be writing the file; says whether it was done. Writers
     * that come meanwhile wait for it, where there is a lock file. It must not claim a file.
     */
    boolean withoutWriter(Action action) throws IOException {
        synchronized (OPEN) { // a writer of this process is among these before it locks
            if (lockFile != null) {
                action.run();
                return true;
            }
            Users users = OPEN.get(file);
            if (users != null && users.writer && mode == Mode.READ) {
                return false;
            }
            if (!hasLockFile()) {
                action.run();
                return true;
            }
            FileChannel opened;
            try {
                opened = FileChannel.open(lockPath(), StandardOpenOption.READ);
            } catch (AccessDeniedException e) {
                return false; // nobody can say
            }
            try (FileChannel channel = opened;
                    FileLock lock = channel.tryLock(LOCK_POSITION, 1, true)) {
                if (lock == null) {
                    return false;
                }
                action.run();
                return true;
            }
        }
    }

    /** Whether this is the only store of the process that has the file open. */
    boolean isAlone() {
        synchronized (OPEN) {
            Users users = OPEN.get(file);
            return users != null && users.readers == (mode == Mode.READ ? 1 : 0);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (OPEN) {
            if (closed) {
                return;
            }
            closed = true;
            // The lock goes first: who finds the file unclaimed is to find it unlocked.
            try (FileChannel unlocked = lockFile) {
                if (sharedLockFile != null) {
                    sharedLockFile.close();
                }
                if (unlocked != null) {
                    unlocked.truncate(0);
                }
            } finally {
                Users users = OPEN.get(file);
                if (users != null) {
                    users.readers -= mode == Mode.READ ? 1 : 0;
                    users.writer &= mode != Mode.WRITE;
                    if (users.readers == 0 && !users.writer) {
                        OPEN.remove(file);
                    }
                }
            }
        }
    }
}
