package dev.playhead.sqlite;

import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static dev.playhead.storage.spi.EventStore.Mode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.playhead.JavaCommand;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that check which files remain next to a Playhead file after the file was read or rejected. */
class LeftFilesTest {
    private static final int WAL_HEADER_BYTES = 32;
    private static final int FRAME_BYTES = 24 + Schema.PAGE_BYTES;
    private static final int USER_VERSION_AT = 60;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("orders.playhead");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private List<String> names() throws IOException {
        return names(folder);
    }

    /** Creates a file with 150 events, without a log and without a lock file. */
    private void filled() throws IOException {
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            StoreFiles.fill(store, 3);
        }
        Files.delete(folder.resolve("orders.playhead.lock"));
    }

    /** Creates a file and its log as they remain after a process that had stored 150 events was killed. */
    private void killed() throws IOException {
        Path other = Files.createTempDirectory("killed").resolve("orders.playhead");
        try (SqliteEventStore store = SqliteEventStore.open(other)) {
            StoreFiles.fill(store, 3);
            StoreFiles.copyAsKilled(other, file);
        }
        for (String name : names(other.getParent())) {
            Files.delete(other.resolveSibling(name));
        }
        Files.delete(other.getParent());
    }

    private static int read(Path file) {
        try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
            assertThat(store.version()).isNotNegative();
            StoreFiles.readable(store);
            store.verify(bytes -> {}).isSound();
            return StoreFiles.readable(store).size();
        }
    }

    private static StoreException refusal(Path file, EventStore.Mode mode) {
        StoreException refusal = catchThrowableOfType(
                StoreException.class, () -> SqliteEventStore.open(file, mode).close());
        assertThat(refusal).as("%s %s", file, mode).isNotNull();
        return refusal;
    }

    private static void sql(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void shouldLeaveNoOtherFileAfterReadingAClosedFile() throws IOException {
        filled();
        byte[] before = StoreFiles.bytes(file);

        assertThat(read(file)).isEqualTo(150);

        assertThat(names()).containsExactly("orders.playhead");
        assertThat(StoreFiles.bytes(file)).isEqualTo(before);
    }

    @Test
    void shouldLeaveNoOtherFileWhenTheLastReaderCloses() throws IOException {
        filled();
        List<SqliteEventStore> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            readers.add(SqliteEventStore.open(file, READ));
        }
        for (SqliteEventStore reader : readers) {
            assertThat(StoreFiles.readable(reader)).hasSize(150);
            reader.close();
        }

        assertThat(names()).containsExactly("orders.playhead");
    }

    @Test
    void shouldKeepTheEventsOfAWriterThatClosedBeforeTheReader() throws IOException {
        filled();
        try (SqliteEventStore reader = SqliteEventStore.open(file, READ)) {
            long unusedVersion = reader.version();
            try (SqliteEventStore writer = SqliteEventStore.open(file)) {
                writer.commit(
                        StoreBatch.builder().block(StoreBlocks.block(150, 199)).build(), false);
            }
            assertThat(StoreFiles.readable(reader)).hasSize(200);
        }

        assertThat(names()).containsExactly("orders.playhead", "orders.playhead.lock");
        assertThat(read(file)).isEqualTo(200);
    }

    @Test
    void shouldNotChangeTheLogOfAnOpenWriter() throws IOException {
        filled();
        try (SqliteEventStore writer = SqliteEventStore.open(file)) {
            StoreFiles.fill(writer, 6);
            byte[] log = StoreFiles.bytes(WalFile.of(file));

            assertThat(read(file)).isEqualTo(300);

            assertThat(StoreFiles.bytes(WalFile.of(file))).isEqualTo(log);
            writer.commit(
                    StoreBatch.builder().block(StoreBlocks.block(300, 349)).build(), true);
            assertThat(read(file)).isEqualTo(350);
            Path copy = folder.resolve("copy.playhead");
            StoreFiles.copyAsKilled(file, copy);
            assertThat(read(copy)).isEqualTo(350);
        }
        assertThat(read(file)).isEqualTo(350);
    }

    /** The program of a process that writes to a file, and closes the file when standard input ends. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            try (SqliteEventStore store = SqliteEventStore.open(Path.of(arguments[0]))) {
                store.commit(
                        StoreBatch.builder().block(StoreBlocks.block(150, 199)).build(), false);
                System.out.println("stored");
                int unusedEnd = System.in.read();
                store.commit(
                        StoreBatch.builder().block(StoreBlocks.block(200, 249)).build(), true);
            }
            System.out.println("closed");
        }
    }

    @Test
    void shouldNotChangeTheLogOfAWriterInAnotherProcess() throws Exception {
        filled();
        List<String> command = JavaCommand.of(Writer.class);
        command.add(file.toString());
        Process process = new ProcessBuilder(command).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("stored");
            byte[] log = StoreFiles.bytes(WalFile.of(file));
            for (int i = 0; i < 5; i++) {
                assertThat(read(file)).isEqualTo(200);
            }
            assertThat(StoreFiles.bytes(WalFile.of(file))).isEqualTo(log);
            process.getOutputStream().close();
            assertThat(out.readLine()).isEqualTo("closed");
        }
        assertThat(process.waitFor()).isZero();
        assertThat(read(file)).isEqualTo(250);
        assertThat(names()).containsExactly("orders.playhead", "orders.playhead.lock");
    }

    @Test
    void shouldLoseNoEventsInTheLogOfAKilledProcess() throws IOException {
        killed();

        assertThat(read(file)).isEqualTo(150);

        assertThat(names()).containsExactly("orders.playhead");
        assertThat(read(file)).isEqualTo(150);
        try (SqliteEventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().isComplete()).isTrue();
            assertThat(StoreFiles.readable(store)).hasSize(150);
        }
    }

    /**
     * Checks that reading leaves a damaged log unchanged. Data after the damage or in the last commit can then still be
     * salvaged.
     */
    @Test
    void shouldLeaveADamagedLogUnchanged() throws IOException {
        killed();
        byte[] whole = StoreFiles.bytes(WalFile.of(file));
        byte[] database = StoreFiles.bytes(file);
        int frames = (whole.length - WAL_HEADER_BYTES) / FRAME_BYTES;
        for (int frame = 0; frame < frames; frame++) {
            for (int at : new int[] {0, 9, 13, 17, 24, 24 + Schema.PAGE_BYTES / 2}) {
                byte[] damaged = whole.clone();
                damaged[WAL_HEADER_BYTES + frame * FRAME_BYTES + at] ^= 0x10;
                Files.write(WalFile.of(file), damaged);

                try (SqliteEventStore store = SqliteEventStore.open(file, READ)) {
                    StoreFiles.readable(store);
                } catch (StoreException e) {
                    assertThat(e.reason()).isEqualTo(Reason.DAMAGED);
                }

                assertThat(StoreFiles.bytes(WalFile.of(file)))
                        .as("frame=%s at=%s", frame, at)
                        .isEqualTo(damaged);
                assertThat(StoreFiles.bytes(file)).isEqualTo(database);
            }
        }
        assertThat(frames).isGreaterThan(10);
    }

    /** The program of a process that reads files without write permission. */
    static final class WithoutPermission {
        private WithoutPermission() {}

        public static void main(String[] arguments) throws IOException {
            for (String argument : arguments) {
                Path path = Path.of(argument);
                try {
                    System.out.println(read(path) + " " + names(path.getParent()));
                } catch (StoreException e) {
                    System.out.println(e.reason() + " " + names(path.getParent()));
                }
            }
        }
    }

    @Test
    void shouldLeaveNoOtherFileWithoutWritePermission() throws Exception {
        filled();
        Path readOnlyFile = Files.createDirectory(folder.resolve("a")).resolve("orders.playhead");
        Path inReadOnlyFolder = Files.createDirectory(folder.resolve("b")).resolve("orders.playhead");
        Files.copy(file, readOnlyFile);
        Files.copy(file, inReadOnlyFolder);
        assertThat(readOnlyFile.toFile().setReadOnly()).isTrue();
        assertThat(inReadOnlyFolder.getParent().toFile().setWritable(false)).isTrue();
        try {
            assertThat(JavaCommand.outputWithoutOverride(
                            WithoutPermission.class, readOnlyFile.toString(), inReadOnlyFolder.toString()))
                    .containsExactly("150 [orders.playhead]", "150 [orders.playhead]");
        } finally {
            assertThat(inReadOnlyFolder.getParent().toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void shouldKeepTheLogWithoutWritePermission() throws Exception {
        killed();
        Path readOnlyFile = Files.createDirectory(folder.resolve("a")).resolve("orders.playhead");
        StoreFiles.copyAsKilled(file, readOnlyFile);
        Path inReadOnlyFolder = Files.createDirectory(folder.resolve("b")).resolve("orders.playhead");
        StoreFiles.copyAsKilled(file, inReadOnlyFolder);
        assertThat(readOnlyFile.toFile().setReadOnly()).isTrue();
        assertThat(inReadOnlyFolder.getParent().toFile().setWritable(false)).isTrue();
        byte[] log = StoreFiles.bytes(WalFile.of(file));
        try {
            List<String> lines = JavaCommand.outputWithoutOverride(
                    WithoutPermission.class, readOnlyFile.toString(), inReadOnlyFolder.toString());
            assertThat(lines).hasSize(2).last().isEqualTo("NO_ACCESS [orders.playhead, orders.playhead-wal]");
            assertThat(lines).first().asString().startsWith("150 ");
        } finally {
            assertThat(inReadOnlyFolder.getParent().toFile().setWritable(true)).isTrue();
        }
        assertThat(StoreFiles.bytes(WalFile.of(readOnlyFile))).isEqualTo(log);
        assertThat(StoreFiles.bytes(WalFile.of(inReadOnlyFolder))).isEqualTo(log);
        assertThat(inReadOnlyFolder.toFile().setWritable(true)).isTrue();
        assertThat(read(inReadOnlyFolder)).isEqualTo(150);
    }

    /** Checks that opening the file fails in all modes, leaves it unchanged, and creates no other file that remains. */
    private void refusedByAll(Reason reason) throws IOException {
        byte[] before = StoreFiles.bytes(file);
        for (EventStore.Mode mode : EventStore.Mode.values()) {
            assertThat(refusal(file, mode).reason()).as("%s", mode).isEqualTo(reason);
            assertThat(names()).as("%s", mode).containsExactly("orders.playhead");
        }
        assertThat(new SqliteEventStoreProvider().recognizes(file)).isEqualTo(reason == Reason.TOO_NEW);
        assertThat(names()).containsExactly("orders.playhead");
        assertThat(StoreFiles.bytes(file)).isEqualTo(before);
    }

    @Test
    void shouldCreateNoOtherFileForARefusedFile() throws Exception {
        Files.writeString(file, "{\"type\":\"cell:edit\",\"payload\":{}}\n".repeat(20));
        refusedByAll(Reason.NOT_A_STORE);

        Files.delete(file);
        sql(file, "create table mine(a)", "insert into mine values (1)");
        refusedByAll(Reason.NOT_A_STORE);

        Files.delete(file);
        filled();
        byte[] bytes = StoreFiles.bytes(file);
        ByteBuffer.wrap(bytes).putInt(USER_VERSION_AT, 77);
        Files.write(file, bytes);
        refusedByAll(Reason.TOO_NEW);
    }

    @Test
    void shouldCreateNoOtherFileForAFileThatCannotBeSalvaged() throws IOException {
        Path target = folder.resolve("new.playhead");
        filled();
        byte[] bytes = StoreFiles.bytes(file);
        ByteBuffer.wrap(bytes).putInt(USER_VERSION_AT, 77);
        byte[] withoutSecond = bytes.clone();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf("CREATE TABLE format"); at >= 0; at = text.indexOf("CREATE TABLE format", at + 1)) {
            withoutSecond[at] = 'D';
        }
        Files.write(file, withoutSecond);

        StoreException refusal =
                catchThrowableOfType(StoreException.class, () -> new SqliteEventStoreProvider().salvage(file, target));

        assertThat(refusal).isNotNull();
        assertThat(names()).containsExactly("orders.playhead");
        assertThat(StoreFiles.bytes(file)).isEqualTo(withoutSecond);
    }

    @Test
    void shouldCreateNoOtherFileForAFileWhoseTablesAreRefused() throws Exception {
        filled();
        sql(file, "create table stolen(a)", "create trigger steal after insert on block begin delete from tail; end");

        assertThat(refusal(file, READ).reason()).isEqualTo(Reason.DAMAGED);

        assertThat(names()).containsExactly("orders.playhead");
    }

    @Test
    void shouldLeaveOnlyTheSalvagedFileAndItsSource() throws IOException {
        filled();
        Path target = folder.resolve("new.playhead");

        assertThat(new SqliteEventStoreProvider().salvage(file, target).eventsRecovered())
                .isEqualTo(150);
        assertThat(read(target)).isEqualTo(150);

        assertThat(names()).containsExactly("new.playhead", "orders.playhead");
    }

    /**
     * The program of a process that salvages files into other files. The arguments are pairs of a damaged and a new
     * file.
     */
    static final class Salvaging {
        private Salvaging() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < arguments.length; i += 2) {
                try {
                    System.out.println(new SqliteEventStoreProvider()
                            .salvage(Path.of(arguments[i]), Path.of(arguments[i + 1]))
                            .eventsRecovered());
                } catch (StoreException e) {
                    System.out.println(e.reason());
                }
            }
        }
    }

    @Test
    void shouldSalvageAFileWithoutWritePermissionIntoAnotherFolder() throws Exception {
        filled();
        Path readOnly = Files.createDirectory(folder.resolve("a")).resolve("orders.playhead");
        Path withLockFile = Files.createDirectory(folder.resolve("b")).resolve("orders.playhead");
        Path target = Files.createDirectory(folder.resolve("c"));
        for (Path path : List.of(readOnly, withLockFile)) {
            Files.copy(file, path);
            assertThat(path.toFile().setReadOnly()).isTrue();
        }
        Path lock = Files.createFile(FileClaim.sibling(withLockFile, ".lock"));
        assertThat(lock.toFile().setReadOnly()).isTrue();
        assertThat(readOnly.getParent().toFile().setWritable(false)).isTrue();
        assertThat(withLockFile.getParent().toFile().setWritable(false)).isTrue();
        try {
            assertThat(JavaCommand.outputWithoutOverride(
                            Salvaging.class,
                            readOnly.toString(),
                            target.resolve("a").toString(),
                            withLockFile.toString(),
                            target.resolve("b").toString()))
                    .containsExactly("150", "150");
        } finally {
            assertThat(readOnly.getParent().toFile().setWritable(true)).isTrue();
            assertThat(withLockFile.getParent().toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void shouldNotSalvageAFileThatAnotherProcessHasOpenForWriting() throws Exception {
        filled();
        try (SqliteEventStore store = SqliteEventStore.open(file, WRITE)) {
            Path target = folder.resolve("new.playhead");
            assertThat(JavaCommand.outputWithoutOverride(Salvaging.class, file.toString(), target.toString()))
                    .containsExactly("LOCKED");
            assertThat(target).doesNotExist();
            assertThat(StoreFiles.readable(store)).hasSize(150);
        }
    }

    /**
     * Simulates that another process opened the file during the salvage. The salvage must then fail, because the
     * salvaged data could be from different times.
     */
    @Test
    void shouldLeaveNoUnfinishedFileIfTheSalvageFails() throws IOException {
        filled();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Replacement.into(file, folder.resolve("new.playhead"), () -> {
                    throw new IllegalStateException("it was opened meanwhile");
                }));

        assertThat(names()).containsExactly("orders.playhead");
    }

    /** The program of a process that holds the lock for a moment, like a reader that checks for a writer. */
    static final class Asking {
        private Asking() {}

        public static void main(String[] arguments) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ);
                    FileLock lock = channel.lock(1L << 40, 1, true)) {
                System.out.println("asking " + lock.isValid());
                Thread.sleep(100);
            }
        }
    }

    @Test
    void shouldOpenForWritingWhileAReaderChecksForAWriter() throws Exception {
        filled();
        Path lock = Files.createFile(folder.resolve("orders.playhead.lock"));
        List<String> command = JavaCommand.of(Asking.class);
        command.add(lock.toString());
        Process process = new ProcessBuilder(command).start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("asking true");

            try (SqliteEventStore store = SqliteEventStore.open(file, WRITE)) {
                assertThat(StoreFiles.readable(store)).hasSize(150);
            }
        }
        assertThat(process.waitFor()).isZero();
    }
}
