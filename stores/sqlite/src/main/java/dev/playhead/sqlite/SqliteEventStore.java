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
import dev.playhead.storage.spi.StoredIndex;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * An event store in one SQLite file.
 *
 * <p><b>Threading.</b> As specified by {@link EventStore}. In addition, other processes may read the file while it is
 * open. Each read is one short transaction on a connection that no other operation uses at the same time.
 *
 * <p><b>Durability.</b> Once {@code commit} has returned, the batch survives any end of the process. With {@code sync},
 * it also survives a power failure, provided that the disk does not lose data that it has reported as written. Without
 * {@code sync}, a power failure may lose the commits since the last {@code sync} or checkpoint, beginning with the
 * latest.
 *
 * <p><b>Limits.</b> A file must have only one name: symbolic links are resolved, but a second hard link would bypass
 * the lock. On a network drive, a file is safe only if the locks of the drive work correctly. A state, a tail and the
 * header of a block are each limited to 256 MiB. The body of a block is split into rows of 1 MiB.
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
     * Opens a file for reading and writing. Creates a missing file, upgrades a file of an earlier version, and salvages
     * a damaged file.
     *
     * @param file the file, by convention {@code NAME.playhead}
     * @return the store
     * @throws StoreException if the file cannot be opened
     */
    public static SqliteEventStore open(Path file) {
        return open(file, Mode.WRITE);
    }

    /**
     * Opens a file.
     *
     * @param file the file
     * @param mode whether to open it for reading or for writing
     * @return the store
     * @throws StoreException if the file cannot be opened
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

    /** Limits the database to the given number of pages, to simulate a full disk. */
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
    public boolean keepsIndexes() {
        return true;
    }

    @Override
    public Optional<byte[]> index(StoredIndex index) {
        return queries.index(index);
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
     * @param batch the batch
     * @param sync whether the commit must survive a power failure
     * @param salvaged whether the database was just salvaged; if so, only blocks, tails, lost ranges and sessions are
     *     committed, because the other changes were derived from the damaged database
     */
    private void commit(StoreBatch batch, boolean sync, boolean salvaged) {
        StoreBatch committed = salvaged ? batch.withoutDrops() : batch;
        connections.writing(writer -> writer.commit(committed, sync));
    }

    /**
     * Fails if a tree or an index is damaged, but not if only the bytes of blocks are damaged. After the check has
     * succeeded once, it is not repeated. If a tree leads to wrong pages, quarantining a block might delete pages of
     * other blocks. After a failure, the caller salvages the database first; this also finds rows to which no tree
     * leads.
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
