package dev.playhead.sqlite;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Set;

/**
 * The rows that record how to read a database: a second copy of the version of the database, with a checksum, and the
 * extensions. Later releases may add further kinds of extensions.
 *
 * <p>{@code user_version}, which SQLite stores on behalf of a program, has no checksum. If the two versions differ, the
 * file is rejected: a file of a later version might otherwise be mistaken for a file of an earlier version, and be
 * misread and overwritten.
 */
final class Format {
    /** The oldest version that this release reads. This release writes {@link #VERSION}. */
    static final int OLDEST_VERSION = 1;

    static final int VERSION = 2;

    /** The first version with the tables {@code format} and {@code extension}. */
    static final int FIRST_VERSION_WITH_ROWS = 2;

    /** The kinds of extensions that this release can read. */
    private static final Set<String> KNOWN_KINDS =
            Set.of(Breaks.KIND, Breaks.PENDING_KIND, EventIndexes.KIND, EventIndexes.OLD_KIND);

    private static final String INSERT_EXTENSION = " INTO extension"
            + " (kind, first_sequence, last_sequence, required, bytes_checksum, checksum, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)";

    private static final String SALVAGE =
            " the version number is damaged. In this case, salvage the file into another one (playhead"
                    + " salvage FILE NEW), which succeeds if all other parts have the same known version. The file is untouched";

    private Format() {}

    static boolean isKnown(long version) {
        return version >= OLDEST_VERSION && version <= VERSION;
    }

    static long checksum(long version) {
        return Rows.checksum(Schema.APPLICATION_ID, version);
    }

    static void writeVersion(Database database) throws SQLException {
        database.update(
                "INSERT OR REPLACE INTO format (id, version, checksum) VALUES (1, ?, ?)",
                (long) VERSION,
                checksum(VERSION));
    }

    /**
     * Writes an extension, which is data stored in addition to the blocks.
     *
     * @param database the database, within a transaction that writes
     * @param insert the verb of the statement, such as {@code INSERT OR REPLACE}, which determines what happens to an
     *     existing row
     * @param kind the kind of the extension
     * @param firstSequence the first sequence that the extension concerns, or the number of a session; this number
     *     identifies the extension among those of its kind
     * @param lastSequence the last sequence that the extension concerns
     * @param required whether a release that does not support the kind would misread the file
     * @param bytes the content
     */
    static void writeExtension(
            Database database,
            String insert,
            String kind,
            long firstSequence,
            long lastSequence,
            boolean required,
            byte[] bytes)
            throws SQLException {
        long number = required ? 1 : 0;
        long ofBytes = Rows.checksum(bytes);
        database.update(
                insert + INSERT_EXTENSION,
                kind,
                firstSequence,
                lastSequence,
                number,
                ofBytes,
                checksum(kind, firstSequence, lastSequence, number, ofBytes),
                bytes);
    }

    /**
     * Returns the checksum of an extension's row. It covers the checksum of the bytes instead of the bytes, so the row
     * can be checked without reading them.
     */
    static long checksum(String kind, long firstSequence, long lastSequence, long required, long bytesChecksum) {
        long ofKind = Rows.checksum(kind.getBytes(StandardCharsets.UTF_8));
        return Rows.checksum(ofKind, firstSequence, lastSequence, required, bytesChecksum);
    }

    /**
     * Returns whether an extension is required to read the file correctly, but has a kind that this release does not
     * support.
     */
    static boolean isUnknown(String kind, long required) {
        return required != 0 && !KNOWN_KINDS.contains(kind);
    }

    /**
     * Checks, within a transaction, that this release can read the database correctly.
     *
     * @param database the database
     * @return the number of damaged rows in the table {@code extension}
     */
    static int check(Database database) throws SQLException {
        long version = database.number("PRAGMA user_version", 0);
        if (!isKnown(version)) {
            throw unknownVersion(database.location(), version);
        }
        if (version < FIRST_VERSION_WITH_ROWS) {
            return 0;
        }
        long second = database.fold(
                "SELECT version, checksum FROM format WHERE id = 1",
                0L,
                (before, row) -> row.getLong(2) == checksum(row.getLong(1)) ? row.getLong(1) : 0L);
        if (second == 0) {
            throw new StoreException(
                    Reason.DAMAGED,
                    database.location()
                            + ": the row of table=format is damaged; open the file for writing, or salvage it",
                    null);
        }
        if (second != version) {
            throw disagreement(database.location(), version, "version=" + second + " in table=format");
        }
        return checkExtensions(database);
    }

    private static int checkExtensions(Database database) throws SQLException {
        return database.fold(
                "SELECT kind, first_sequence, last_sequence, required, bytes_checksum, checksum FROM extension",
                0,
                (damaged, row) -> {
                    String kind = row.getString(1);
                    if (kind == null) { // because of damage, this is a row of another table, whose first column is null
                        return damaged + 1;
                    }
                    long checksum = checksum(kind, row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
                    if (checksum != row.getLong(6)) {
                        return damaged + 1;
                    }
                    if (isUnknown(kind, row.getLong(4))) {
                        throw unknownKind(database.location(), kind);
                    }
                    return damaged;
                });
    }

    static StoreException unknownKind(String location, String kind) {
        return new StoreException(
                Reason.TOO_NEW,
                location + " was written by a later release: extension=" + kind
                        + " is required to read it; update the library. The file is untouched",
                null);
    }

    static StoreException unknownVersion(String location, long version) {
        boolean later = version > VERSION;
        return new StoreException(
                later ? Reason.TOO_NEW : Reason.TOO_OLD,
                location + ": version=" + version + " is unknown; this release reads versions " + OLDEST_VERSION
                        + " to " + VERSION
                        + (later
                                ? ". Either a later release wrote the file: update the library; or"
                                : ", and no earlier version was ever released:")
                        + SALVAGE,
                null);
    }

    static StoreException disagreement(String location, long version, String other) {
        return new StoreException(
                Reason.TOO_NEW, location + ": version=" + version + ", but " + other + ":" + SALVAGE, null);
    }
}
