package dev.playhead.sqlite;

import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static dev.playhead.storage.spi.EventStore.Mode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.playhead.block.BlockTooNewException;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoredBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of files of all versions of the format, including future ones. */
class FormatVersionTest {
    private static final int SQLITE_FULL = 13;
    private static final int USER_VERSION_AT = 60;
    private static final int HEADER_BYTES = 100;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("orders.playhead");
    }

    private static List<String> sql(Path file, String... statements) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                if (statement.execute(sql)) {
                    try (ResultSet rows = statement.getResultSet()) {
                        while (rows.next()) {
                            values.add(rows.getString(1));
                        }
                    }
                }
            }
        }
        return values;
    }

    private static void setVersion(Path file, int version) throws IOException {
        byte[] bytes = StoreFiles.bytes(file);
        ByteBuffer.wrap(bytes).putInt(USER_VERSION_AT, version);
        Files.write(file, bytes);
    }

    private static int versionIn(Path file) throws IOException {
        return Schema.versionIn(StoreFiles.bytes(file));
    }

    private StoreException refusal(EventStore.Mode mode) {
        StoreException refusal = catchThrowableOfType(
                StoreException.class, () -> SqliteEventStore.open(file, mode).close());
        assertThat(refusal).as("%s", mode).isNotNull();
        return refusal;
    }

    /**
     * Checks that opening the file for reading, opening it for writing, and salvaging it all fail and leave the file
     * unchanged.
     */
    private void refusedByAll(Reason reason, String message) throws IOException {
        byte[] before = StoreFiles.bytes(file);
        for (EventStore.Mode mode : EventStore.Mode.values()) {
            StoreException refusal = refusal(mode);
            assertThat(refusal.reason()).as("%s", refusal).isEqualTo(reason);
            assertThat(refusal).hasMessageContaining("file=").hasMessageContaining(message);
        }
        StoreException refusal = refusedBySalvage(message);
        assertThat(refusal.reason()).as("%s", refusal).isEqualTo(reason);
        assertThat(StoreFiles.bytes(file)).isEqualTo(before);
        assertThat(WalFile.of(file))
                .satisfiesAnyOf(
                        log -> assertThat(log).doesNotExist(),
                        log -> assertThat(log).isEmptyFile());
    }

    private StoreException refusedBySalvage(String... messages) throws IOException {
        byte[] before = StoreFiles.bytes(file);
        Path target = folder.resolve("salvaged.playhead");
        StoreException refusal = catchThrowableOfType(StoreException.class, () -> salvage(target));
        assertThat(refusal).isNotNull().hasMessageContainingAll(messages);
        assertThat(target).doesNotExist();
        assertThat(StoreFiles.bytes(file)).isEqualTo(before);
        return refusal;
    }

    private List<String> names(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private RecoveryReport salvage(Path target) {
        return new SqliteEventStoreProvider().salvage(file, target);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldReadTheGoldenFileOfEachVersionAndLeaveItUnchanged(int version) throws IOException {
        GoldenFiles.copy(version, file);
        byte[] before = StoreFiles.bytes(file);

        try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
            GoldenFiles.check(store);
            assertThat(store.recovery().upgradedFrom()).isEmpty();
            assertThat(store.recovery()).asString().doesNotContain("upgraded");
            assertThat(store.version()).isNotNegative();
        }

        assertThat(versionIn(file)).isEqualTo(version);
        assertThat(StoreFiles.bytes(file)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldWriteTheGoldenFileOfEachVersion(int version) throws IOException, SQLException {
        GoldenFiles.copy(version, file);

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            GoldenFiles.check(store);
            assertThat(versionIn(file))
                    .as("version in the file itself before any commit")
                    .isEqualTo(2);
            if (version < Format.VERSION) {
                assertThat(store.recovery().upgradedFrom()).hasValue(version);
                assertThat(store.recovery()).asString().contains("upgraded from format version " + version);
            } else {
                assertThat(store.recovery().upgradedFrom()).isEmpty();
            }
            store.commit(StoreBatch.builder().block(StoreBlocks.block(200, 260)).build(), true);
        }

        assertThat(sql(file, "pragma user_version", "select version from format", "pragma integrity_check"))
                .containsExactly("2", "2", "ok");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().upgradedFrom()).isEmpty();
            assertThat(StoreFiles.readable(store)).hasSize(161).endsWith(260L);
            assertThat(store.verify(bytes -> {}).problems()).hasSize(1);
        }
    }

    /**
     * Checks that the file has either the old or the new version if the process is killed at any time during an
     * upgrade.
     */
    @Test
    void shouldLeaveTheOldOrTheNewVersionIfKilledDuringAnUpgrade() throws IOException, SQLException {
        GoldenFiles.copy(1, file);
        List<Path> killed = new ArrayList<>();
        SqliteEventStore.open(file, WRITE, statement -> {
                    Path copy = folder.resolve("killed-" + killed.size() + ".playhead");
                    try {
                        StoreFiles.copyAsKilled(file, copy);
                    } catch (IOException e) {
                        throw new SQLException(e);
                    }
                    killed.add(copy);
                })
                .close();

        List<String> versions = new ArrayList<>();
        for (Path copy : killed) {
            Path raw = folder.resolve("raw.playhead");
            StoreFiles.copyAsKilled(copy, raw);
            String version = sql(raw, "pragma user_version").get(0);
            versions.add(version);
            assertThat(sql(raw, "select count(*) from sqlite_schema where name in ('format', 'extension')"))
                    .containsExactly(version.equals("1") ? "0" : "2");
            Files.delete(raw);
            GoldenFiles.check(copy);
            assertThat(sql(copy, "pragma user_version")).containsExactly(version);
            try (SqliteEventStore store = SqliteEventStore.open(copy)) {
                assertThat(store.recovery().damagedFile()).isEmpty();
                GoldenFiles.check(store);
                assertThat(versionIn(copy)).isEqualTo(2);
            }
        }
        assertThat(versions).isSorted().contains("1", "2").hasSizeGreaterThan(15);
    }

    @Test
    void shouldUpgradeAfterAnUpgradeFailedAtAnyStatement() throws IOException, SQLException {
        GoldenFiles.copy(1, file);
        int opened = -1;
        for (int failing = 0; opened < 0; failing++) {
            int[] left = {failing};
            try (SqliteEventStore store = SqliteEventStore.open(file, WRITE, statement -> {
                if (left[0]-- == 0) {
                    throw new SQLException("simulated by the test", "", SQLITE_FULL);
                }
            })) {
                opened = failing;
                GoldenFiles.check(store);
            } catch (StoreException e) {
                assertThat(e.reason()).as("failing=%d %s", failing, e).isEqualTo(Reason.FULL);
            }
            assertThat(sql(file, "pragma user_version", "select count(*) from sqlite_schema where name = 'format'"))
                    .as("failing=%d", failing)
                    .isIn(List.of("1", "0"), List.of("2", "1"));
        }
        assertThat(opened).isBetween(10, 100);
        assertThat(versionIn(file)).isEqualTo(2);
    }

    /**
     * Checks that nothing is written in the new format before the version in the file itself (not in its log) was
     * upgraded. Earlier releases read the version only there.
     */
    @Test
    void shouldNotWriteWhileTheFileItselfHasTheEarlierVersion() throws IOException, SQLException {
        GoldenFiles.copy(1, file);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("begin")).isFalse();
            try (ResultSet rows = statement.executeQuery("select count(*) from block")) {
                assertThat(rows.next()).isTrue();
            }

            StoreException refusal = refusal(WRITE);

            assertThat(refusal.reason()).isEqualTo(Reason.LOCKED);
            assertThat(refusal).hasMessageContaining("upgraded");
            assertThat(versionIn(file)).isEqualTo(1);
            GoldenFiles.check(file);
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(versionIn(file)).isEqualTo(2);
            assertThat(store.recovery().cleanEnd()).isFalse();
        }
    }

    @Test
    void shouldContinueReadingWhileAWriterUpgradesTheFile() throws IOException {
        GoldenFiles.copy(1, file);
        try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
            GoldenFiles.check(reader);
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                assertThat(store.recovery().upgradedFrom()).hasValue(1);
                store.commit(
                        StoreBatch.builder().block(StoreBlocks.block(230, 260)).build(), true);
                assertThat(StoreFiles.readable(reader)).hasSize(161);
            }
        }
    }

    @Test
    void shouldNotChangeAConflictingTableOfAnotherApplication() throws IOException, SQLException {
        GoldenFiles.copy(1, file);
        assertThat(sql(file, "create table Extension(a)", "insert into Extension values (7)"))
                .isEmpty();
        GoldenFiles.check(file);

        StoreException refusal = refusal(WRITE);

        assertThat(refusal.reason()).isEqualTo(Reason.TOO_OLD);
        assertThat(refusal).hasMessageContaining("name=extension");
        assertThat(sql(file, "pragma user_version", "select a from Extension")).containsExactly("1", "7");
        assertThat(sql(file, "alter table Extension rename to theirs")).isEmpty();
        SqliteEventStore.open(file).close();
        assertThat(sql(file, "select a from theirs")).containsExactly("7");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldSalvageADamagedFileOfEachVersion(int version) throws IOException, SQLException {
        GoldenFiles.copy(version, file);
        int root = Integer.parseInt(sql(file, "select rootpage from sqlite_schema where name = 'session_context'")
                .get(0));
        StoreFiles.flip(file, (root - 1L) * Schema.PAGE_BYTES, 0xff);
        int block = Integer.parseInt(sql(file, "select rootpage from sqlite_schema where name = 'block'")
                .get(0));
        StoreFiles.flip(file, (block - 1L) * Schema.PAGE_BYTES, 0xff);

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isPresent();
            assertThat(store.recovery().upgradedFrom().isPresent()).isEqualTo(version == 1);
            assertThat(StoreFiles.readable(store)).hasSize(130);
        }
        assertThat(sql(file, "pragma user_version", "select version from format"))
                .containsExactly("2", "2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldIgnoreADamagedVersionOnlyWhenSalvagingIntoAnotherFile(int version) throws IOException {
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            file = folder.resolve("flipped-" + bit + ".playhead");
            GoldenFiles.copy(version, file);
            int flipped = version ^ (1 << bit);
            assertThat(flipped).isNotIn(1, 2);
            setVersion(file, flipped);
            byte[] before = StoreFiles.bytes(file);
            for (EventStore.Mode mode : EventStore.Mode.values()) {
                StoreException refusal = refusal(mode);
                assertThat(refusal.reason())
                        .as("bit=%d", bit)
                        .isEqualTo(flipped > Format.VERSION ? Reason.TOO_NEW : Reason.TOO_OLD);
                assertThat(refusal)
                        .hasMessageContaining("version=" + flipped)
                        .hasMessageContaining("the version number is damaged")
                        .hasMessageContaining("playhead salvage FILE NEW");
            }
            assertThat(names(file.getFileName().toString()))
                    .as("bit=%d", bit)
                    .containsExactly(file.getFileName().toString());
            Path target = folder.resolve("salvaged-" + bit + ".playhead");

            RecoveryReport report = salvage(target);

            assertThat(report.eventsRecovered()).as("bit=%d", bit).isEqualTo(130);
            GoldenFiles.check(target);
            assertThat(versionIn(target)).isEqualTo(2);
            assertThat(StoreFiles.bytes(file)).as("bit=%d", bit).isEqualTo(before);
        }
    }

    /**
     * Damages the format version in the file itself. The log has a later version of the first page, with the correct
     * format version.
     */
    @Test
    void shouldSalvageAKilledFileWhoseVersionIsDamaged() throws IOException {
        Path killed = folder.resolve("killed.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 3);
            StoreFiles.copyAsKilled(file, killed);
        }
        file = killed;
        setVersion(file, 6);
        assertThat(refusal(WRITE).reason()).isEqualTo(Reason.TOO_NEW);

        assertThat(salvage(folder.resolve("salvaged.playhead")).eventsRecovered())
                .isEqualTo(150);
    }

    @Test
    void shouldRefuseTheFileOfALaterReleaseEvenIfItsVersionIsDamaged() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        assertThat(sql(
                        file,
                        "update format set version = 3, checksum = " + Format.checksum(3),
                        "pragma user_version = 3",
                        "pragma journal_mode = delete",
                        "pragma journal_mode = wal"))
                .isNotEmpty();
        refusedByAll(Reason.TOO_NEW, "version=3");
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            setVersion(file, 3 ^ (1 << bit));
            boolean negative = bit == Integer.SIZE - 1;
            byte[] before = StoreFiles.bytes(file);
            for (EventStore.Mode mode : EventStore.Mode.values()) {
                assertThat(refusal(mode).reason())
                        .as("bit=%d", bit)
                        .isEqualTo(negative ? Reason.TOO_OLD : Reason.TOO_NEW);
            }
            Path target = folder.resolve("salvaged.playhead");
            assertThat(catchThrowableOfType(StoreException.class, () -> salvage(target))
                            .reason())
                    .as("bit=%d", bit)
                    .isEqualTo(Reason.TOO_NEW);
            assertThat(target).doesNotExist();
            assertThat(StoreFiles.bytes(file)).isEqualTo(before);
        }
    }

    /**
     * Damages single bits of the header, one at a time. The file may be treated as damaged or foreign, but never as a
     * file of the current version.
     */
    @Test
    @Tag("full")
    void shouldNeverWriteToAFileOfALaterReleaseWithADamagedHeader() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        assertThat(sql(
                        file,
                        "update format set version = 3, checksum = " + Format.checksum(3),
                        "pragma user_version = 3",
                        "pragma journal_mode = delete",
                        "pragma journal_mode = wal"))
                .isNotEmpty();
        byte[] later = StoreFiles.bytes(file);
        int step = Boolean.getBoolean("playhead.full") ? 1 : 5;
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        for (int bit = 0; bit < HEADER_BYTES * Byte.SIZE; bit += step) {
            byte[] damaged = later.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            Files.write(file, damaged);
            for (EventStore.Mode mode : EventStore.Mode.values()) {
                reasons.add(refusal(mode).reason());
            }
            assertThat(catchThrowableOfType(StoreException.class, () -> salvage(folder.resolve("new.playhead"))))
                    .as("bit=%d", bit)
                    .isNotNull();
            assertThat(StoreFiles.bytes(file)).as("bit=%d", bit).isEqualTo(damaged);
            assertThat(names("orders.playhead"))
                    .as("bit=%d", bit)
                    .isSubsetOf("orders.playhead", "orders.playhead.lock");
            assertThat(names("new.playhead")).as("bit=%d", bit).isEmpty();
        }
        assertThat(reasons).contains(Reason.TOO_NEW, Reason.NOT_A_STORE);
    }

    @Test
    void shouldRefuseAFileWhoseTwoVersionsDisagree() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        setVersion(file, 1);
        for (EventStore.Mode mode : EventStore.Mode.values()) {
            assertThat(refusal(mode)).hasMessageContaining("version=1, but version=2 in the tables");
            assertThat(names("orders.playhead")).containsExactly("orders.playhead");
        }
        assertThat(salvage(folder.resolve("a.playhead")).eventsRecovered()).isEqualTo(130);

        Files.delete(file);
        GoldenFiles.copy(1, file);
        setVersion(file, 2);
        for (EventStore.Mode mode : EventStore.Mode.values()) {
            assertThat(refusal(mode)).hasMessageContaining("version=2, but version=1 in the tables");
        }
        assertThat(salvage(folder.resolve("b.playhead")).eventsRecovered()).isEqualTo(130);

        Files.delete(file);
        GoldenFiles.copy(2, file);
        assertThat(sql(file, "update format set version = 1, checksum = " + Format.checksum(1)))
                .isEmpty();
        for (EventStore.Mode mode : EventStore.Mode.values()) {
            assertThat(refusal(mode)).hasMessageContaining("version=2, but version=1 in table=format");
            assertThat(names("orders.playhead")).containsExactly("orders.playhead");
        }
        refusedBySalvage(
                "version=2, and the rest of the file does not confirm",
                "version=2 in the tables, version=1 in table=format");
    }

    @Test
    void shouldNotIgnoreAVersionIfThereIsNoSecondVersion() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        assertThat(sql(file, "update format set checksum = checksum + 1")).isEmpty();
        setVersion(file, 6);
        refusedByAll(Reason.TOO_NEW, "version=6");

        Files.delete(file);
        GoldenFiles.copy(2, file);
        assertThat(sql(file, "alter table session add column later blob")).isEmpty();
        setVersion(file, 6);
        refusedByAll(Reason.TOO_NEW, "version=6");
    }

    /**
     * Checks a file of version 2 that, like a file of version 1, has no second copy of the version. The blocks of the
     * file show that it is not of version 1.
     */
    @Test
    void shouldNotTreatAFileWithLaterBlocksAsVersion1() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        assertThat(sql(file, "drop table format", "drop table extension")).isEmpty();
        setVersion(file, 4);

        refusedByAll(Reason.TOO_NEW, "version=4");
    }

    @Test
    void shouldSalvageAFileWhoseVersionRowIsDamaged() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        assertThat(sql(file, "update format set checksum = checksum + 1")).isEmpty();
        assertThat(refusal(READ).reason()).isEqualTo(Reason.DAMAGED);

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isPresent();
            GoldenFiles.check(store);
        }
        assertThat(sql(file, "select version from format")).containsExactly("2");
    }

    private void addExtension(String kind, boolean required, byte[] bytes) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement statement =
                        connection.prepareStatement("insert into extension values (?, 60, 70, ?, ?, ?, ?)")) {
            long bytesChecksum = Rows.checksum(bytes);
            statement.setString(1, kind);
            statement.setLong(2, required ? 1 : 0);
            statement.setLong(3, bytesChecksum);
            statement.setLong(4, Format.checksum(kind, 60, 70, required ? 1 : 0, bytesChecksum));
            statement.setBytes(5, bytes);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseAnUnknownRequiredExtension() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        addExtension("pause", true, new byte[10]);

        refusedByAll(Reason.TOO_NEW, "extension=pause");
    }

    @Test
    void shouldRefuseARequiredExtensionAddedWhileItReads() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
            GoldenFiles.check(reader);
            addExtension("pause", true, new byte[10]);

            assertThat(catchThrowableOfType(StoreException.class, () -> reader.contents(-1))
                            .reason())
                    .isEqualTo(Reason.TOO_NEW);
        }
    }

    @Test
    void shouldKeepUnknownOptionalExtensions() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        addExtension("summary", false, new byte[9_000]);
        String all =
                "select group_concat(kind || first_sequence || last_sequence || required || bytes_checksum || checksum"
                        + " || hex(bytes)) from extension";
        List<String> before = sql(file, all);
        GoldenFiles.check(file);
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            GoldenFiles.check(store);
            store.commit(
                    StoreBatch.builder()
                            .block(StoreBlocks.block(230, 290))
                            .dropBefore(100)
                            .build(),
                    true);
            store.compact();
        }
        assertThat(sql(file, all)).isEqualTo(before);

        int root = Integer.parseInt(sql(file, "select rootpage from sqlite_schema where name = 'block'")
                .get(0));
        StoreFiles.flip(file, (root - 1L) * Schema.PAGE_BYTES, 0xff);
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isPresent();
        }
        assertThat(sql(file, all)).isEqualTo(before);
    }

    @Test
    void shouldDetectADamagedExtension() throws IOException, SQLException {
        for (String damage : List.of(
                "required = 0",
                "kind = 'pausf'",
                "first_sequence = 61",
                "last_sequence = 7",
                "checksum = checksum + 1")) {
            file = folder.resolve("damaged-" + damage.hashCode() + ".playhead");
            GoldenFiles.copy(2, file);
            addExtension("pause", true, new byte[10]);
            assertThat(sql(file, "update extension set " + damage)).isEmpty();

            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                assertThat(store.recovery().damagedFile()).as(damage).isPresent();
                GoldenFiles.check(store);
            }
            assertThat(sql(file, "select count(*) from extension")).containsExactly("0");
        }
    }

    /** Returns a block whose header has a later version and a valid checksum. */
    private static byte[] ofLaterVersion(byte[] block) {
        byte[] later = block.clone();
        ByteBuffer header = ByteBuffer.wrap(later).order(ByteOrder.LITTLE_ENDIAN);
        later[4]++;
        int size = header.getInt(6);
        CRC32 checksum = new CRC32();
        checksum.update(later, 0, size - 4);
        header.putInt(size - 4, (int) checksum.getValue());
        return later;
    }

    @Test
    void shouldNotTreatABlockOfALaterReleaseAsDamaged() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement statement = connection.prepareStatement(
                        "update block_data set bytes = ? where first_sequence = 50 and part = 0")) {
            statement.setBytes(1, ofLaterVersion(StoreBlocks.block(50, 99).headerBytes()));
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoredBlock block = store.contents(-1).blocks().get(0);
            assertThat(catchThrowableOfType(BlockTooNewException.class, () -> store.block(block)))
                    .hasMessageContaining("version=3");
        }
        StoreException refusal =
                catchThrowableOfType(StoreException.class, () -> salvage(folder.resolve("salvaged.playhead")));
        assertThat(refusal.reason()).isEqualTo(Reason.TOO_NEW);
        int root = Integer.parseInt(sql(file, "select rootpage from sqlite_schema where name = 'block'")
                .get(0));
        StoreFiles.flip(file, (root - 1L) * Schema.PAGE_BYTES, 0xff);
        byte[] before = StoreFiles.bytes(file);

        assertThat(refusal(WRITE).reason()).isEqualTo(Reason.TOO_NEW);

        assertThat(StoreFiles.bytes(file)).isEqualTo(before);
    }

    @Test
    void shouldRefuseATailOfALaterRelease() throws IOException, SQLException {
        GoldenFiles.copy(2, file);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement statement =
                        connection.prepareStatement("update tail set bytes = ? where first_sequence = 200")) {
            statement.setBytes(1, ofLaterVersion(StoreBlocks.block(200, 219).bytes()));
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }

        refusedByAll(Reason.TOO_NEW, "version=3");
    }
}
