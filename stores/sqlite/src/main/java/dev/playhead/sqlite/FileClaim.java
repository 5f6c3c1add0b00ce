package dev.playhead.sqlite;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.EventStore.Mode;
import dev.playhead.storage.spi.PrivateFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
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
 * The right of a store to read or write a file. Claims are coordinated with the other stores of this process and, for
 * writing, with all other processes.
 *
 * <p>A lock on {@code NAME.lock} excludes other processes. The operating system releases the lock when the owning
 * process ends for any reason. The lock file is never deleted: otherwise, two processes could lock two different files
 * of the same name. The text in the lock file names the owning process; the lock does not depend on this text.
 */
final class FileClaim implements AutoCloseable {
    /*
     * File locks belong to the process, not to the code that acquired them. When a process closes any channel on a
     * file, it loses all its locks on that file, including SQLite's own. So OPEN is checked before the lock
     * file is opened, and a database is read without SQLite only while no store of this process has it open.
     */
    private static final Map<Path, Users> OPEN = new HashMap<>();
    /** The offset of the lock: beyond the text, so that other processes can read the text. */
    private static final long LOCK_POSITION = 1L << 40;

    private static final int HEADER_BYTES = 100;
    private static final int MAX_OWNER_BYTES = 100;
    private static final int ASKED_MILLIS = 5_000;

    /** The stores of this process that have a file open. Guarded by {@link #OPEN}. */
    private static final class Users {
        int readers;
        boolean writer;
        /**
         * The version in the first bytes of the file when the first of these stores opened it; 0 if there was no
         * version.
         */
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

    /** Returns the file's real path, with links resolved. The file itself may be missing. */
    static Path realPath(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        try {
            return absolute.toRealPath();
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(absolute)) {
                throw new StoreException(
                        Reason.MISSING,
                        "file=" + file + " is a symbolic link to " + Files.readSymbolicLink(absolute)
                                + ", which does not exist; create it, or remove the link",
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

    /**
     * Claims a file among the stores of this process. Fails if the file is claimed for writing while another store of
     * this process has it open for writing. A writer must then also call {@link #lock} or {@link #lockIfThere}.
     */
    static FileClaim of(Path file, Mode mode) throws IOException {
        synchronized (OPEN) {
            Users users = OPEN.get(file);
            boolean writer = users != null && users.writer;
            if (mode == Mode.WRITE && writer) {
                throw new StoreException(
                        Reason.LOCKED,
                        "file=" + file + " is already open for writing in this process; close that store first",
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

    /**
     * Returns the first {@value #HEADER_BYTES} bytes of a file: fewer bytes if the file is shorter, and no bytes if the
     * file is missing or is not a regular file.
     */
    static byte[] header(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEADER_BYTES);
        }
    }

    /**
     * Prevents other processes from writing the file. Called only after the file was recognized as a store or as a new
     * file, because this method may create the lock file, which is never deleted.
     */
    void lock() throws IOException {
        Path path = lockPath();
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            createLockFile(path);
        }
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
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

    /** Creates the lock file with the permissions of the file, so that the same users can write both. */
    private void createLockFile(Path path) throws IOException {
        try {
            PrivateFile.createLike(path, file);
        } catch (FileAlreadyExistsException e) {
            // Another process has just created the lock file, which serves both processes.
        }
    }

    /**
     * Prevents other processes from writing the file, if there is a lock file. Writes nothing. If there is no lock
     * file, no process has the file open for writing. If a process opens it for writing later, that process creates a
     * lock file, which the caller can detect with {@link #hasLockFile}. Only for a claim in write mode.
     *
     * @return whether there is a lock file
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

    /**
     * Returns whether the lock file exists, which means that some process has opened the file for writing at some time.
     */
    boolean hasLockFile() {
        return Files.isRegularFile(lockPath(), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Tries to acquire the lock, and returns null if a writer holds it. A process that only checks whether there is a
     * writer also holds the lock, but only for a moment; this method waits for such a process.
     */
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ASKED_MILLIS);
        FileLock lock = channel.tryLock(LOCK_POSITION, 1, false);
        while (lock == null && System.nanoTime() < end && !isOwned(channel)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            lock = channel.tryLock(LOCK_POSITION, 1, false);
        }
        return lock;
    }

    /**
     * Returns whether the lock file names a running process. That process may not own the lock, because the text may be
     * outdated or written on another machine.
     */
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
            // a full disk does not prevent opening the file, because the lock does not depend on the text
            channel.truncate(0);
        }
    }

    /** Returns the text in the lock file that names the owner, or {@code pid=unknown} if there is no such text. */
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

    /**
     * Returns the first bytes of the file. Returns null if they were not read, because reading them would have released
     * the locks of other stores.
     */
    byte @Nullable [] header() {
        return header;
    }

    /**
     * Returns the version in the first bytes of the file when the first of this process's stores opened it; 0 if there
     * was no version.
     */
    int version() {
        return version;
    }

    /** An action on a file. */
    interface Action {
        void run() throws IOException;
    }

    /**
     * Returns whether another store of any process may be writing the file. May acquire the lock for the moment of this
     * check.
     */
    boolean hasWriter() throws IOException {
        return !withoutWriter(() -> {});
    }

    /**
     * Runs a short action unless another store of any process may be writing the file. Returns whether the action ran.
     * If there is a lock file, new writers wait until the action ends. The action must not claim a file.
     */
    boolean withoutWriter(Action action) throws IOException {
        synchronized (OPEN) { // a writer of this process is registered here before it acquires the lock
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
                return false; // the state of the lock is unknown, so assume that there is a writer
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

    /** Returns whether no other store of this process has the file open for reading. */
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
            // The lock is released before the claim, because another store may try to lock the file as soon as the
            // claim ends.
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
