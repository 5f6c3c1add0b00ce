package dev.playhead.sqlite;

import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static dev.playhead.storage.spi.EventStore.Mode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.playhead.JavaCommand;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.EventStoreProvider;
import dev.playhead.storage.spi.StoreBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("orders.playhead");
    }

    private static StoreException refusal(Path path, EventStore.Mode mode) {
        return catchThrowableOfType(
                StoreException.class, () -> SqliteEventStore.open(path, mode).close());
    }

    private void refuses(Path path, EventStore.Mode mode, Reason reason) {
        StoreException refusal = refusal(path, mode);
        assertThat(refusal).as("%s %s", path, mode).isNotNull();
        assertThat(refusal.reason()).as("%s", refusal.getMessage()).isEqualTo(reason);
        assertThat(refusal.getMessage()).contains("file=");
    }

    private void filled() {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 3);
        }
    }

    private List<String> sql(String... statements) throws SQLException {
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

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldLeaveOneFileAndAnEmptyLockFileWhenClosed() throws IOException {
        filled();

        assertThat(names()).containsExactly("orders.playhead", "orders.playhead.lock");
        assertThat(folder.resolve("orders.playhead.lock")).isEmptyFile();
    }

    @Test
    void shouldLeaveNoOpenReadThatKeepsTheLogFromShrinking() throws IOException {
        filled();
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(StoreFiles.readable(store)).hasSize(150);
            assertThat(store.headers(0, 9)).hasSize(3);
            assertThat(store.version()).isNotNegative();
            assertThat(store.verify(bytes -> {}).isSound()).isTrue();
            store.commit(StoreBatch.builder().block(StoreBlocks.block(150, 199)).build(), false);
            assertThat(WalFile.of(file)).isNotEmptyFile();

            store.compact();

            assertThat(WalFile.of(file)).isEmptyFile();
        }
    }

    @Test
    void shouldRefuseOtherFilesAndLeaveThemUnchanged() throws Exception {
        Files.writeString(file, "{\"type\":\"cell:edit\",\"payload\":{}}\n".repeat(20));
        byte[] text = StoreFiles.bytes(file);
        refuses(file, WRITE, Reason.NOT_A_STORE);
        refuses(file, READ, Reason.NOT_A_STORE);
        assertThat(StoreFiles.bytes(file)).isEqualTo(text);

        Files.delete(file);
        sql("create table mine(a)", "insert into mine values (1)");
        byte[] database = StoreFiles.bytes(file);
        refuses(file, WRITE, Reason.NOT_A_STORE);
        refuses(file, READ, Reason.NOT_A_STORE);
        assertThat(StoreFiles.bytes(file)).isEqualTo(database);
    }

    @Test
    void shouldRefuseFilesOfOtherVersionsAndLeaveThemUnchanged() throws Exception {
        filled();
        sql("pragma user_version = 3", "pragma wal_checkpoint(truncate)");
        byte[] bytes = StoreFiles.bytes(file);
        refuses(file, WRITE, Reason.TOO_NEW);
        refuses(file, READ, Reason.TOO_NEW);
        assertThat(StoreFiles.bytes(file)).isEqualTo(bytes);

        sql("pragma user_version = 0");
        refuses(file, WRITE, Reason.TOO_OLD);
        refuses(file, READ, Reason.TOO_OLD);
    }

    @Test
    void shouldReportWhyAPathCannotBeOpened() throws IOException {
        refuses(folder, WRITE, Reason.NOT_A_STORE);
        refuses(folder, READ, Reason.NOT_A_STORE);
        refuses(folder.resolve("absent/orders.playhead"), WRITE, Reason.MISSING);
        refuses(file, READ, Reason.MISSING);
        Path dangling = folder.resolve("link.playhead");
        Files.createSymbolicLink(dangling, folder.resolve("nowhere"));
        refuses(dangling, WRITE, Reason.MISSING);
        refuses(Path.of("/dev/null"), READ, Reason.NOT_A_STORE);
        assertThat(names()).containsExactly("link.playhead");
    }

    @Test
    void shouldCreateAStoreInAnEmptyFile() throws IOException {
        Files.createFile(file);
        refuses(file, READ, Reason.MISSING);

        filled();

        try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
            assertThat(StoreFiles.readable(store)).hasSize(150);
        }
    }

    @Test
    void shouldRecognizeAnOpenFileThroughALink() throws IOException {
        Path link = folder.resolve("link.playhead");
        filled();
        Files.createSymbolicLink(link, file);

        try (SqliteEventStore store = SqliteEventStore.open(link)) {
            refuses(file, WRITE, Reason.LOCKED);
            refuses(link, WRITE, Reason.LOCKED);
            assertThat(StoreFiles.readable(store)).hasSize(150);
            assertThat(folder.resolve("orders.playhead.lock")).isNotEmptyFile();
        }
        assertThat(folder.resolve("link.playhead.lock")).doesNotExist();
    }

    /** The program of a process that opens a file without write permission. */
    static final class WithoutPermission {
        private WithoutPermission() {}

        public static void main(String[] arguments) {
            Path file = Path.of(arguments[0]);
            System.out.println("write: " + refusal(file, WRITE).reason());
            try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
                System.out.println("read: " + StoreFiles.readable(store).size());
            }
        }
    }

    @Test
    void shouldRefuseToWriteWithoutPermission() throws Exception {
        filled();
        assertThat(file.toFile().setReadOnly()).isTrue();

        assertThat(JavaCommand.outputWithoutOverride(WithoutPermission.class, file.toString()))
                .containsExactly("write: NO_ACCESS", "read: 150");
    }

    @Test
    void shouldNotRunTriggersOfAFile() throws Exception {
        filled();
        sql(
                "create table stolen(a)",
                "create trigger steal after insert on block begin insert into stolen values (1); end");
        refuses(file, READ, Reason.DAMAGED);

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().damagedFile()).isPresent();
            assertThat(store.recovery().eventsRecovered()).isEqualTo(150);
            assertThat(store.recovery().gaps()).isEmpty();
            store.commit(StoreBatch.builder().block(StoreBlocks.block(150, 160)).build(), false);
        }
        assertThat(sql("select count(*) from sqlite_schema where type = 'trigger'"))
                .containsExactly("0");
    }

    @Test
    void shouldNotReadViewsInsteadOfTables() throws Exception {
        filled();
        sql("alter table block rename to real", "create view block as select * from real");

        refuses(file, READ, Reason.DAMAGED);
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(StoreFiles.readable(store)).hasSize(150);
        }
    }

    @Test
    void shouldBeReadableByOtherTools() throws Exception {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            store.commit(StoreBatch.builder().block(StoreBlocks.block(0, 5)).build(), false);
        }

        assertThat(sql("select first_sequence || ' ' || first_time || ' ' || event_count || ' ' || types from block"))
                .containsExactly("0 2026-01-01T00:00:00.000Z 6 {\"cell:hover\":4,\"cell:edit\":2}");
        assertThat(sql("select key from block, json_each(types) order by 1"))
                .containsExactly("cell:edit", "cell:hover");
        assertThat(sql("pragma application_id")).containsExactly("1346913346");
        assertThat(sql("pragma auto_vacuum")).containsExactly("2");
        assertThat(sql("pragma journal_mode")).containsExactly("wal");
    }

    @Test
    void shouldAcceptTablesOfOtherApplications() throws Exception {
        filled();
        sql("create table note(a)", "create view overview as select first_time, types from block");

        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().isComplete()).isTrue();
        }
    }

    @Test
    void shouldProvideAServiceThatRecognizesItsFiles() throws Exception {
        EventStoreProvider provider = ServiceLoader.load(EventStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .findFirst()
                .orElseThrow();
        assertThat(provider.recognizes(file)).isTrue();
        assertThat(provider.recognizes(folder.resolve("events.jsonl"))).isFalse();
        assertThat(provider.recognizes(folder)).isFalse();
        try (EventStore store = provider.open(file, WRITE)) {
            StoreFiles.fill(store, 1);
            assertThat(provider.recognizes(file)).isTrue();
        }
        Path other = folder.resolve("without-extension");
        Files.move(file, other);
        assertThat(provider.recognizes(other)).isTrue();
        Files.write(other, "text".getBytes(StandardCharsets.UTF_8));
        assertThat(provider.recognizes(other)).isFalse();
    }
}
