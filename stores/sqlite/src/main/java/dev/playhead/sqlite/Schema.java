package dev.playhead.sqlite;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The tables of a Playhead file, as described in the package documentation, and the checks that recognize such a file.
 */
final class Schema {
    /** The application id, which spells {@code PHDB}. */
    static final int APPLICATION_ID = 0x50484442;

    static final int PAGE_BYTES = 4_096;

    private static final byte[] SQLITE_MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int USER_VERSION_AT = 60;
    private static final int APPLICATION_ID_AT = 68;

    /** The SQL text of each table, by the name of the table. SQLite stores the same text. */
    private static final Map<String, String> TABLES = new LinkedHashMap<>();

    /** The tables added in {@link Format#FIRST_VERSION_WITH_ROWS}. */
    private static final List<String> ADDED = List.of("format", "extension");

    static {
        table(
                "history",
                "id INTEGER PRIMARY KEY, next_sequence INTEGER NOT NULL, origin_sequence INTEGER NOT NULL,"
                        + " evicted_events INTEGER NOT NULL, kept_from INTEGER NOT NULL, last_sequence INTEGER NOT NULL,"
                        + " commits INTEGER NOT NULL, checksum INTEGER NOT NULL");
        table(
                "block",
                "first_sequence INTEGER PRIMARY KEY, last_sequence INTEGER NOT NULL, event_count INTEGER NOT NULL,"
                        + " first_time TEXT AS (" + text("min_seconds + min_nanos / 1e9") + "),"
                        + " last_time TEXT AS (" + text("max_seconds + max_nanos / 1e9") + "),"
                        + " size_bytes INTEGER NOT NULL, min_seconds INTEGER NOT NULL, min_nanos INTEGER NOT NULL,"
                        + " max_seconds INTEGER NOT NULL, max_nanos INTEGER NOT NULL, min_recorded_ms INTEGER NOT NULL,"
                        + " max_recorded_ms INTEGER NOT NULL, previous_sequence INTEGER NOT NULL, checksum INTEGER NOT NULL,"
                        + " types TEXT NOT NULL");
        table(
                "block_data",
                "first_sequence INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL,"
                        + " PRIMARY KEY (first_sequence, part)");
        table(
                "tail",
                "first_sequence INTEGER PRIMARY KEY, last_sequence INTEGER NOT NULL, event_count INTEGER NOT NULL,"
                        + " previous_sequence INTEGER NOT NULL, checksum INTEGER NOT NULL, bytes BLOB NOT NULL");
        table(
                "state",
                "name TEXT NOT NULL, sequence INTEGER NOT NULL, checksum INTEGER NOT NULL, bytes BLOB NOT NULL,"
                        + " PRIMARY KEY (name, sequence)");
        table(
                "session",
                "number INTEGER PRIMARY KEY, started_ms INTEGER NOT NULL, first_sequence INTEGER NOT NULL,"
                        + " ended_ms INTEGER, next_sequence INTEGER,"
                        + " started TEXT AS (" + text("started_ms / 1e3") + "), ended TEXT AS ("
                        + text("ended_ms / 1e3") + ")");
        table(
                "session_context",
                "session INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL," + " PRIMARY KEY (session, name)");
        table(
                "quarantine",
                "id INTEGER PRIMARY KEY, first_sequence INTEGER NOT NULL, last_sequence INTEGER NOT NULL,"
                        + " quarantined_ms INTEGER NOT NULL, part INTEGER NOT NULL, reason TEXT NOT NULL, bytes BLOB NOT NULL");
        table("format", "id INTEGER PRIMARY KEY, version INTEGER NOT NULL, checksum INTEGER NOT NULL");
        table(
                "extension",
                "kind TEXT NOT NULL, first_sequence INTEGER NOT NULL, last_sequence INTEGER NOT NULL,"
                        + " required INTEGER NOT NULL, bytes_checksum INTEGER NOT NULL, checksum INTEGER NOT NULL,"
                        + " bytes BLOB NOT NULL, PRIMARY KEY (kind, first_sequence)");
    }

    private Schema() {}

