package dev.playhead.sqlite;

import dev.playhead.sqlite.Database.Access;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The connections by which a store reads its file, kept open from one read to the next.
 *
 * <p><b>Threading.</b> Safe. All connections are given back before {@link #closeAll} is called.
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

    /** Takes a connection, which is given back, or closed if something failed on it. */
    Database take() {
        Database known = idle.poll();
        return known != null ? known : Database.open(file, access, probe);
    }

    /** Takes a connection back, or closes it where enough of them are idle. */
    void giveBack(Database database) {
        if (idle.size() < IDLE_CONNECTIONS) {
            idle.add(database);
        } else {
            database.close();
        }
    }

    /** Returns the number that SQLite changes with each commit of other connections. */
    long dataVersion() {
        synchronized (watching) {
            Database database = watch;
            if (database == null) {
                database = Opening.checked(file, access, probe);
                watch = database; // always the same one, since the number is that of a connection
            }
            Database asked = database;
            return asked.queryAlone(() -> asked.number("PRAGMA data_version", 0));
        }
    }

    /** Closes all connections; later reads open others. */
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
