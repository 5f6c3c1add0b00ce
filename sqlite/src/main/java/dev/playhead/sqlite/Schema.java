package dev.playhead.sqlite;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tables of a file, which are described in the package's page, and how to tell such a file from others. */
final class Schema {
    /** {@code PHDB}. */
    static final int APPLICATION_ID = 0x50484442;

    static final int VERSION = 1;
    static final int PAGE_BYTES = 4_096;

    private static final byte[] SQLITE_MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int USER_VERSION_AT = 60;
    private static final int APPLICATION_ID_AT = 68;

    /** By name, with the text that SQLite keeps. */
    private static final Map<String, String> TABLES = new LinkedHashMap<>();

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
    }

    private Schema() {}

    private static void table(String name, String columns) {
        TABLES.put(name, "CREATE TABLE " + name + " (" + columns + ") STRICT");
    }

    /** Whether a table of this name is one of these. */
    static boolean has(String table) {
        return TABLES.containsKey(table);
    }

    private static String text(String seconds) {
        return "strftime('%Y-%m-%dT%H:%M:%fZ', " + seconds + ", 'unixepoch')";
    }

    /** Makes the tables in an empty database, in one transaction. */
    static void create(Database database) {
        database.alone(() -> {
            database.pragma("page_size = " + PAGE_BYTES);
            database.pragma("auto_vacuum = INCREMENTAL");
        });
        // Not yet in WAL mode: the identification is to be in the file itself, where it is looked for.
        database.writing(() -> {
            for (String sql : TABLES.values()) {
                database.execute(sql);
            }
            Rows.writeHistory(database, Rows.History.START);
            database.pragma("application_id = " + APPLICATION_ID);
            database.pragma("user_version = " + VERSION);
        });
    }

    /** What the first bytes of a file say it is. */
    enum Kind {
        EMPTY,
        OURS,
        OURS_DAMAGED,
        TOO_NEW,
        TOO_OLD,
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
        int version = fields.getInt(USER_VERSION_AT);
        return version > VERSION ? Kind.TOO_NEW : version < VERSION ? Kind.TOO_OLD : Kind.OURS;
    }

    /** Checks that the tables are the ones made here, and that nothing hangs on them which would run when they change. */
    static void check(Database database) throws SQLException {
        Map<String, String> missing = new LinkedHashMap<>(TABLES);
        database.each("SELECT type, name, tbl_name, sql FROM sqlite_schema", row -> {
            String name = row.getString(2);
            String table = row.getString(3);
            if (name == null || table == null || !TABLES.containsKey(table)) {
                return; // somebody's own tables are welcome
            }
            boolean index = "index".equals(row.getString(1)) && name.startsWith("sqlite_autoindex_");
            boolean known = "table".equals(row.getString(1))
                    && name.equals(table)
                    && TABLES.get(table).equals(row.getString(4));
            if (!index && !known) {
                throw new StoreException(
                        Reason.DAMAGED,
                        database.location() + ": " + row.getString(1) + "=" + name + " on table=" + table
                                + " is not of Playhead; remove it, or salvage the file",
                        null);
            }
            missing.remove(name);
        });
        if (!missing.isEmpty()) {
            throw new StoreException(
                    Reason.DAMAGED, database.location() + ": tables=" + missing.keySet() + " are missing", null);
        }
    }

    /** Checks the trees that lead to blocks and tails; a scan would go through a damaged one without noticing. */
    static void checkTrees(Database database) throws SQLException {
        for (String table : new String[] {"block", "tail"}) {
            database.each("PRAGMA quick_check(" + table + ")", row -> {
                String found = String.valueOf(row.getString(1));
                if (!"ok".equals(found)) {
                    throw new StoreException(
                            Reason.DAMAGED,
                            database.location() + ": table=" + table + " is damaged (" + found + ")",
                            null);
                }
            });
        }
    }
}
