package dev.playhead.sqlite;

import dev.playhead.storage.spi.EncodedIndex;
import dev.playhead.storage.spi.StoredIndex;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The rows of {@code extension} with indexes of consecutive blocks, so that a value can be searched without reading
 * headers. A row is deleted in the transaction that deletes, quarantines or adds any block within its range. It can be
 * rebuilt from the headers of its blocks, so its loss loses no data.
 */
final class EventIndexes {
    /**
     * The kind of these rows. The row's sequences are the first and the last sequence of the blocks that the index
     * covers.
     */
    static final String KIND = "event-index";

    private EventIndexes() {}

    /** Writes an index, and deletes the indexes that overlap with it. */
    static void write(Database database, EncodedIndex index) throws SQLException {
        deleteWithin(database, index.firstSequence(), index.lastSequence());
        Format.writeExtension(
                database, "INSERT OR REPLACE", KIND, index.firstSequence(), index.lastSequence(), false, index.bytes());
    }

    /** Returns the last sequence that any index covers, or -1. Most new blocks come after this sequence. */
    static long lastSequence(Database database) throws SQLException {
        return database.number(
                "SELECT last_sequence FROM extension WHERE kind = ? ORDER BY first_sequence DESC LIMIT 1", -1, KIND);
    }

    /** Deletes the indexes that cover any sequence of a range. */
    static void deleteWithin(Database database, long first, long last) throws SQLException {
        database.update(
                "DELETE FROM extension WHERE kind = ? AND first_sequence <= ? AND last_sequence >= ?",
                KIND,
                last,
                first);
    }

    /** Deletes the indexes that cover any block that ends before a sequence. */
    static void dropBefore(Database database, long sequence) throws SQLException {
        database.update("DELETE FROM extension WHERE kind = ? AND first_sequence < ?", KIND, sequence);
    }

    /** Deletes one index. */
    static void delete(Database database, long firstSequence) throws SQLException {
        database.update("DELETE FROM extension WHERE kind = ? AND first_sequence = ?", KIND, firstSequence);
    }

    /**
     * Lists the indexes, without reading their bytes. Skips rows that overlap with other rows, and rows whose numbers
     * are damaged. The check of the format counts the damaged rows.
     */
    static void list(Database database, List<StoredIndex> found) throws SQLException {
        database.each(
                "SELECT kind, first_sequence, last_sequence, required, bytes_checksum, checksum, length(bytes)"
                        + " FROM extension NOT INDEXED WHERE kind = ? ORDER BY first_sequence",
                row -> {
                    long first = row.getLong(2);
                    long last = row.getLong(3);
                    long end =
                            found.isEmpty() ? -1 : found.get(found.size() - 1).lastSequence();
                    long checksum = Format.checksum(KIND, first, last, row.getLong(4), row.getLong(5));
                    if (checksum == row.getLong(6) && first > end && last >= first) {
                        found.add(new StoredIndex(first, last, row.getInt(7)));
                    }
                },
                KIND);
    }

    /** Reads the bytes of an index. Returns empty if it was deleted or is damaged. */
    static Optional<byte[]> read(Database database, StoredIndex index) throws SQLException {
        if (database.number("PRAGMA user_version", 0) < Format.FIRST_VERSION_WITH_ROWS) {
            return Optional.empty();
        }
        return database.fold(
                "SELECT required, bytes_checksum, checksum, bytes FROM extension"
                        + " WHERE kind = ? AND first_sequence = ? AND last_sequence = ?",
                Optional.<byte[]>empty(),
                (before, row) -> {
                    long ofBytes = row.getLong(2);
                    long checksum =
                            Format.checksum(KIND, index.firstSequence(), index.lastSequence(), row.getLong(1), ofBytes);
                    byte[] bytes = row.getBytes(4);
                    boolean whole = bytes != null && checksum == row.getLong(3) && Rows.checksum(bytes) == ofBytes;
                    return whole ? Optional.of(bytes) : Optional.empty();
                },
                KIND,
                index.firstSequence(),
                index.lastSequence());
    }
}
