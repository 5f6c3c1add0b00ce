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
 * The frames of a write-ahead log: later versions of pages of the database, each at the place of its page in the log.
 *
 * <p>Each frame's checksum covers all frames before it, and SQLite believes frames up to the first one whose checksum is
 * wrong. At the end of a log that is what a torn write leaves behind. If frames of the same generation follow, though, then
 * what was committed is damaged in the middle, and SQLite would silently forget everything behind. Here these are found.
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

    /** Of each page the places of its versions, the oldest first. */
    private final Map<Integer, NavigableSet<Long>> pages = new TreeMap<>();

    private final NavigableSet<Long> commits = new TreeSet<>();
    private long believed;
    private boolean broken;
    private boolean behindBreak;
    /** Where the last frame lies of this generation. */
    private long last;
    /** Whether a frame may be of this generation that says to be of another. */
    private boolean doubtful;

    private int first;
    private int second;

    private WalFile() {}

    static Path of(Path database) {
        return FileClaim.sibling(database, "-wal");
    }

    /** Whether there is a log that has anything. */
    static boolean exists(Path database) throws IOException {
        Path file = of(database);
        return Files.isRegularFile(file) && Files.size(file) > HEADER_BYTES;
    }

    /** Whether there is a log beside a database that is damaged before its end. */
    static boolean isBroken(Path database) throws IOException {
        if (!exists(database)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(of(database), StandardOpenOption.READ)) {
            return read(channel).behindBreak;
        }
    }

    /** Whether there is no frame in the log beside a database, if there is a log. */
    static boolean isEmpty(Path database) throws IOException {
        Path file = of(database);
        return !Files.exists(file) || Files.size(file) <= HEADER_BYTES;
    }

    /** Whether SQLite would believe all that is in the log beside a database, so that nothing is lost when it is applied. */
    static boolean isWhole(Path database) throws IOException {
        if (isEmpty(database)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(of(database), StandardOpenOption.READ)) {
            WalFile wal = read(channel);
            return wal.last > 0 && wal.last == wal.believed && !wal.doubtful;
        }
    }

    /** Reads all frames, also those that SQLite would not believe. */
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
                wal.broken = true; // an older generation begins here, or this one frame is damaged
                // Both halves of the salt change from one generation to the next.
                wal.doubtful |= frame.getInt(8) == (int) (salt >> Integer.SIZE) || frame.getInt(12) == (int) salt;
            }
        }
        return wal;
    }

    /** What tells frames from those of older generations, which lie behind them: that of the first two that agree. */
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
        boolean ofCommit = frame.getInt(4) != 0; // the last frame of each says how many pages there are
        if (ofCommit) {
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

    /** Reads bytes at a place. What lies beyond the end of the file reads as zeros. */
    static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                break;
            }
        }
        return bytes.clear();
    }

    /** Where the versions of each page lie, the oldest first. */
    Map<Integer, NavigableSet<Long>> pages() {
        return pages;
    }

    /** Where the last frame lies of what SQLite would believe, 0 if there is none. */
    long believed() {
        return believed;
    }

    /** Where the last frame lies of the last commit, 0 if there is none. What is behind was never committed. */
    long committed() {
        return commits.isEmpty() ? 0 : commits.last();
    }

    /** Where the last frame lies of the commit before a place, 0 if there is none. */
    long commitBefore(long pageAt) {
        Long commit = commits.lower(pageAt);
        return commit == null ? 0 : commit;
    }
}
