package dev.playhead.sqlite;

import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.storage.RecoveryReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the number of page reads is limited for any contents of a file. */
class PageFileTest {
    private static final int PAGE = Schema.PAGE_BYTES;
    private static final int FRAME = PAGE + 24;
    /**
     * The maximum average number of reads of a page. Each version of a page is read to find its rows, to find the trees
     * at two times, and to read rows that continue in this page.
     */
    private static final long MOST_READS_A_PAGE = 8;

    @TempDir
    Path folder;

    private Path file;
    private Path log;
    private byte[] sound;

    @BeforeEach
    void fill() throws IOException {
        file = folder.resolve("killed.playhead");
        log = WalFile.of(file);
        Path closed = folder.resolve("closed.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(closed)) {
            StoreFiles.fill(store, 40);
            StoreFiles.copyAsKilled(closed, file);
        }
        sound = StoreFiles.bytes(log);
    }

    /** Reads all rows once, as salvage and the check of the log do, and checks the number of reads. */
    private void assertReadsFew(String what) throws IOException {
        try (PageFile pages = PageFile.open(file)) {
            Trees trees = Trees.of(pages);
            pages.rows(row -> assertThat(trees.mayHave("", row.cell().page())).isIn(true, false));
            assertThat(pages.reads()).as(what).isLessThan(MOST_READS_A_PAGE * pages.pages());
        }
        try (PageFile pages = PageFile.ofLog(file)) {
            pages.rows(row -> {});
            assertThat(pages.reads())
                    .as("%s, reads of the log alone", what)
                    .isLessThan(MOST_READS_A_PAGE * (pages.pages() + 1));
        }
    }

    @Test
    void shouldBoundReadsForAnyPageNumberInALog() throws IOException {
        int frames = (sound.length - 32) / FRAME;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            byte[] damaged = sound.clone();
            int at = 32 + bit * 7 % frames * FRAME;
            ByteBuffer.wrap(damaged).putInt(at, ByteBuffer.wrap(damaged).getInt(at) ^ (1 << bit));
            Files.write(log, damaged);

            assertReadsFew("bit=" + bit);
        }
    }

    @Test
    void shouldBoundReadsForALogOfRandomBytes() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[random.nextInt(10 * FRAME)];
            random.nextBytes(noise);
            if (seed % 2 == 1) { // these are frames of one generation, each with a random page number
                for (int at = 32; at + FRAME <= noise.length; at += FRAME) {
                    Arrays.fill(noise, at + 8, at + 16, (byte) 7);
                    noise[at] &= 0x7f;
                }
            }
            Files.write(log, noise);

            assertReadsFew("seed=" + seed);
            try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
                assertThat(reader.verify(bytes -> {}).events()).isZero();
            }
        }
    }

    @Test
    void shouldOpenForReadingWithAnyPageNumberInALog() throws IOException {
        byte[] damaged = sound.clone();
        ByteBuffer.wrap(damaged).putInt(32 + 50 * FRAME, Integer.MAX_VALUE);
        Files.write(log, damaged);

        RecoveryReport report;
        try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
            report = reader.recovery();
            assertThat(reader.verify(bytes -> {}).events()).isEqualTo(report.eventsRecovered());
            assertThat(report.eventsExpected()).isEqualTo(2_000);
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().eventsRecovered()).isEqualTo(2_000);
        }
    }

    /** Creates a schema with many tables whose trees all have the same root. */
    @Test
    void shouldNotReadTheSameTreeAgainForEachTable() throws IOException {
        Path other = folder.resolve("other.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(other)) {
            StoreFiles.fill(store, 2_000);
        }
        byte[] bytes = StoreFiles.bytes(other);
        int[] roots = new int[1];
        int tables = 0;
        for (int page = PAGE; page + PAGE <= bytes.length; page += PAGE) {
            if (bytes[page] == 5) {
                roots[0] = page / PAGE + 1; // an interior page, which refers to other pages
            }
        }
        assertThat(roots[0]).isPositive();
        for (int page = PAGE; page + PAGE <= bytes.length; page += PAGE) {
            if (bytes[page] == LeafPage.TABLE_LEAF && tables < 2_000) {
                tables += fillWithTables(bytes, page, roots[0]);
            }
        }
        // The first page of the schema refers to all of these pages.
        referToAllPages(bytes);
        Files.write(other, bytes);

        try (PageFile pages = PageFile.open(other)) {
            Trees unusedTrees = Trees.of(pages);
            assertThat(pages.reads()).isLessThan(MOST_READS_A_PAGE * pages.pages() + 4L * tables);
        }
    }

    private static int fillWithTables(byte[] bytes, int page, int root) {
        ByteBuffer into = ByteBuffer.wrap(bytes);
        int count = 0;
        int at = PAGE;
        while (8 + 2 * (count + 1) < at - 32) {
            // the type 'table', a name and a table name of one letter each, the root page, and no SQL text
            byte[] row = {17, 1, 6, 23, 15, 15, 4, 12, 't', 'a', 'b', 'l', 'e', 'x', 'x', 0, 0, 0, 0};
            ByteBuffer.wrap(row).putInt(row.length - 4, root);
            at -= row.length;
            System.arraycopy(row, 0, bytes, page + at, row.length);
            into.putShort(page + 8 + 2 * count, (short) at);
            count++;
        }
        bytes[page] = LeafPage.TABLE_LEAF;
        into.putShort(page + 3, (short) count);
        return count;
    }

    private static void referToAllPages(byte[] bytes) {
        ByteBuffer into = ByteBuffer.wrap(bytes);
        int header = LeafPage.FIRST_PAGE_HEADER_BYTES;
        bytes[header] = 5;
        int cells = 0;
        int at = PAGE;
        for (int page = 2; page <= bytes.length / PAGE && header + 12 + 2 * (cells + 1) < at - 8; page++) {
            at -= 5;
            into.putInt(at, page);
            into.putShort(header + 12 + 2 * cells++, (short) at);
        }
        into.putShort(header + 3, (short) cells);
        into.putInt(header + 8, 2);
    }
}