    private static void table(String name, String columns) {
        TABLES.put(name, "CREATE TABLE " + name + " (" + columns + ") STRICT");
    }

    /** Returns whether a name is that of a table of this schema. */
    static boolean has(String table) {
        return TABLES.containsKey(table);
    }

    private static String text(String seconds) {
        return "strftime('%Y-%m-%dT%H:%M:%fZ', " + seconds + ", 'unixepoch')";
    }

    /** Creates the tables in an empty database, in one transaction. */
    static void create(Database database) {
        database.alone(() -> {
            database.pragma("page_size = " + PAGE_BYTES);
            database.pragma("auto_vacuum = INCREMENTAL");
        });
        // The database is not yet in WAL mode. So the application id and the version are written to the file itself,
        // where they are expected, and not to a log.
        database.writing(() -> {
            for (String sql : TABLES.values()) {
                database.execute(sql);
            }
            Rows.writeHistory(database, Rows.History.START);
            Format.writeVersion(database);
            database.pragma("application_id = " + APPLICATION_ID);
            database.pragma("user_version = " + Format.VERSION);
        });
    }

    /**
     * Upgrades a database of an earlier version to the version of this release, in one transaction. Does nothing if the
     * database already has this version.
     *
     * @param database the database
     * @return the version before the upgrade
     */
    static int upgrade(Database database) {
        long before = database.queryAlone(() -> database.number("PRAGMA user_version", 0));
        if (before < Format.VERSION) {
            database.writing(() -> {
                for (String name : ADDED) {
                    requireFree(database, name);
                    database.execute(Objects.requireNonNull(TABLES.get(name)));
                }
                Format.writeVersion(database);
                database.pragma("user_version = " + Format.VERSION);
            });
        }
        return (int) before;
    }

    private static void requireFree(Database database, String name) throws SQLException {
        if (database.number("SELECT count(*) FROM sqlite_schema WHERE name = ? COLLATE NOCASE", 0, name) > 0) {
            throw new StoreException(
                    Reason.TOO_OLD,
                    database.location() + " must be upgraded to version=" + Format.VERSION
                            + ", but another table or view has a name that Playhead needs; rename that table or view: name="
                            + name,
                    null);
        }
    }

    /** The kind of a file, as determined by its first bytes. */
    enum Kind {
        EMPTY,
        OURS,
        OURS_DAMAGED,
        OTHER_VERSION,
        OTHER_DATABASE,
        OTHER
    }

