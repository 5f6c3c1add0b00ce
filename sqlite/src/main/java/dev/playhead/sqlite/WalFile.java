package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The frames of a write-ahead log: later versions of pages of the database.
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
    private static final int CHECKSUMMED_OF_HEADER = 24;
    private static final int CHECKSUMMED_OF_FRAME = 8;

    private final Map<Integer, Long> pages = new HashMap<>();
    private final int pageBytes;
    private boolean broken;
    private boolean behindBreak;
    private int first;
    private int second;

    private WalFile(int pageBytes) {
        this.pageBytes = pageBytes;
    }

    static Path of(Path database) {
        return FileClaim.sibling(database, "-wal");
    }

    /** Whether there is a log beside a database that is damaged before its end. */
    static boolean isBroken(Path database) throws IOException {
        Path file = of(database);
        if (!Files.isRegularFile(file) || Files.size(file) <= HEADER_BYTES) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel).behindBreak;
        }
    }

    /** Reads all frames, also those that SQLite would not believe. */
    static WalFile read(FileChannel channel) throws IOException {
        ByteBuffer header = read(channel, 0, HEADER_BYTES);
        int pageBytes = header.getInt(8);
        boolean known = (header.getInt(0) & ~1) == MAGIC;
        if (!known || pageBytes != Schema.PAGE_BYTES) {
            // Without a header no frame can be told from what older generations left. Ours have one size of pages.
            WalFile unreadable = new WalFile(Schema.PAGE_BYTES);
            unreadable.behindBreak = channel.size() > HEADER_BYTES + FRAME_HEADER_BYTES + Schema.PAGE_BYTES;
            return unreadable;
        }
        WalFile wal = new WalFile(pageBytes);
        ByteOrder order = (header.getInt(0) & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        wal.checksum(header, 0, CHECKSUMMED_OF_HEADER, order);
        wal.broken = wal.first != header.getInt(24) || wal.second != header.getInt(28);
        long salt = header.getLong(16);
        int frameBytes = FRAME_HEADER_BYTES + pageBytes;
        for (long at = HEADER_BYTES; at + frameBytes <= channel.size(); at += frameBytes) {
            ByteBuffer frame = read(channel, at, frameBytes);
            if (frame.getLong(8) == salt) {
                wal.add(frame, at + FRAME_HEADER_BYTES, order);
            } else {
                wal.broken = true; // an older generation begins here, or this one frame is damaged
            }
        }
        return wal;
    }

    private void add(ByteBuffer frame, long pageAt, ByteOrder order) {
        boolean wasBroken = broken;
        if (!broken) {
            checksum(frame, 0, CHECKSUMMED_OF_FRAME, order);
            checksum(frame, FRAME_HEADER_BYTES, pageBytes, order);
            broken = first != frame.getInt(16) || second != frame.getInt(20);
        }
        behindBreak |= wasBroken;
        int page = frame.getInt(0);
        if (page > 0) {
            pages.put(page, pageAt);
        }
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

    int pageBytes() {
        return pageBytes;
    }

    /** Where the latest version of each page lies. */
    Map<Integer, Long> pages() {
        return pages;
    }
}
