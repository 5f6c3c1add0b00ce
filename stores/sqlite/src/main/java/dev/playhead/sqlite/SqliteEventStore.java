package dev.playhead.sqlite;

import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreCheck;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * A store in one SQLite file.
 *
 * <p><b>Threading.</b> As every store; readers in other processes included. Each read is one short transaction on a connection
 * of its own.
 *
 * <p><b>Durability.</b> What {@code commit} returned for survives the end of the process, however it ends. With {@code sync} it
 * survives the failure of power, as far as the disk keeps what it says it has; without, the commits since the last {@code
 * sync} or checkpoint may be lost then, the latest first.
 *
 * <p><b>Limits.</b> A file has one name: symbolic links are followed, but hard links would bypass the lock, and files on network
 * drives are as safe as the locks there. A block or state may have 256 MiB in one row; larger blocks take many rows.
 */
public final class SqliteEventStore implements EventStore {
    private final Path file;
    private final FileClaim claim;
    private final Connections connections;
    private final Queries queries;
    private volatile boolean treesChecked;

    private SqliteEventStore(FileClaim claim, Connections connections) {
        this.file = claim.file();
        this.claim = claim;
        this.connections = connections;
        this.queries = new Queries(connections);
    }

    /**
     * Opens a file for reading and writing. It is made if it is missing, and salvaged if it is damaged.
     *
     * @param file the file, by convention {@code NAME.playhead}
     * @return the store
     * @throws StoreException if it cannot be opened
     */
    public static SqliteEventStore open(Path file) {
        return open(file, Mode.WRITE);
    }

    /**
     * Opens a file.
     *
     * @param file the file
     * @param mode what for
     * @return the store
     * @throws StoreException if it cannot be opened
     */
    public static SqliteEventStore open(Path file, Mode mode) {
        return open(file, mode, sql -> {});
    }

    static SqliteEventStore open(Path file, Mode mode, Database.Probe probe) {
        return open(file, mode, probe, System::nanoTime);
    }

    static SqliteEventStore open(Path file, Mode mode, Database.Probe probe, LongSupplier nanoTime) {
        Opening.Opened opened = Opening.open(file, mode, probe);
        return new SqliteEventStore(opened.claim(), new Connections(mode, opened, probe, nanoTime));
    }

    Database writerForTest() {
        return connections.writingFor(Writer::database);
    }

    /** Lets the database have some number of pages and no more, as if the disk were full. */
    void limitPagesForTest(long pages) {
        connections.writing(writer -> writer.limitPages(pages));
    }

    @Override
    public String location() {
        return connections.location();
    }

    @Override
    public List<Path> files() {
        return Stream.of("", "-wal", "-shm", "-journal", ".lock")
                .map(suffix -> FileClaim.sibling(file, suffix))
                .toList();
    }

    @Override
    public Mode mode() {
        return connections.mode();
    }

    @Override
    public RecoveryReport recovery() {
        return connections.recovery();
    }

    @Override
    public StoreContents contents(long afterSequence) {
        return queries.scan(afterSequence).contents();
    }

    @Override
    public long version() {
        return connections.version();
    }

    @Override
    public long quarantined() {
        return queries.quarantined();
    }

    @Override
    public List<byte[]> headers(long fromSequence, int limit) {
        return queries.headers(fromSequence, limit);
    }

    @Override
    public Optional<SealedBlock> block(StoredBlock block) {
        return queries.block(block);
    }

    @Override
    public Optional<byte[]> state(StoredState state) {
        return queries.state(state);
    }

    @Override
    public void commit(StoreBatch batch, boolean sync) {
        boolean salvaged = connections.reopenIfUnwritable();
        try {
            if (!batch.quarantined().isEmpty() && !salvaged) {
                requireSoundTrees();
            }
            commit(batch, sync, salvaged);
        } catch (StoreException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            connections.salvage(e);
            commit(batch, sync, true);
        }
    }

    /**
     * Commits a batch.
     *
     * @param salvaged whether the database is new: then nothing is dropped or set aside, since that was decided by what the
     *     damaged one had
     */
    private void commit(StoreBatch batch, boolean sync, boolean salvaged) {
        StoreBatch committed = salvaged ? batch.withoutDrops() : batch;
        connections.writing(writer -> writer.commit(committed, sync));
    }

    /**
     * Fails if it is not only bytes of blocks that are damaged. Once: what SQLite deletes by a tree that leads elsewhere would
     * be taken from other blocks, and what a tree does not lead to can be salvaged.
     */
    private void requireSoundTrees() {
        if (!treesChecked) {
            connections.writing(Writer::requireSoundTrees);
            treesChecked = true;
        }
    }

    @Override
    public boolean maintain() {
        return connections.writingFor(Writer::maintain);
    }

    @Override
    public StoreCheck verify(LongConsumer onChecked) {
        return Verification.of(connections, queries, claim, onChecked);
    }

    @Override
    public void compact() {
        connections.writing(Writer::compact);
    }

    @Override
    public long sizeBytes() {
        return connections.using(() -> FileSize.of(file) + FileSize.of(WalFile.of(file)));
    }

    @Override
    public void close() {
        connections.close();
    }
}