    static Kind kindOf(byte[] header) {
        if (header.length == 0) {
            return Kind.EMPTY;
        }
        boolean database = header.length >= SQLITE_MAGIC.length
                && Arrays.equals(Arrays.copyOf(header, SQLITE_MAGIC.length), SQLITE_MAGIC);
        if (header.length < APPLICATION_ID_AT + Integer.BYTES) {
            return database ? Kind.OURS_DAMAGED : Kind.OTHER;
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        boolean ours = fields.getInt(APPLICATION_ID_AT) == APPLICATION_ID;
        if (!database) {
            return ours ? Kind.OURS_DAMAGED : Kind.OTHER;
        }
        if (!ours) {
            return Kind.OTHER_DATABASE;
        }
        return Format.isKnown(versionIn(header)) ? Kind.OURS : Kind.OTHER_VERSION;
    }

    /** Returns whether the first bytes of a file identify it as a Playhead database, of any version. */
    static boolean isIdentified(byte[] header) {
        return switch (kindOf(header)) {
            case OURS, OTHER_VERSION -> true;
            default -> false;
        };
    }

    /** Returns the version of the format that the first bytes of a file contain; 0 if there are too few bytes. */
    static int versionIn(byte[] header) {
        return header.length < USER_VERSION_AT + Integer.BYTES
                ? 0
                : ByteBuffer.wrap(header).getInt(USER_VERSION_AT);
    }

    /**
     * Determines the version of the tables by their names and their SQL texts.
     *
     * @param texts the SQL texts that SQLite stores, by the names of the tables
     * @return the version, or 0 if the tables are not those of a known version
     */
    static int versionOf(Map<String, String> texts) {
        for (Map.Entry<String, String> table : TABLES.entrySet()) {
            if (!ADDED.contains(table.getKey()) && !table.getValue().equals(texts.get(table.getKey()))) {
                return 0;
            }
        }
        long added = ADDED.stream()
                .filter(name -> Objects.equals(TABLES.get(name), texts.get(name)))
                .count();
        return added == ADDED.size() ? Format.VERSION : added == 0 ? Format.OLDEST_VERSION : 0;
    }

    /**
     * Checks that the tables are those of the file's version, and that these tables have no triggers, indexes or other
     * objects of other programs. Called within a transaction.
     */
    static void check(Database database) throws SQLException {
        long version = database.number("PRAGMA user_version", 0);
        if (!Format.isKnown(version)) {
            throw Format.unknownVersion(database.location(), version);
        }
        Map<String, String> missing = new LinkedHashMap<>(TABLES);
        if (version < Format.FIRST_VERSION_WITH_ROWS) {
            ADDED.forEach(missing::remove);
        }
        Map<String, String> texts = new HashMap<>();
        database.each("SELECT name, sql FROM sqlite_schema WHERE type = 'table'", row -> {
            if (row.getString(1) != null && row.getString(2) != null) {
                texts.put(row.getString(1), row.getString(2));
            }
        });
        int versionOfTables = versionOf(texts);
        if (versionOfTables != 0 && versionOfTables != version) {
            throw Format.disagreement(database.location(), version, "version=" + versionOfTables + " in the tables");
        }
        Set<String> expected = Set.copyOf(missing.keySet());
        database.each("SELECT type, name, tbl_name, sql FROM sqlite_schema", row -> {
            String name = row.getString(2);
            String table = row.getString(3);
            if (name == null || table == null || !expected.contains(table)) {
                return; // tables of other programs are allowed
            }
            boolean index = "index".equals(row.getString(1)) && name.startsWith("sqlite_autoindex_");
            boolean known = "table".equals(row.getString(1))
                    && name.equals(table)
                    && Objects.equals(TABLES.get(table), row.getString(4));
            if (!index && !known) {
                throw new StoreException(
                        Reason.DAMAGED,
                        database.location() + ": " + row.getString(1) + "=" + name + " on table=" + table
                                + " does not belong to Playhead; remove it, or salvage the file",
                        null);
            }
            missing.remove(name);
        });
        if (!missing.isEmpty()) {
            throw new StoreException(
                    Reason.DAMAGED, database.location() + ": tables=" + missing.keySet() + " are missing", null);
        }
    }

    /**
     * Checks the trees of the tables {@code block}, {@code tail}, {@code history}, {@code session}, {@code
     * session_context} and {@code quarantine}, and the rows of the table {@code state}. Reading all rows would not
     * detect a damaged tree, or a tree that shares pages with another tree. In such a tree, writing the next row might
     * overwrite other rows.
     */
    static void checkTrees(Database database) throws SQLException {
        for (String table : new String[] {"block", "tail", "history", "session", "session_context", "quarantine"}) {
            check(database, "PRAGMA quick_check(" + table + ")", "table=" + table);
        }
        // Checking the whole tree would read all states. Instead, this query reads the rows without the index, and
        // finds rows that belong to another table.
        check(
                database,
                "SELECT 'it has rows of another table' FROM state NOT INDEXED"
                        + " WHERE typeof(name) <> 'text' OR typeof(bytes) <> 'blob' LIMIT 1",
                "table=state");
    }

    /**
     * Checks all trees and indexes, and that each row has its entries in the indexes. Without such an entry, SQLite may
     * not find the row. This check reads the whole database.
     */
    static void checkAllTrees(Database database) throws SQLException {
        check(database, "PRAGMA integrity_check(1)", "a tree or an index");
    }

    private static void check(Database database, String pragma, String what) throws SQLException {
        database.each(pragma, row -> {
            String found = String.valueOf(row.getString(1));
            if (!"ok".equals(found)) {
                throw new StoreException(
                        Reason.DAMAGED, database.location() + ": " + what + " is damaged (" + found + ")", null);
            }
        });
    }
}
