package dev.playhead.sqlite;

import dev.playhead.storage.spi.StoreBatch;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * The only connection with which a store writes. It commits batches one after another.
 *
 * <p><b>Threading.</b> Safe: operations run one after another.
 */
final class Writer implements AutoCloseable {
    private final Database database;
    private final DatabaseMaintenance maintenance;
    private Rows.History history; // guarded by this, like the next two fields
    private boolean synchronousFull;
    private boolean unsynced;

    /**
     * Creates a writer.
     *
     * @param file the file
     * @param database a connection to the file for this writer's exclusive use
     * @param history the history in the database
     * @param unsynced whether a power failure could still lose part of the database's contents
     * @param nanoTime the clock, in nanoseconds
     */
    Writer(Path file, Database database, Rows.History history, boolean unsynced, LongSupplier nanoTime) {
        this.database = database;
        this.maintenance = new DatabaseMaintenance(file, database, nanoTime);
        this.history = history;
        this.unsynced = unsynced;
    }

    /** Commits a batch. Does nothing if the batch is empty and no sync is due. */
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
        maintenance.committed(Batches.bytes(batch), Batches.drops(batch));
    }

    /** Fails if a tree or an index is damaged. Reads the whole database. */
    synchronized void requireSoundTrees() {
        database.reading(() -> Schema.checkAllTrees(database));
    }

    /** Does one step of maintenance. Returns whether more steps may be due. */
    synchronized boolean maintain() {
        return maintenance.step(history.keptFrom());
    }

    /** Shrinks the database as far as possible. */
    synchronized void compact() {
        maintenance.vacuum(history.keptFrom());
    }

    /** Erases all dropped data from the database. When the last connection is closed, SQLite then removes the log. */
    synchronized void erase() {
        maintenance.erase(history.keptFrom());
    }

    /** Returns the connection, for tests. */
    Database database() {
        return database;
    }

    /** Limits the database to the given number of pages, to simulate a full disk. */
    synchronized void limitPages(long pages) {
        database.alone(() -> database.pragma("max_page_count = " + pages));
    }

    @Override
    public void close() {
        database.close();
    }
}
