package dev.playhead.sqlite;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.SQLiteOpenMode;

/**
 * A connection to a database, with its prepared statements. All access to SQLite goes through this class.
 *
 * <p><b>Threading.</b> For use by one thread at a time.
 */
final class Database implements AutoCloseable {
    /** The purpose of a connection. */
    enum Access {
        WRITE,
        READ,
        /** For reading a file that no process changes. For such a connection, SQLite creates no additional files. */
        READ_IMMUTABLE,
        /**
         * For the last connection to an existing file with a log. When this connection is closed, SQLite removes the
         * log and its index.
         */
        LAST
    }

    /**
     * A callback that is called before each statement except {@code ROLLBACK}. An implementation in a test may throw an
     * exception.
     */
    interface Probe {
        void before(String sql) throws SQLException;
    }

    /** A consumer of one row. */
    interface Row {
        void read(ResultSet row) throws SQLException;
    }

    /** A folding step, which combines the result of the earlier rows with one more row. */
    interface Step<T> {
        T add(T before, ResultSet row) throws SQLException;
    }

    /** Work within a transaction. */
    interface Work {
        void run() throws SQLException;
    }

    /** Work that returns a result. */
    interface Query<T> {
        T run() throws SQLException;
    }

    private static final int BUSY_MILLIS = 5_000;
    private static final int WRITER_BUSY_MILLIS = 150;
    private static final int MOMENT_MILLIS = 100;
    /**
     * The maximum length of a value. No stored value is longer; a value that is longer according to the file is
     * damaged, and is not read.
     */
    static final int MAX_VALUE_BYTES = 256 << 20;

    private final String location;
    private final Connection connection;
    private final Probe probe;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private int busyMillis = BUSY_MILLIS;

    private Database(String location, Connection connection, Probe probe) {
        this.location = location;
        this.connection = connection;
        this.probe = probe;
    }

    static Database open(Path file, Access access, Probe probe) {
        String location = "file=" + file;
        DriverVersion.require(location);
        try {
            return open(location, file, access, probe);
        } catch (NoSuchMethodError | NoSuchFieldError | NoClassDefFoundError e) {
            throw DriverVersion.unfit(location, SQLiteJDBCLoader.getVersion(), e);
        }
    }

