package dev.playhead.sqlite;

import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static dev.playhead.storage.spi.EventStore.Mode.WRITE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.playhead.EventHistory;
import dev.playhead.block.CorruptBlockException;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreCheck;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredSession;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class RecoveryTest {
    private static final int PAGE = Schema.PAGE_BYTES;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("orders.playhead");
    }

    private void filled(int blocks) {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, blocks);
        }
    }

    /** Flips a bit near the end of every copy of a block in the file. SQLite may have left old copies. */
    private void damage(long firstSequence, long lastSequence) throws IOException {
        byte[] block = StoreBlocks.block(firstSequence, lastSequence).bytes();
        byte[] end = Arrays.copyOfRange(block, block.length - 40, block.length);
        byte[] bytes = StoreFiles.bytes(file);
        int found = 0;
        for (int at = 0; at + end.length < bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + end.length, end, 0, end.length)) {
                bytes[at] ^= 4;
                found++;
            }
        }
        assertThat(found).isPositive();
        Files.write(file, bytes);
    }

    /**
     * Returns the number of the root page of a table's tree. If this page is damaged, SQLite cannot find the other
     * pages of the tree.
     */
    private int rootOf(String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet root =
                        statement.executeQuery("select rootpage from sqlite_schema where name = '" + table + "'")) {
            return root.getInt(1);
        }
    }

    private void overwritePage(int number) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek((number - 1L) * PAGE);
            raw.write(new byte[PAGE]);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldReportAMissingBlockEvenIfItWasCommittedWithTheTail() throws SQLException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(
                    StoreBatch.builder()
                            .block(StoreBlocks.block(0, 49))
                            .block(StoreBlocks.block(50, 99))
                            .tail(StoreBlocks.block(100, 120))
                            .build(),
                    true);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("delete from block_data where first_sequence = 50"))
                    .isPositive();
            assertThat(statement.executeUpdate("delete from block where first_sequence = 50"))
                    .isEqualTo(1);
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().gaps()).containsExactly(new SequenceRange(50, 99));
        }
    }

    @Test
    void shouldKeepOtherBlocksReadableWhenABlockIsDamaged() throws IOException {
        filled(5);
        damage(100, 149);

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoredBlock damaged = store.contents(-1).blocks().get(2);
            assertThatExceptionOfType(CorruptBlockException.class).isThrownBy(() -> store.block(damaged));
            assertThat(store.verify(bytes -> {}).problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.firstSequence()).isEqualTo(100));
            assertThat(StoreFiles.readable(store)).hasSize(200);

            store.commit(StoreBatch.builder().quarantine(100, "damaged").build(), true);
            assertThat(store.block(damaged)).isEmpty();
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            RecoveryReport report = store.recovery();
            assertThat(report.gaps()).containsExactly(new SequenceRange(100, 149));
            assertThat(report.eventsExpected()).isEqualTo(250);
            assertThat(report.eventsRecovered()).isEqualTo(200);
            assertThat(report.quarantined()).hasSize(1);
            assertThat(report)
                    .hasToString("ended cleanly; last durable event 249; 200 of 250 events recovered, gap at 100..149;"
                            + " blocks quarantined: 1");
        }
    }

    @Test
    void shouldSalvageAFileWithoutTheRootPagesOfItsTables() throws Exception {
        StoredSession session =
                new StoredSession(1, Instant.ofEpochMilli(5), 0, Optional.empty(), Map.of("user", "anna"));
        byte[] state = "state".repeat(5_000).getBytes(US_ASCII);
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 200);
            store.commit(
                    StoreBatch.builder()
                            .dropBefore(1_000)
                            .session(session)
                            .state("grid", 1_000, state)
                            .block(StoreBlocks.large(10_000, 3_000_000))
                            .tail(StoreBlocks.block(10_001, 10_005))
                            .quarantine(2_000, "made up")
                            .build(),
                    true);
        }
        int blocks = rootOf("block");
        overwritePage(rootOf("block_data"));
        overwritePage(blocks);

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            RecoveryReport report = store.recovery();
            Path damaged = report.damagedFile().orElseThrow();
            assertThat(damaged).exists();
            assertThat(StoreFiles.readable(store))
                    .hasSizeGreaterThan(8_700)
                    .first()
                    .isEqualTo(1_000L);
            assertThat(StoreFiles.readable(store)).contains(10_000L, 10_005L).doesNotContain(2_000L);
            assertThat(store.contents(-1).history().nextSequence()).isEqualTo(10_006);
            assertThat(store.verify(bytes -> {}).problems())
                    .allSatisfy(problem -> assertThat(problem.description()).isEqualTo("events are missing"));
            store.commit(
                    StoreBatch.builder()
                            .block(StoreBlocks.block(10_006, 10_050))
                            .build(),
                    true);
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isEmpty();
            assertThat(StoreFiles.readable(store)).contains(10_050L);
        }
    }

    @Test
    void shouldSalvageWhenACommitFindsDamage() throws Exception {
        filled(200);
        overwritePage(rootOf("block_data"));

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isEmpty();
            StoredBlock first = store.contents(-1).blocks().get(0);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.block(first))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));

            try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
                assertThatExceptionOfType(StoreException.class)
                        .isThrownBy(() -> store.commit(
                                StoreBatch.builder()
                                        .block(StoreBlocks.block(10_000, 10_049))
                                        .build(),
                                true));
                assertThat(reader.recovery().isComplete()).isTrue();
            }
            store.commit(
                    StoreBatch.builder()
                            .quarantine(0, "could not be read, but is whole")
                            .block(StoreBlocks.block(10_000, 10_049))
                            .build(),
                    true);

            assertThat(store.recovery().damagedFile()).isPresent();
            assertThat(store.block(first)).isPresent();
            assertThat(StoreFiles.readable(store)).hasSize(10_050);
            assertThat(store.verify(bytes -> {}).problems()).isEmpty();
        }
    }

    @Test
    void shouldReportAnInterruptedSalvageToAReader() throws IOException {
        filled(1);
        Files.move(file, FileClaim.sibling(file, ".salvaged"));

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> SqliteEventStore.open(file, READ))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISSING))
                .withMessageContaining("open it for writing once");
        SqliteEventStore.open(file).close();
    }

    @Test
    void shouldSalvageEverythingWhenOnlyTheSchemaIsDamaged() throws IOException {
        StoredSession session =
                new StoredSession(1, Instant.ofEpochMilli(5), 0, Optional.empty(), Map.of("user", "anna"));
        byte[] state = "state".repeat(5_000).getBytes(US_ASCII);
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 60);
            store.commit(
                    StoreBatch.builder()
                            .session(session)
                            .state("grid", 1_000, state)
                            .tail(StoreBlocks.block(3_000, 3_005))
                            .quarantine(2_000, "made up")
                            .build(),
                    true);
        }
        byte[] bytes = StoreFiles.bytes(file);
        Arrays.fill(bytes, 200, PAGE, (byte) 0x55);
        Files.write(file, bytes);

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            RecoveryReport report = store.recovery();
            assertThat(report.eventsRecovered()).isEqualTo(3_006 - 50);
            assertThat(report.gaps()).containsExactly(new SequenceRange(2_000, 2_049));
            assertThat(report.quarantined()).containsExactly(new RecoveryReport.Quarantined(2_000, 2_049, "made up"));
            assertThat(report.cleanEnd()).isFalse();
            assertThat(store.contents(-1).sessions()).containsExactly(session);
            assertThat(store.state(new StoredState("grid", 1_000, 0))).contains(state);
        }
    }

    @Test
    void shouldSalvageATailWhoseRowHasAWrongNumberOnlyWhereNoBlockHasItsEvents() throws Exception {
        filled(4);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement tail = connection.prepareStatement("INSERT INTO tail VALUES (?, ?, 10, 0, 0, ?)")) {
            for (long[] row : new long[][] {{5, 190}, {60, 60}, {70, 200}}) { // number, first sequence of the events
                tail.setLong(1, row[0]);
                tail.setLong(2, row[1] + 9);
                tail.setBytes(3, StoreBlocks.block(row[1], row[1] + 9).bytes());
                assertThat(tail.executeUpdate()).isOne();
            }
        }

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isPresent();
            assertThat(store.recovery().eventsRecovered()).isEqualTo(210);
            assertThat(StoreFiles.readable(store)).hasSize(210);
            assertThat(store.contents(-1).blocks()).hasSize(4);
        }
    }

    @Test
    void shouldSalvageATruncatedFile() throws IOException {
        filled(100);
        long size = Files.size(file);
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(size / 2 + 100);
        }

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isPresent();
            assertThat(store.recovery().eventsRecovered()).isBetween(1_000L, 4_000L);
            assertThat(StoreFiles.readable(store))
                    .hasSize((int) store.recovery().eventsRecovered());
        }
    }

    /**
     * Damages single frames of the log. A leaf page also contains rows of earlier commits, so a later frame contains
     * the rows of a damaged frame.
     */
    @Test
    void shouldSalvageTheLogAfterADamagedFrame() throws IOException {
        Path copy = folder.resolve("copy.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 40);
            StoreFiles.copyAsKilled(file, copy);
        }
        Path log = WalFile.of(copy);
        byte[] bytes = StoreFiles.bytes(copy);
        byte[] logged = StoreFiles.bytes(log);
        int frames = (logged.length - 32) / (PAGE + 24);
        int last = frames - 40; // some pages of the last commits have no other version
        assertThat(last).isGreaterThan(100);
        for (int frame = 0; frame < last; frame += 5) {
            Files.write(copy, bytes);
            Files.write(log, logged);
            StoreFiles.flip(log, 32 + frame * (PAGE + 24L) + 300, 1);

            try (SqliteEventStore store = SqliteEventStore.open(copy)) {
                assertThat(store.recovery().damagedFile()).as("frame=%d", frame).isPresent();
                assertThat(store.recovery().eventsRecovered())
                        .as("frame=%d", frame)
                        .isEqualTo(2_000);
                assertThat(store.recovery().gaps()).as("frame=%d", frame).isEmpty();
            }
        }
    }

    /**
     * Checks a commit whose last frame was not written completely. Such a commit has no effect, so it drops no events.
     */
    @Test
    void shouldSalvageEventsThatOnlyATornCommitDrops() throws IOException {
        Path copy = folder.resolve("copy.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 10);
            store.commit(StoreBatch.builder().dropBefore(300).build(), true);
            StoreFiles.copyAsKilled(file, copy);
        }
        Path log = WalFile.of(copy);
        StoreFiles.flip(log, Files.size(log) - 1, 1);
        Path salvaged = folder.resolve("salvaged.playhead");
        new SqliteEventStoreProvider().salvage(copy, salvaged);

        try (SqliteEventStore reader = SqliteEventStore.open(copy, READ);
                SqliteEventStore store = SqliteEventStore.open(salvaged, READ)) {
            assertThat(StoreFiles.readable(reader)).hasSize(500);
            assertThat(StoreFiles.readable(store)).isEqualTo(StoreFiles.readable(reader));
        }
    }

    /** Damages the header of the log. SQLite treats a log without a valid header as empty. */
    @Test
    void shouldSalvageTheLogAfterADamagedHeader() throws IOException {
        Path copy = folder.resolve("copy.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 40);
            StoreFiles.copyAsKilled(file, copy);
        }
        Path log = WalFile.of(copy);
        byte[] bytes = StoreFiles.bytes(copy);
        byte[] logged = StoreFiles.bytes(log);
        for (int at : new int[] {0, 9, 13, 17, 22, 30}) {
            Files.write(copy, bytes);
            Files.write(log, logged);
            StoreFiles.flip(log, at, 16);

            try (SqliteEventStore store = SqliteEventStore.open(copy)) {
                assertThat(store.recovery().damagedFile()).as("at=%d", at).isPresent();
                assertThat(StoreFiles.readable(store)).as("at=%d", at).hasSize(2_000);
            }
        }
        // A log of zeros, which a file system has allocated but not written, does not count as damaged.
        Files.write(copy, bytes);
        Files.write(log, new byte[3 * (PAGE + 24) + 32]);
        try (SqliteEventStore store = SqliteEventStore.open(copy)) {
            assertThat(store.recovery().damagedFile()).isEmpty();
        }
    }

    @Test
    void shouldReportToAReaderThatEventsAfterDamageInTheLogAreMissing() throws IOException {
        Path copy = folder.resolve("copy.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 40);
            StoreFiles.copyAsKilled(file, copy);
            try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
                assertThat(reader.recovery().isComplete()).isTrue();
                assertThat(reader.verify(bytes -> {}).problems()).isEmpty();
            }
        }
        StoreFiles.flip(WalFile.of(copy), 32 + 100L * (PAGE + 24) + 300, 1);

        try (SqliteEventStore reader = SqliteEventStore.open(copy, READ)) {
            long last = reader.recovery().lastSequence();
            assertThat(last).isLessThan(1_999);
            assertThat(reader.recovery().gaps()).containsExactly(new SequenceRange(last + 1, 1_999));
            assertThat(reader.recovery().eventsExpected()).isEqualTo(2_000);
            assertThat(reader.recovery().isComplete()).isFalse();
            assertThat(reader.verify(bytes -> {}).problems()).singleElement().satisfies(problem -> {
                assertThat(problem.firstSequence()).isEqualTo(last + 1);
                assertThat(problem.lastSequence()).isEqualTo(1_999);
                assertThat(problem.description()).contains("copy.playhead-wal is damaged", "for writing");
            });
        }
        assertThat(FileClaim.sibling(copy, ".lock")).doesNotExist();
        try (SqliteEventStore store = SqliteEventStore.open(copy)) {
            assertThat(StoreFiles.readable(store)).hasSize(2_000);
        }
        try (SqliteEventStore reader = SqliteEventStore.open(copy, READ)) {
            assertThat(reader.verify(bytes -> {}).isSound()).isTrue();
        }
    }

    @Test
    void shouldNotSalvageRowsOfOtherTables() throws Exception {
        StoredSession session =
                new StoredSession(1, Instant.ofEpochMilli(5), 0, Optional.empty(), Map.of("version", "7"));
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(StoreBatch.builder().session(session).build(), false);
            StoreFiles.fill(store, 40);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : List.of(
                    "create table note(id integer primary key, first int, last int, who text, what text)",
                    "insert into note values (1, 100, 200, 'anna', 'odd'), (2, 100, 200, null, null)",
                    "create table label(event int, name text, value text)",
                    "insert into label values (1, 'version', 'theirs'), (1, 'other', 'theirs')",
                    "create table picture(event int, part int, bytes blob)",
                    "insert into picture values (77777, 3, x'00112233')",
                    "create table found(id integer primary key, a int, b int, c int, d int, e text, f blob)",
                    "insert into found values (1, 9000, 9001, 0, 0, 'theirs', x'00')")) {
                int unusedRows = statement.executeUpdate(sql);
            }
        }
        for (String root : List.of("block_data", "session")) {
            Path target = folder.resolve(root + ".playhead");
            Path copy = folder.resolve("without-" + root + ".playhead");
            Files.copy(file, copy);
            try (RandomAccessFile raw = new RandomAccessFile(copy.toFile(), "rw")) {
                raw.seek((rootOf(root) - 1L) * PAGE);
                raw.write(new byte[PAGE]);
            }

            RecoveryReport report = new SqliteEventStoreProvider().salvage(copy, target);

            assertThat(report.eventsRecovered()).as(root).isEqualTo(2_000);
            assertThat(report.quarantined()).as(root).isEmpty();
            try (SqliteEventStore store = SqliteEventStore.open(target)) {
                assertThat(store.contents(-1).sessions())
                        .as(root)
                        .isEqualTo(root.equals("session") ? List.of() : List.of(session));
            }
        }
    }

    @Test
    void shouldContainAllCommittedEventsAfterAKill() throws IOException {
        Path copy = folder.resolve("copy.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 40);
            store.commit(
                    StoreBatch.builder().tail(StoreBlocks.block(2_000, 2_004)).build(), false);
            StoreFiles.copyAsKilled(file, copy);
        }
        try (SqliteEventStore store = SqliteEventStore.open(copy)) {
            assertThat(StoreFiles.readable(store)).hasSize(2_005);
            assertThat(store.recovery().isComplete()).isTrue();
        }
    }

    @Test
    void shouldFinishASalvageWheneverItWasInterrupted() throws IOException {
        filled(20);
        overwritePage(3);
        byte[] damaged = StoreFiles.bytes(file);

        // If the salvage was interrupted before the damaged file was renamed, it starts again.
        Files.write(FileClaim.sibling(file, ".unfinished"), new byte[] {1, 2, 3});
        Files.write(FileClaim.sibling(file, ".salvaged"), new byte[] {1, 2, 3});
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isPresent();
        }
        // If the salvage was interrupted after the damaged file was renamed, it is finished.
        Files.move(file, FileClaim.sibling(file, ".salvaged"));
        Files.write(WalFile.of(file), new byte[] {9});
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isEmpty();
            assertThat(StoreFiles.readable(store)).hasSizeGreaterThan(900);
        }
        List<String> names = names();
        assertThat(names)
                .hasSize(4)
                .filteredOn(name -> name.contains(".damaged-"))
                .hasSize(2);
        assertThat(names).filteredOn(name -> name.endsWith("-wal")).hasSize(1);
        String kept = names.stream()
                .filter(name -> name.contains(".damaged-") && !name.endsWith("-wal"))
                .findFirst()
                .orElseThrow();
        assertThat(folder.resolve(kept)).hasBinaryContent(damaged);
    }

    @Test
    void shouldNotSalvageAFileThatAReaderHasOpen() throws IOException {
        filled(20);
        try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
            overwritePage(3);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> SqliteEventStore.open(file, WRITE))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
            assertThat(reader.mode()).isEqualTo(READ);
        }
        SqliteEventStore.open(file).close();
    }

    @Test
    void shouldSalvageIntoAnotherFileOnRequest() throws IOException {
        filled(20);
        overwritePage(3);
        byte[] damaged = StoreFiles.bytes(file);
        Path target = folder.resolve("saved.playhead");
        SqliteEventStoreProvider provider = new SqliteEventStoreProvider();

        RecoveryReport report = provider.salvage(file, target);

        assertThat(report.eventsRecovered()).isGreaterThan(900);
        assertThat(report.damagedFile()).contains(file.toRealPath());
        assertThat(StoreFiles.bytes(file)).isEqualTo(damaged);
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> provider.salvage(file, target));
        assertThat(names()).containsExactly("orders.playhead", "orders.playhead.lock", "saved.playhead");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> provider.salvage(folder.resolve("absent"), folder.resolve("x")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
    }

    @Test
    void shouldNotTreatAnUnfinishedFileAsSalvaged() throws IOException {
        filled(20);
        Path target = folder.resolve("saved.playhead");
        SqliteEventStoreProvider provider = new SqliteEventStoreProvider();
        Path unfinished = FileClaim.sibling(target, Replacement.SALVAGING);
        // A killed process may leave these files. If they were not deleted, SQLite would apply the journal to the next
        // file with this name.
        Files.write(unfinished, new byte[PAGE]);
        Files.write(FileClaim.sibling(unfinished, "-journal"), new byte[PAGE]);

        assertThat(provider.salvage(file, target).eventsRecovered()).isEqualTo(1_000);
        assertThat(names()).containsExactly("orders.playhead", "orders.playhead.lock", "saved.playhead");
    }

    @Test
    void shouldReportADamagedBlockToAReader() throws IOException {
        filled(10);
        StoreCheck check;
        damage(100, 149);
        try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
            check = store.verify(bytes -> {});
        }
        assertThat(check.events()).isEqualTo(450);
        assertThat(check.isSound()).isFalse();
    }

    @Test
    void shouldNotAllocateMemoryForTheDeclaredSizeOfABlock() throws Exception {
        filled(1);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            long[] numbers;
            try (ResultSet row = statement.executeQuery("select " + Rows.BLOCK_COLUMNS + " from block")) {
                assertThat(row.next()).isTrue();
                numbers = Rows.numbers(row, Rows.BLOCK_NUMBERS);
            }
            numbers[3] = Integer.MAX_VALUE - 16;
            assertThat(statement.executeUpdate(
                            "update block set size_bytes = " + numbers[3] + ", checksum = " + Rows.checksum(numbers)))
                    .isEqualTo(1);
        }
        try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
            StoredBlock block = store.contents(-1).blocks().get(0);
            assertThat(block.bytes()).isEqualTo(Integer.MAX_VALUE - 16);
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> store.block(block))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
        }
    }

    /** Simulates another process that salvages the database while readers have the damaged file open. */
    @Test
    void shouldReadTheFileThatReplacedADamagedFile() throws IOException {
        filled(3);
        Path other = folder.resolve("other.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(other)) {
            StoreFiles.fill(store, 5);
        }
        try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
            long version = reader.version();
            assertThat(reader.version()).isEqualTo(version);
            assertThat(StoreFiles.readable(reader)).hasSize(150);

            Files.move(file, folder.resolve("damaged.playhead"));
            assertThat(reader.version()).as("version while no file exists").isEqualTo(version);
            Files.move(other, file);

            assertThat(reader.version()).isNotEqualTo(version).isEqualTo(reader.version());
            assertThat(StoreFiles.readable(reader)).hasSize(250);
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                long before = reader.version();
                store.commit(
                        StoreBatch.builder().block(StoreBlocks.block(250, 299)).build(), false);
                assertThat(reader.version()).isNotEqualTo(before);
                assertThat(StoreFiles.readable(reader)).hasSize(300);
            }
        }
    }

    /**
     * Damages a byte of a file while a history with retention has the file open. The next commit then salvages the
     * file.
     */
    @Test
    void shouldNotDropEventsInACommitThatSalvagesTheFile() throws IOException {
        Path file = folder.resolve("retained.playhead");
        AtomicBoolean corrupt = new AtomicBoolean();
        SqliteEventStore store = SqliteEventStore.open(file, WRITE, sql -> {
            if (sql.startsWith("BEGIN IMMEDIATE") && corrupt.getAndSet(false)) {
                flipUnchecked(file, Schema.PAGE_BYTES * 4L);
                throw new SQLiteException("malformed, simulated by the test", SQLiteErrorCode.SQLITE_CORRUPT);
            }
        });
        try (EventHistory history = EventHistory.builder()
                .store(store)
                .durability(Durability.ON_FLUSH)
                .retention(RetentionPolicy.unlimited().withMaxCount(1_000))
                .build()) {
            history.onProblem(problem -> {});
            for (int i = 0; i < 1_200; i++) {
                history.recordEvent(GridEvent.of("t", Map.of("n", i)));
            }
            history.flush();
            for (int i = 1_200; i < 4_000; i++) {
                history.recordEvent(GridEvent.of("t", Map.of("n", i)));
            }
            corrupt.set(true);
            history.flush();

            assertThat(store.recovery().damagedFile()).isPresent();
            assertThat(corrupt).isFalse();
            StoreContents contents = store.contents(-1);
            long stored = contents.blocks().stream()
                            .mapToLong(StoredBlock::size)
                            .sum()
                    + contents.tail().stream().mapToLong(SealedBlock::size).sum();
            assertThat(stored).isGreaterThanOrEqualTo(1_000);
            assertThat(history.count(EventFilter.all())).isEqualTo(1_000);
            assertThat(history.durableSequence()).isEqualTo(3_999);
        }
        try (EventHistory history = EventHistory.open(file)) {
            assertThat(history.getEvents(EventFilter.sequenceBetween(3_000, 3_999)))
                    .hasSize(1_000);
        }
    }

    private static void flipUnchecked(Path file, long position) {
        try {
            StoreFiles.flip(file, position, 0xff);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sequences of all events, the lost ranges, and the recovery report. */
    private record Found(List<Long> sequences, List<SequenceRange> lost, RecoveryReport report) {}

    private Found found(EventStore.Mode mode) {
        SqliteEventStore store = SqliteEventStore.open(file, mode);
        try (EventHistory history = EventHistory.builder().store(store).build()) {
            long unusedEvents = history.events(EventFilter.all()).count();
            history.flush();
            List<Long> sequences = history.events(EventFilter.all())
                    .map(RecordedEvent::sequence)
                    .toList();
            assertThat(store.verify(bytes -> {}).events()).isEqualTo(sequences.size());
            assertThat(history.count(EventFilter.all())).isEqualTo(sequences.size());
            return new Found(sequences, history.stats().lost(), store.recovery());
        }
    }

    private void readUnlessRefused() {
        try {
            assertThat(found(READ).report.isComplete()).isFalse();
        } catch (StoreException e) {
            assertThat(e.reason()).isEqualTo(Reason.DAMAGED);
        }
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    /** Checks tails that remain after a block was lost and that overlap with the blocks before and after it. */
    @Test
    void shouldReadThePartsOfTailsThatLieBetweenBlocks() {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(StoreBatch.builder().tail(StoreBlocks.block(40, 59)).build(), false);
            store.commit(StoreBatch.builder().tail(StoreBlocks.block(60, 79)).build(), false);
            store.commit(StoreBatch.builder().tail(StoreBlocks.block(80, 159)).build(), false);
            store.commit(StoreBatch.builder().block(StoreBlocks.block(0, 49)).build(), false);
            store.commit(StoreBatch.builder().block(StoreBlocks.block(100, 149)).build(), true);

            assertThat(store.contents(-1).blocks())
                    .extracting(StoredBlock::firstSequence)
                    .containsExactly(0L, 50L, 60L, 80L, 100L);
            assertThat(store.contents(-1).tail())
                    .singleElement()
                    .satisfies(tail -> assertThat(tail.header().firstSequence()).isEqualTo(150));
            assertThat(store.contents(59).blocks())
                    .extracting(StoredBlock::firstSequence)
                    .containsExactly(60L, 80L, 100L);
        }
        for (EventStore.Mode mode : new EventStore.Mode[] {READ, WRITE, WRITE, READ}) {
            Found found = found(mode);
            assertThat(found.sequences).as("mode=%s", mode).isEqualTo(range(0, 159));
            assertThat(found.report.eventsRecovered()).as("mode=%s", mode).isEqualTo(160);
            assertThat(found.lost).as("mode=%s", mode).isEmpty();
        }
    }

    /**
     * Checks that the events of a lost block are reported as lost. They cannot be salvaged from deleted rows of tails,
     * because these rows are erased.
     */
    @Test
    void shouldReportTheEventsOfALostBlockWhoseTailsWereErased() throws IOException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(StoreBatch.builder().block(StoreBlocks.block(0, 199)).build(), false);
            store.commit(StoreBatch.builder().tail(StoreBlocks.block(200, 299)).build(), false);
            for (long sequence = 300; sequence < 350; sequence++) {
                SealedBlock one = StoreBlocks.block(sequence, sequence);
                store.commit(StoreBatch.builder().tail(one).build(), false);
            }
            store.commit(StoreBatch.builder().block(StoreBlocks.block(200, 349)).build(), false);
        }
        byte[] sound = StoreFiles.bytes(file);
        int lostBlocks = 0;
        for (int page = 2; page <= sound.length / PAGE; page++) {
            Files.write(file, sound);
            overwritePage(page);

            Found first = found(WRITE);
            Found second = found(WRITE);

            String as = "page=" + page;
            assertThat(second.sequences).as(as).isEqualTo(first.sequences);
            assertThat(second.report.gaps()).as(as).isEqualTo(first.lost);
            if (first.sequences.contains(0L) && !first.sequences.contains(200L)) {
                assertThat(first.sequences).as(as).doesNotContain(349L);
                lostBlocks++;
            }
        }
        assertThat(lostBlocks).isPositive();
    }

    /**
     * Damages only the offset of the free space in a page. All rows are readable, but writing another row would
     * overwrite an existing row.
     */
    @Test
    void shouldNotWriteToAPageWhoseFreeSpaceIsDamaged() throws Exception {
        for (String table : List.of("history", "session", "session_context")) {
            file = folder.resolve(table + ".playhead");
            EventHistory.Builder recording =
                    EventHistory.builder().file(file).context(Map.of("user", "anna", "version", "7"));
            try (EventHistory history = recording.build()) {
                history.recordEvent(GridEvent.of("t", Map.of("n", 1)));
            }
            int header = (rootOf(table) - 1) * PAGE;
            byte[] bytes = StoreFiles.bytes(file);
            ByteBuffer fields = ByteBuffer.wrap(bytes);
            fields.putShort(header + 5, (short) (fields.getShort(header + 5) + 8));
            Files.write(file, bytes);

            Found first = found(WRITE);
            Found second = found(WRITE);

            assertThat(first.report.damagedFile()).as(table).isPresent();
            assertThat(first.sequences).as(table).containsExactly(0L);
            assertThat(second.report.damagedFile()).as(table).isEmpty();
            assertThat(second.sequences).as(table).containsExactly(0L);
            try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
                assertThat(store.contents(-1).sessions()).as(table).hasSize(3);
                assertThat(store.contents(-1).sessions().get(0).context())
                        .as(table)
                        .containsEntry("user", "anna");
            }
        }
    }

    /** Checks that no block is created that begins before a gap and ends after it. */
    @Test
    void shouldNotCreateABlockFromTailsOnBothSidesOfAGap() {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(
                    StoreBatch.builder()
                            .block(StoreBlocks.block(0, 9))
                            .tail(StoreBlocks.block(10, 19))
                            .build(),
                    true);
            store.commit(
                    StoreBatch.builder()
                            .lost(new SequenceRange(20, 99))
                            .tail(StoreBlocks.block(100, 109))
                            .build(),
                    true);
        }
        for (EventStore.Mode mode : new EventStore.Mode[] {READ, WRITE, WRITE, READ}) {
            Found found = found(mode);
            assertThat(found.sequences).as("mode=%s", mode).hasSize(30).contains(19L, 100L);
            assertThat(found.report.gaps()).as("mode=%s", mode).containsExactly(new SequenceRange(20, 99));
            assertThat(found.lost).as("mode=%s", mode).containsExactly(new SequenceRange(20, 99));
        }
    }

    /**
     * Overwrites each frame of the log except the last one with zeros, one frame at a time. If the frame contained a
     * part of a block, older versions of other pages in the log may still have tails with some events of the block.
     */
    @Test
    void shouldReadTheTailsOfABlockIfAFrameOfTheLogIsZeroed() throws IOException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            for (long block = 0; block < 3_000; block += 1_000) {
                for (long tail = block; tail < block + 900; tail += 300) {
                    store.commit(
                            StoreBatch.builder()
                                    .tail(StoreBlocks.block(tail, tail + 299))
                                    .build(),
                            false);
                }
                store.commit(
                        StoreBatch.builder()
                                .block(StoreBlocks.block(block, block + 999))
                                .build(),
                        false);
            }
            StoreFiles.copyAsKilled(file, folder.resolve("killed.playhead"));
        }
        byte[] sound = StoreFiles.bytes(folder.resolve("killed.playhead"));
        byte[] logged = StoreFiles.bytes(folder.resolve("killed.playhead-wal"));
        file = folder.resolve("copy.playhead");
        int frames = (logged.length - 32) / (PAGE + 24);
        int pieces = 0;
        for (int frame = 0; frame < frames - 1; frame++) {
            byte[] damaged = logged.clone();
            Arrays.fill(damaged, 32 + frame * (PAGE + 24), 32 + (frame + 1) * (PAGE + 24), (byte) 0);
            Files.write(file, sound);
            Files.write(WalFile.of(file), damaged);

            Found before = found(READ);
            Found first = found(WRITE);
            Found second = found(WRITE);

            String as = "frame=" + frame + " of " + frames;
            assertThat(before.report.eventsRecovered()).as(as).isEqualTo(before.sequences.size());
            assertThat(first.report.eventsRecovered()).as(as).isEqualTo(first.sequences.size());
            assertThat(second.sequences).as(as).isEqualTo(first.sequences);
            assertThat(second.lost).as(as).isEqualTo(first.lost);
            List<Long> all = new ArrayList<>(first.sequences);
            first.lost.forEach(range -> all.addAll(range(range.first(), range.last())));
            assertThat(all).as(as).containsExactlyInAnyOrderElementsOf(range(0, 2_999));
            pieces += first.lost.isEmpty() || first.sequences.size() == 2_000 ? 0 : 1;
        }
        assertThat(pieces)
                .as("zeroed frames after which a part of a block remains")
                .isPositive();
    }

    /**
     * Copies each root page over every other root page. A table then has the rows of another table, and a column that
     * must not be null may be null.
     */
    @Test
    void shouldReadOrRefuseAFileWithCopiedRootPages() throws Exception {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 3);
            store.commit(
                    StoreBatch.builder()
                            .tail(StoreBlocks.block(150, 159))
                            .lost(new SequenceRange(160, 169))
                            .state("grid", 100, new byte[10])
                            .session(new StoredSession(1, Instant.EPOCH, 0, Optional.empty(), Map.of("user", "anna")))
                            .build(),
                    true);
        }
        List<Integer> roots = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet root = statement.executeQuery("select rootpage from sqlite_schema")) {
            while (root.next()) {
                roots.add(root.getInt(1));
            }
        }
        byte[] sound = StoreFiles.bytes(file);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int from : roots) {
            for (int to : roots) {
                byte[] bytes = sound.clone();
                System.arraycopy(sound, (from - 1) * PAGE, bytes, (to - 1) * PAGE, PAGE);
                // Salvaging is slow, so it is tested with some pairs only.
                boolean isSome = (from * 31 + to) % 5 == 0;
                for (EventStore.Mode mode :
                        isSome ? new EventStore.Mode[] {READ, WRITE} : new EventStore.Mode[] {READ}) {
                    Files.write(file, bytes);
                    String outcome;
                    try {
                        Found found = found(mode);
                        assertThat(found.report.eventsRecovered())
                                .as("page=%d as page=%d, mode=%s", from, to, mode)
                                .isGreaterThanOrEqualTo(found.sequences.size());
                        outcome = "found";
                    } catch (StoreException e) {
                        assertThat(e.reason())
                                .as("page=%d as page=%d, mode=%s: %s", from, to, mode, e)
                                .isEqualTo(Reason.DAMAGED);
                        outcome = "refused";
                    }
                    outcomes.merge(mode + " " + outcome, 1, Integer::sum);
                }
            }
        }
        assertThat(outcomes).containsKeys("READ found", "WRITE found").doesNotContainKey("WRITE refused");
    }

    /** Copies a root page, so that two trees share pages. A new row in one would overwrite rows of the other. */
    @ParameterizedTest
    @ValueSource(strings = {"quarantine", "format", "state"})
    void shouldSalvageAFileInWhichASmallTableSharesPagesWithTheBlocks(String table) throws Exception {
        filled(200);
        byte[] bytes = StoreFiles.bytes(file);
        System.arraycopy(bytes, (rootOf("block_data") - 1) * PAGE, bytes, (rootOf(table) - 1) * PAGE, PAGE);
        Files.write(file, bytes);

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isPresent();
            store.commit(
                    StoreBatch.builder()
                            .lost(new SequenceRange(10_000, 10_009))
                            .state("grid", 100, new byte[10])
                            .build(),
                    true);
            assertThat(store.verify(checked -> {}).problems())
                    .containsExactly(new StoreCheck.Problem(10_000, 10_009, "events are missing"));
            assertThat(StoreFiles.readable(store)).hasSize(10_000);
        }
    }

    @Test
    void shouldSalvageAFileWithADamagedIndexOfStates() throws Exception {
        filled(200);
        overwritePage(rootOf("sqlite_autoindex_state_1"));

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isPresent();
            assertThat(StoreFiles.readable(store)).hasSize(10_000);
        }
    }

    /** Truncates the file. If a page of a block is missing, SQLite reports an I/O error. */
    @Test
    void shouldTreatAFileThatIsTooShortForItsLogAsDamaged() throws IOException {
        Path copy = folder.resolve("killed.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            for (long first = 0; first < 20_000; first += 2_000) {
                store.commit(
                        StoreBatch.builder()
                                .block(StoreBlocks.block(first, first + 1_999))
                                .build(),
                        false);
            }
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(
                    StoreBatch.builder()
                            .block(StoreBlocks.block(20_000, 20_049))
                            .build(),
                    false);
            StoreFiles.copyAsKilled(file, copy);
        }
        byte[] sound = StoreFiles.bytes(copy);
        byte[] logged = StoreFiles.bytes(WalFile.of(copy));
        file = folder.resolve("copy.playhead");
        int salvaged = 0;
        for (int end = 0; end < sound.length; end += 5 * PAGE / 2) {
            String as = "end=" + end;
            for (EventStore.Mode mode : new EventStore.Mode[] {READ, WRITE}) {
                Files.write(file, Arrays.copyOf(sound, end));
                Files.write(WalFile.of(file), logged);
                try {
                    Found found = found(mode);
                    salvaged += found.report.damagedFile().isPresent() ? 1 : 0;
                } catch (StoreException e) {
                    assertThat(e.reason())
                            .as("%s mode=%s: %s", as, mode, e)
                            .isIn(Reason.DAMAGED, Reason.NOT_A_STORE, Reason.MISSING);
                    assertThat(mode == READ || e.reason() != Reason.DAMAGED)
                            .as(as + ": " + e)
                            .isTrue();
                }
            }
        }
        assertThat(salvaged).isPositive();
    }

    @Test
    void shouldSalvageSwappedPagesAtTheFirstOpening() throws IOException {
        filled(400);
        byte[] sound = StoreFiles.bytes(file);
        int pages = sound.length / PAGE;
        int salvaged = 0;
        for (int one = 5; one < pages - 20; one += 7) {
            byte[] bytes = sound.clone();
            int other = one + 11;
            System.arraycopy(sound, one * PAGE, bytes, other * PAGE, PAGE);
            System.arraycopy(sound, other * PAGE, bytes, one * PAGE, PAGE);
            Files.write(file, bytes);

            Found first = found(WRITE);
            Found second = found(WRITE);

            String as = "pages " + one + " and " + other;
            assertThat(first.sequences).as(as).hasSizeGreaterThan(19_500).isEqualTo(second.sequences);
            assertThat(first.lost).as(as).isEqualTo(second.report.gaps());
            assertThat(second.report.eventsRecovered()).as(as).isEqualTo(second.sequences.size());
            salvaged += first.report.damagedFile().isPresent() ? 1 : 0;
        }
        assertThat(salvaged).isPositive();
    }

    /**
     * Checks that reading a damaged file leaves its log unchanged. Otherwise, versions of pages that could be salvaged
     * might be overwritten.
     */
    @Test
    void shouldLeaveTheLogOfADamagedFileUnchanged() throws IOException {
        Path copy = folder.resolve("killed.playhead");
        filled(20);
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(
                    StoreBatch.builder().block(StoreBlocks.block(1_000, 1_049)).build(), false);
            StoreFiles.copyAsKilled(file, copy);
        }
        file = copy;
        damage(100, 149);
        byte[] log = StoreFiles.bytes(WalFile.of(file));

        assertThat(found(READ).sequences).hasSize(1_000);
        assertThat(StoreFiles.bytes(WalFile.of(file))).isEqualTo(log);
        try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
            assertThat(store.verify(bytes -> {}).isSound()).isFalse();
        }
        assertThat(StoreFiles.bytes(WalFile.of(file))).isEqualTo(log);
    }

    /**
     * Checks a file with a log from another time. SQLite would apply this log to the file, and could overwrite later
     * data.
     */
    @Test
    void shouldNotApplyALogFromAnotherTime() throws IOException {
        Path early = folder.resolve("early.playhead");
        Path late = folder.resolve("late.playhead");
        filled(20);
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(
                    StoreBatch.builder().block(StoreBlocks.block(1_000, 1_049)).build(), false);
            StoreFiles.copyAsKilled(file, early);
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(
                    StoreBatch.builder().block(StoreBlocks.block(1_050, 1_099)).build(), false);
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(
                    StoreBatch.builder().block(StoreBlocks.block(1_100, 1_149)).build(), false);
            StoreFiles.copyAsKilled(file, late);
        }
        Files.copy(WalFile.of(early), WalFile.of(file));
        byte[] log = StoreFiles.bytes(WalFile.of(file));
        readUnlessRefused();
        assertThat(StoreFiles.bytes(WalFile.of(file))).isEqualTo(log);
        Found written = found(WRITE);
        assertThat(written.report.damagedFile()).isPresent();
        assertThat(written.sequences).isEqualTo(range(0, 1_149));
        assertThat(found(READ).report.gaps()).isEmpty();

        // This log is later than the database. The log was written for a later copy of the database, and some data is
        // only in that copy.
        file = early;
        Files.copy(WalFile.of(late), WalFile.of(early), StandardCopyOption.REPLACE_EXISTING);
        readUnlessRefused();
        Found first = found(WRITE);
        assertThat(first.report.damagedFile()).isPresent();
        assertThat(first.sequences).contains(0L, 999L, 1_149L);
        assertThat(found(WRITE).sequences).isEqualTo(first.sequences);
    }
}
