package dev.playhead.benchmarks.journal;

import dev.playhead.event.GridEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/**
 * SQLite, with one row for each event. The payload is stored as JSON. A transaction inserts a thousand events. SQLite
 * uses a write-ahead log and {@code synchronous=NORMAL}.
 */
final class SqliteJournal implements Journal {
    private static final int TRANSACTION = 1_000;

    private final Path folder;
    private final Connection connection;
    private final PreparedStatement insert;
    private final JsonSink json = new JsonSink();
    private long next;

    SqliteJournal(Path folder) {
        this.folder = folder;
        try {
            connection = connect();
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(
                        "create table event (sequence integer primary key, time_nanos integer not null, type text not null,"
                                + " source text not null, payload text not null, metadata text)");
            }
            connection.setAutoCommit(false);
            insert = connection.prepareStatement("insert into event values (?, ?, ?, ?, ?, ?)");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        return config.createConnection("jdbc:sqlite:" + folder.resolve("bench.sqlite"));
    }

    private static IllegalStateException failed(SQLException e) {
        return new IllegalStateException("SQLite failed: " + e.getMessage(), e);
    }

    @Override
    public long append(GridEvent event) {
        try {
            insert.setLong(1, next++);
            insert.setLong(2, PayloadFields.nanos(event));
            insert.setString(3, event.type());
            insert.setString(4, event.source());
            insert.setString(5, json.payload(event));
            insert.setString(6, json.metadata(event));
            insert.addBatch();
            if (next % TRANSACTION == 0) {
                commit();
            }
            return next;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void commit() throws SQLException {
        int[] counts = insert.executeBatch();
        connection.commit();
        if (counts.length > TRANSACTION) {
            throw new IllegalStateException("rows=" + counts.length + " in one transaction");
        }
    }

    @Override
    public void close() {
        try {
            commit();
            insert.close();
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public Contents settle() {
        long events;
        try (Connection read = connect();
                Statement statement = read.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from event")) {
            events = count.getLong(1);
        } catch (SQLException e) {
            throw failed(e);
        }
        return Contents.of(events, folder);
    }
}
