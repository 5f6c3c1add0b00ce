package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The frames of a write-ahead log. Each frame contains a newer version of a database page, and is identified by the
 * offset of this page in the log.
 *
 * <p>Whenever SQLite begins to overwrite the log from the start, it chooses a new number, the salt, for all new frames.
 * The frames with the same salt are a generation. This class reads the current generation, whose salt is also in the
 * header of the log.
 *
 * <p>The checksum of a frame also covers all earlier frames, and SQLite accepts only the frames before the first wrong
 * checksum. At the end of a log, a wrong checksum indicates a torn write. But if frames of the same generation follow,
 * a frame in the middle of the log is damaged, and SQLite would silently ignore all frames after it. This class detects
 * such damage.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#the_write_ahead_log">The format of the log</a>
 */
final class WalFile {
    private static final int MAGIC = 0x377f0682;
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;
    private static final int FRAME_BYTES = FRAME_HEADER_BYTES + Schema.PAGE_BYTES;
    private static final int CHECKSUMMED_OF_HEADER = 24;
    private static final int CHECKSUMMED_OF_FRAME = 8;

    /** The offsets of all versions of each page, by the number of the page, the oldest version first. */
    private final Map<Integer, NavigableSet<Long>> pages = new TreeMap<>();

    private final NavigableSet<Long> commits = new TreeSet<>();
    private long believed;
    /**
     * The offset of the page in the first frame with a wrong checksum, if this frame ends a commit and no later frame
     * of this generation has been read yet; otherwise 0.
     */
    private long torn;

    private boolean broken;
    private boolean behindBreak;
    /** The offset of the page in the last frame of this generation. */
    private long last;
    /**
     * Whether a skipped frame may belong to this generation although its salt differs or its page number is invalid.
     */
    private boolean doubtful;

    private int first;
    private int second;

    private WalFile() {}

    static Path of(Path database) {
        return FileClaim.sibling(database, "-wal");
    }

    /** Returns whether a log exists and contains more than its header. */
    static boolean exists(Path database) throws IOException {
        Path file = of(database);
        return Files.isRegularFile(file) && Files.size(file) > HEADER_BYTES;
    }

    /** Returns whether the log of a database is damaged, and frames of the same generation follow the damage. */
    static boolean isBroken(Path database) throws IOException {
        if (!exists(database)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(of(database), StandardOpenOption.READ)) {
            return read(channel).behindBreak;
        }
    }

    /** Returns whether the log of a database has no frames or does not exist. */
    static boolean isEmpty(Path database) throws IOException {
        Path file = of(database);
        return !Files.exists(file) || Files.size(file) <= HEADER_BYTES;
    }

    /**
     * Returns whether SQLite would accept all frames of the log of a database. If so, no frame is lost when SQLite
     * checkpoints the log.
     */
    static boolean isWhole(Path database) throws IOException {
        if (isEmpty(database)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(of(database), StandardOpenOption.READ)) {
            WalFile wal = read(channel);
            return wal.last > 0 && wal.last == wal.believed && !wal.doubtful;
        }
    }

    /** Reads all frames of the current generation, including those that SQLite would not accept. */
    static WalFile read(FileChannel channel) throws IOException {
        WalFile wal = new WalFile();
        ByteBuffer header = read(channel, 0, HEADER_BYTES);
        ByteOrder order = (header.getInt(0) & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        wal.checksum(header, 0, CHECKSUMMED_OF_HEADER, order);
        wal.broken = (header.getInt(0) & ~1) != MAGIC
                || header.getInt(8) != Schema.PAGE_BYTES
                || wal.first != header.getInt(24)
                || wal.second != header.getInt(28);
        long salt = wal.broken ? saltOfFrames(channel) : header.getLong(16);
        for (long at = HEADER_BYTES; at + FRAME_BYTES <= channel.size(); at += FRAME_BYTES) {
            ByteBuffer frame = read(channel, at, FRAME_BYTES);
            if (frame.getLong(8) == salt && frame.getInt(0) > 0) {
                wal.add(frame, at + FRAME_HEADER_BYTES, order);
            } else {
                wal.broken = true; // an older generation begins here, or this frame is damaged
                // Both halves of the salt change from one generation to the next. So if only one half differs, this may
                // be a damaged frame of the current generation.
                wal.doubtful |= frame.getInt(8) == (int) (salt >> Integer.SIZE) || frame.getInt(12) == (int) salt;
            }
        }
        return wal;
    }

    /**
     * Returns the salt of the current generation, whose frames precede the frames of older generations. This is the
     * first salt that two consecutive frames share. If no two consecutive frames share a salt, this is the salt of the
     * last frame.
     */
    private static long saltOfFrames(FileChannel channel) throws IOException {
        long before = 0;
        for (long at = HEADER_BYTES; at + FRAME_BYTES <= channel.size(); at += FRAME_BYTES) {
            ByteBuffer frame = read(channel, at, FRAME_HEADER_BYTES);
            long salt = frame.getInt(0) > 0 ? frame.getLong(8) : 0;
            if (salt != 0 && salt == before) {
                return salt;
            }
            before = salt;
        }
        return before;
    }

    private void add(ByteBuffer frame, long pageAt, ByteOrder order) {
        boolean wasBroken = broken;
        last = pageAt;
        if (!broken) {
            checksum(frame, 0, CHECKSUMMED_OF_FRAME, order);
            checksum(frame, FRAME_HEADER_BYTES, Schema.PAGE_BYTES, order);
            broken = first != frame.getInt(16) || second != frame.getInt(20);
        }
        behindBreak |= wasBroken;
        if (torn != 0) {
            // another frame follows, so the commit was complete, and its last frame was damaged later
            commits.add(torn);
            torn = 0;
        }
        boolean ofCommit = frame.getInt(4) != 0; // only the last frame of a commit contains the size of the database
        if (ofCommit && broken && !wasBroken) {
            torn = pageAt; // if no frame follows, the commit was never completed
        } else if (ofCommit) {
            commits.add(pageAt);
            believed = broken ? believed : pageAt;
        }
        pages.computeIfAbsent(frame.getInt(0), number -> new TreeSet<>()).add(pageAt);
    }

    private void checksum(ByteBuffer bytes, int from, int length, ByteOrder order) {
        bytes.order(order);
        for (int at = from; at < from + length; at += 8) {
            first += bytes.getInt(at) + second;
            second += bytes.getInt(at + 4) + first;
        }
        bytes.order(ByteOrder.BIG_ENDIAN);
    }

    /** Reads bytes at an offset. Bytes beyond the end of the file are zeros. */
    static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                break;
            }
        }
        return bytes.clear();
    }

    /** Returns the offsets of all versions of each page, by the number of the page, the oldest version first. */
    Map<Integer, NavigableSet<Long>> pages() {
        return pages;
    }

    /**
     * Returns the offset of the page in the last frame of the last commit that SQLite would accept, or 0 if there is no
     * such commit.
     */
    long believed() {
        return believed;
    }

    /**
     * Returns the offset of the page in the last frame of the last commit, even if SQLite would not accept this commit;
     * 0 if there is no commit. Frames after this offset were never committed.
     */
    long committed() {
        return commits.isEmpty() ? 0 : commits.last();
    }

    /**
     * Returns the offset of the page in the last frame of the last commit before the given offset, or 0 if there is no
     * such commit.
     */
    long commitBefore(long pageAt) {
        Long commit = commits.lower(pageAt);
        return commit == null ? 0 : commit;
    }
}
