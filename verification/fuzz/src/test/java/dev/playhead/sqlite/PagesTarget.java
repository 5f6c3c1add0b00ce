package dev.playhead.sqlite;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoredSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A fuzz target that changes the bytes of a database and its log, and reads both page by page. It checks that the
 * number of reads is limited in proportion to the number of pages, for any values of the bytes.
 *
 * <p>An input is a list of changes. Each change consists of one byte for the page, two bytes for the offset in the
 * page, one byte for the number of new bytes, and the new bytes. The pages of the database have the lowest numbers; the
 * frames of the log follow, and then the header of the log. A change of the log without new bytes truncates the log at
 * the offset.
 */
public final class PagesTarget {
    private static final int PAGE = Schema.PAGE_BYTES;
    private static final int FRAME = PAGE + 24;
    private static final int LOG_HEADER = 32;
    private static final int PREFIX_BYTES = 4;
    /**
     * The maximum average number of reads of a page. A page is read more than once because a row may continue in
     * several pages, which are read to distinguish versions of the row and to decode it.
     */
    private static final long MAX_READS_A_PAGE = 512;

    private static final Path FOLDER = temporary();
    private static final Path FILE = FOLDER.resolve("read.playhead");
    private static final byte[] DATABASE;
    private static final byte[] LOG;

    static {
        Path original = FOLDER.resolve("original.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(original)) {
            store.commit(
                    StoreBatch.builder()
                            .session(new StoredSession(1, Instant.EPOCH, 0, Optional.empty(), Map.of("user", "anna")))
                            .block(events(0, 20, "short"))
                            .state("grid", 0, new byte[10_000])
                            .build(),
                    true);
            store.commit(
                    StoreBatch.builder()
                            .block(events(20, 20, "long".repeat(2_000)))
                            .tail(events(40, 5, "tail"))
                            .build(),
                    true);
            DATABASE = Files.readAllBytes(original);
            LOG = Files.readAllBytes(WalFile.of(original));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PagesTarget() {}

    private static Path temporary() {
        try {
            return Files.createTempDirectory("playhead-pages");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SealedBlock events(long from, int count, String text) {
        BlockWriter writer = new BlockWriter(false);
        for (long sequence = from; sequence < from + count; sequence++) {
            Map<String, Object> payload = Map.of("row", sequence, "text", text + sequence);
            writer.add(sequence, GridEvent.of("t", payload).at(Instant.ofEpochSecond(sequence)), sequence);
        }
        return SealedBlock.open(writer.seal());
    }

    /** {@return the seeds: one without changes, and some that change a number or truncate the log} */
    public static List<byte[]> seeds() {
        byte[] log = {0, 0, 0};
        int pages = DATABASE.length / PAGE;
        byte frame = (byte) pages;
        return List.of(
                log,
                // the page number of a frame is beyond the end of the database
                new byte[] {frame, 0, 0, 4, 0x7f, -1, -1, -1},
                // a frame gets the salt of another generation
                new byte[] {(byte) (pages + 1), 0, 8, 8, 1, 2, 3, 4, 5, 6, 7, 8},
                new byte[] {0, 0, 28, 4, 0x7f, -1, -1, -1}, // the database appears to have many more pages
                new byte[] {2, 0, 3, 2, -1, -1}, // a page appears to have many more cells
                new byte[] {(byte) (pages + 2), 0, 0, 0}); // the log is truncated
    }

    /** Called by Jazzer before the first input. */
    public static void fuzzerInitialize() {
        seeds().forEach(PagesTarget::fuzzerTestOneInput);
    }

    /**
     * Called by Jazzer for each input.
     *
     * @param data the changes
     */
    public static void fuzzerTestOneInput(byte[] data) {
        byte[] database = DATABASE.clone();
        byte[] log = LOG.clone();
        int pages = database.length / PAGE;
        int frames = (log.length - LOG_HEADER) / FRAME;
        for (int at = 0; at + PREFIX_BYTES <= data.length; ) {
            int page = (data[at] & 0xff) % (pages + frames + 1);
            int offset = (data[at + 1] & 0xff) << 8 | (data[at + 2] & 0xff);
            int length = Math.min(data[at + 3] & 0xff, data.length - at - PREFIX_BYTES);
            at += PREFIX_BYTES;
            if (page < pages) {
                put(data, at, length, database, page * PAGE + offset % PAGE);
            } else {
                boolean isFrame = page < pages + frames;
                int to = isFrame ? LOG_HEADER + (page - pages) * FRAME + offset % FRAME : offset % LOG_HEADER;
                put(data, at, length, log, to);
                log = length == 0 ? Arrays.copyOf(log, Math.min(to, log.length)) : log;
            }
            at += length;
        }
        try {
            Files.write(FILE, database);
            Files.write(WalFile.of(FILE), log);
            read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(byte[] from, int at, int length, byte[] into, int to) {
        if (to < into.length) {
            System.arraycopy(from, at, into, to, Math.min(length, into.length - to));
        }
    }

    private static void read() throws IOException {
        boolean unusedBroken = WalFile.isBroken(FILE);
        Rows.@Nullable History unusedInLog = HistoryEvidence.inLog(FILE);
        try (PageFile file = PageFile.open(FILE)) {
            Trees trees = Trees.of(file);
            file.rows(row -> {
                boolean unusedIsThere = trees.mayHave("state", row.cell().page());
                readColumns(file, row);
            });
            requireFew(file);
        }
        try (PageFile log = PageFile.ofLog(FILE)) {
            log.rows(row -> readColumns(log, row));
            requireFew(log);
        }
    }

    private static void readColumns(PageFile file, FoundRow row) {
        try {
            for (int column = 0; column < row.columns().size(); column++) {
                byte[] bytes = file.bytes(row, column);
                String text = row.isText(column) ? file.text(row, column) : null;
                if (text != null && bytes == null) {
                    throw new IllegalStateException("a text without bytes in " + row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireFew(PageFile file) {
        if (file.reads() > MAX_READS_A_PAGE * (file.pages() + 16)) {
            throw new IllegalStateException("reads=" + file.reads() + " of pages=" + file.pages());
        }
    }
}
