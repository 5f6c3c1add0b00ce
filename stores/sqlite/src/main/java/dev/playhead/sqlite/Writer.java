package dev.playhead.sqlite;

import dev.playhead.storage.spi.StoreBatch;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The one connection by which a store writes: commits batches, each of which goes on where the one before ended.
 *
 * <p><b>Threading.</b> Safe: what is done here follows one another.
 */
final class Writer implements AutoCloseable {
    private final Database database;
    private final DatabaseMaintenance maintenance;
    private Rows.History history; // guarded by this, as are the next ones
    private boolean synchronousFull;
    private boolean unsynced;

    /**
     * Creates a writer.
     *
     * @param database a connection to the file that nothing else uses
     * @param history where the history stands in it
     * @param unsynced whether a failure of power could still take something from it
     */
    Writer(Path file, Database database, Rows.History history, boolean unsynced, LongSupplier nanoTime) {
        this.database = database;
        this.maintenance = new DatabaseMaintenance(file, database, nanoTime);
        this.history = history;
        this.unsynced = unsynced;
    }

    /** Commits a batch, if there is anything to commit or to bring to the disk. */
    synchronized void commit(StoreBatch batch, boolean sync) {
        if (Batches.isEmpty(batch) && !(sync && unsynced)) {
            return;
        }
        if (synchronousFull != sync) {
            database.alone(() -> database.pragma(sync ? "synchronous = FULL" : "synchronous = NORMAL"));
            synchronousFull = sync;
        }
        Rows.History next = Batches.next(history, batch);
        long last = history.lastSequence();
        database.writing(() -> Batches.write(database, batch, last, next));
        history = next;
        unsynced = !sync;
        maintenance.committed(Batches.bytes(batch));
    }

    /** Fails if a tree or an index is damaged, which needs everything to be read. */
    synchronized void requireSoundTrees() {
        database.reading(() -> Schema.checkAllTrees(database));
    }

    /** Does one step of maintenance; returns whether there may be more. */
    synchronized boolean maintain() {
        return maintenance.step();
    }

    /** Makes the database as small as it can be. */
    synchronized void compact() {
        maintenance.vacuum();
    }

    /** Returns the connection, for tests. */
    Database database() {
        return database;
    }

    /** Lets the database have some number of pages and no more, as if the disk were full. */
    synchronized void limitPages(long pages) {
        database.alone(() -> database.pragma("max_page_count = " + pages));
    }

    @Override
    public void close() {
        database.close();
    }
}