    private static Database open(String location, Path file, Access access, Probe probe) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(access == Access.LAST ? MOMENT_MILLIS : BUSY_MILLIS);
        config.setReadOnly(access == Access.READ || access == Access.READ_IMMUTABLE);
        if (access == Access.LAST) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        config.setGetGeneratedKeys(false); // to return generated keys, the driver would keep a query open
        config.setPragma(Pragma.LIMIT_LENGTH, Integer.toString(MAX_VALUE_BYTES));
        config.setPragma(Pragma.LIMIT_ATTACHED, "1"); // VACUUM attaches one database
        loadLibrary(location);
        try {
            return new Database(location, connect(file, access, config.toProperties()), probe).prepared(access);
        } catch (SQLException e) {
            throw Failures.of(location, e);
        }
    }

    private static void loadLibrary(String location) {
        try {
            if (SQLiteJDBCLoader.initialize()) {
                return;
            }
            throw new IllegalStateException("the driver gave no reason");
        } catch (Exception | LinkageError e) {
            throw new StoreException(
                    Reason.UNAVAILABLE,
                    location + ": SQLite's native library cannot be loaded. It is unpacked into java.io.tmpdir="
                            + System.getProperty("java.io.tmpdir")
                            + ", which must be writable, have free space, and allow programs to run (no noexec); set"
                            + " -Dorg.sqlite.tmpdir to another folder",
                    e);
        }
    }

    private static Connection connect(Path file, Access access, Properties properties) throws SQLException {
        // The file is passed as a URI, because toUri escapes the characters that would have a special meaning to SQLite
        // or its driver.
        String uri = file.toUri().toString().replaceFirst("^file:///", "file:/");
        String query = access == Access.READ_IMMUTABLE ? "?immutable=1" : "";
        Connection connection = new JDBC().connect("jdbc:sqlite:" + uri + query, properties);
        if (connection == null) {
            throw new SQLException("the driver does not accept uri=" + uri);
        }
        return connection;
    }

    private Database prepared(Access access) throws SQLException {
        try {
            pragma("trusted_schema = OFF"); // a hostile schema must not run code
            pragma("cell_size_check = ON");
            if (access == Access.WRITE) {
                pragma("secure_delete = ON"); // overwrites deleted bytes, also in free pages
            }
            pragma("mmap_size = 0"); // reading a truncated file through a mapping would end the process
            return this;
        } catch (SQLException | RuntimeException e) {
            try (connection) {
                throw e;
            }
        }
    }

    String location() {
        return location;
    }

    /** Runs a pragma to completion in a separate statement, even if the pragma returns rows. */
    void pragma(String pragma) throws SQLException {
        execute("PRAGMA " + pragma);
    }

    void execute(String sql) throws SQLException {
        probe.before(sql);
        try (Statement statement = connection.createStatement()) {
            // The statement is run as an update even if it returns rows, because the driver runs an update to
            // completion, but a query only to the first row.
            int unusedNumberOfRows = statement.executeUpdate(sql);
        }
    }

    /** Runs a statement that changes something. */
    void update(String sql, @Nullable Object... values) throws SQLException {
        each(sql, row -> {}, values);
    }

    /** Reads all rows of a query. */
    void each(String sql, Row row, @Nullable Object... values) throws SQLException {
        int unusedRows = fold(
                sql,
                0,
                (rows, next) -> {
                    row.read(next);
                    return rows + 1;
                },
                values);
    }

    /** Folds all rows of a query into one result. Returns the initial value if there are no rows. */
    <T> T fold(String sql, T initial, Step<T> step, @Nullable Object... values) throws SQLException {
        probe.before(sql);
        PreparedStatement statement = statement(sql);
        boolean done = false;
        try {
            bind(statement, values);
            T result = initial;
            if (statement.execute()) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        result = step.add(result, rows);
                    }
                }
            }
            done = true;
            return result;
        } finally {
            if (!done) { // not kept for reuse, because the driver closes a statement that fails
                statements.remove(sql);
                statement.close();
            }
        }
    }

    /** Returns the number in the first column of a query's only row, or {@code otherwise} if there is no row. */
    long number(String sql, long otherwise, @Nullable Object... values) throws SQLException {
        return fold(sql, otherwise, (before, row) -> row.getLong(1), values);
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            statements.put(sql, known);
        }
        return known;
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else if (value instanceof String text) {
                statement.setString(i + 1, text);
            } else if (value instanceof Number number) {
                statement.setLong(i + 1, number.longValue());
            } else {
                statement.setNull(i + 1, java.sql.Types.NULL);
            }
        }
    }

    /** Checkpoints the log and truncates it. Does not truncate it if a reader still needs it after a short wait. */
    void truncateLog() throws SQLException {
        pragma("busy_timeout = " + MOMENT_MILLIS);
        try {
            pragma("wal_checkpoint(TRUNCATE)");
        } finally {
            pragma("busy_timeout = " + busyMillis);
        }
    }

    /**
     * Checkpoints the log, and truncates it if no other connection is using it. Does not wait. Returns whether the log
     * is now empty.
     */
    boolean emptyUnusedLog() throws SQLException {
        pragma("busy_timeout = 0");
        try {
            return fold("PRAGMA wal_checkpoint(TRUNCATE)", false, (before, row) -> row.getLong(1) == 0);
        } finally {
            pragma("busy_timeout = " + busyMillis);
        }
    }

    /**
     * Checkpoints the whole log, and waits for a limited time for readers that prevent this. Returns whether the whole
     * log was checkpointed.
     */
    boolean copyLog() throws SQLException {
        return fold("PRAGMA wal_checkpoint(FULL)", false, (before, row) -> row.getLong(2) == row.getLong(3));
    }

    /**
     * Makes later calls wait only briefly for the locks of other programs. For callers that retry failed calls anyway.
     */
    void hurry() throws SQLException {
        busyMillis = WRITER_BUSY_MILLIS;
        pragma("busy_timeout = " + busyMillis);
    }

    /** Runs work in a transaction that writes. If the work fails, the transaction has no effect. */
    void writing(Work work) {
        boolean unusedDone = transaction("BEGIN IMMEDIATE", done(work));
    }

    /** Runs work in a transaction that only reads. All its queries read the database as of the same commit. */
    void reading(Work work) {
        boolean unusedDone = query(done(work));
    }

    /**
     * Returns the result of a query in a transaction that only reads. All its statements read the database as of the
     * same commit.
     */
    <T> T query(Query<T> query) {
        return transaction("BEGIN", query);
    }

    private static Query<Boolean> done(Work work) {
        return () -> {
            work.run();
            return true;
        };
    }

    private <T> T transaction(String begin, Query<T> query) {
        boolean done = false;
        try {
            execute(begin);
            T result = query.run();
            execute("COMMIT");
            done = true;
            return result;
        } catch (SQLException e) {
            throw Failures.of(location, e);
        } finally {
            if (!done) {
                rollBack();
            }
        }
    }

    private void rollBack() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException noTransaction) {
            // SQLite has already rolled back the transaction, or never began it.
        }
    }

    /** Runs work outside a transaction. */
    void alone(Work work) {
        boolean unusedDone = queryAlone(done(work));
    }

    /** Returns the result of a query outside a transaction. */
    <T> T queryAlone(Query<T> query) {
        try {
            return query.run();
        } catch (SQLException e) {
            throw Failures.of(location, e);
        }
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            throw Failures.of(location, e);
        }
    }
}
