package dev.playhead.sqlite;

import dev.playhead.sqlite.Database.Access;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A pool of the connections with which a store reads its file. Connections stay open between reads.
 *
 * <p><b>Threading.</b> Safe. All connections must be returned before {@link #closeAll} is called.
 */
final class ReaderPool {
    private static final int IDLE_CONNECTIONS = 4;

    private final Path file;
    private final Access access;
    private final Database.Probe probe;
    private final Queue<Database> idle = new ConcurrentLinkedQueue<>();

    private final Object watching = new Object();
    private @Nullable Database watch; // guarded by watching

    ReaderPool(Path file, Access access, Database.Probe probe) {
        this.file = file;
        this.access = access;
        this.probe = probe;
    }

    /**
     * Takes a connection out of the pool. The caller returns it to the pool, or closes it if an operation on it failed.
     */
    Database take() {
        Database known = idle.poll();
        return known != null ? known : Database.open(file, access, probe);
    }

    /** Returns a connection to the pool, or closes it if enough connections are idle. */
    void giveBack(Database database) {
        if (idle.size() < IDLE_CONNECTIONS) {
            idle.add(database);
        } else {
            database.close();
        }
    }

    /** Returns a number that SQLite changes with each commit of another connection. */
    long dataVersion() {
        synchronized (watching) {
            Database database = watch;
            if (database == null) {
                database = Opening.checked(file, access, probe);
                watch = database; // kept, because numbers of different connections cannot be compared
            }
            Database asked = database;
            return asked.queryAlone(() -> asked.number("PRAGMA data_version", 0));
        }
    }

    /** Closes all connections. Later reads open new connections. */
    void closeAll() {
        for (Database database = idle.poll(); database != null; database = idle.poll()) {
            database.close();
        }
        synchronized (watching) {
            if (watch != null) {
                watch.close();
            }
            watch = null;
        }
    }
}
