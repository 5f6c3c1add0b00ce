package dev.playhead.sqlite;

import dev.playhead.storage.spi.EncodedIndex;
import dev.playhead.storage.spi.StoredIndex;
import java.sql.SQLException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows of the table {@code extension} that contain indexes of consecutive blocks. With an index, a value can be
 * searched without reading the headers of the blocks. A row is deleted in the transaction that deletes, quarantines or
 * adds a block within the range of the row. An index can be rebuilt from the headers of its blocks, so no data is lost
 * if the row is lost.
 */
final class EventIndexes {
    /**
     * The kind of rows that are written. The sequences of a row are the first and the last sequence of the blocks that
     * its index covers.
     */
    static final String KIND = "event-index-2";

    /**
     * The kind of earlier indexes, which have no sets of values. Such indexes are read, deleted and replaced, but no
     * longer written.
     */
    static final String OLD_KIND = "event-index";

    private static final String OF_ANY_KIND = " FROM extension WHERE kind IN ('" + KIND + "', '" + OLD_KIND + "')";

    private EventIndexes() {}

    /** Writes an index, and deletes the indexes that overlap with it. */
    static void write(Database database, EncodedIndex index) throws SQLException {
        deleteWithin(database, index.firstSequence(), index.lastSequence());
        Format.writeExtension(
                database, "INSERT OR REPLACE", KIND, index.firstSequence(), index.lastSequence(), false, index.bytes());
    }

    /** Returns whether rows of a kind contain indexes. */
    static boolean isKind(String kind) {
        return kind.equals(KIND) || kind.equals(OLD_KIND);
    }

    /** Returns the last sequence that any index covers, or -1. Most new blocks come after this sequence. */
    static long lastSequence(Database database) throws SQLException {
        return Math.max(lastSequence(database, KIND), lastSequence(database, OLD_KIND));
    }

    private static long lastSequence(Database database, String kind) throws SQLException {
        return database.number(
                "SELECT last_sequence FROM extension WHERE kind = ? ORDER BY first_sequence DESC LIMIT 1", -1, kind);
    }

    /** Deletes the indexes that cover any sequence of a range. */
    static void deleteWithin(Database database, long first, long last) throws SQLException {
        database.update("DELETE" + OF_ANY_KIND + " AND first_sequence <= ? AND last_sequence >= ?", last, first);
    }

    /** Deletes the indexes that begin before the given sequence. */
    static void dropBefore(Database database, long sequence) throws SQLException {
        database.update("DELETE" + OF_ANY_KIND + " AND first_sequence < ?", sequence);
    }

    /** Deletes the index that begins at the given sequence. */
    static void delete(Database database, long firstSequence) throws SQLException {
        database.update("DELETE" + OF_ANY_KIND + " AND first_sequence = ?", firstSequence);
    }

    /**
     * Lists the indexes, without reading their bytes. Skips a row that overlaps with a row read before; rows of the old
     * kind are read last. Also skips rows whose numbers are damaged; {@link Format#check} counts these rows.
     */
    static void list(Database database, List<StoredIndex> found) throws SQLException {
        NavigableMap<Long, StoredIndex> listed = new TreeMap<>();
        database.each(
                "SELECT kind, first_sequence, last_sequence, required, bytes_checksum, checksum, length(bytes)"
                        + " FROM extension NOT INDEXED WHERE kind IN (?1, ?2) ORDER BY kind = ?2, first_sequence",
                row -> {
                    long first = row.getLong(2);
                    long last = row.getLong(3);
                    var before = listed.floorEntry(last);
                    boolean overlaps = before != null && before.getValue().lastSequence() >= first;
                    long checksum = Format.checksum(row.getString(1), first, last, row.getLong(4), row.getLong(5));
                    if (checksum == row.getLong(6) && !overlaps && last >= first) {
                        listed.put(first, new StoredIndex(first, last, row.getInt(7)));
                    }
                },
                KIND,
                OLD_KIND);
        found.addAll(listed.values());
    }

    /** Reads the bytes of an index. Returns empty if the index was deleted or is damaged. */
    static Optional<byte[]> read(Database database, StoredIndex index) throws SQLException {
        if (database.number("PRAGMA user_version", 0) < Format.FIRST_VERSION_WITH_ROWS) {
            return Optional.empty();
        }
        Optional<byte[]> bytes = read(database, index, KIND);
        return bytes.isPresent() ? bytes : read(database, index, OLD_KIND);
    }

    private static Optional<byte[]> read(Database database, StoredIndex index, String kind) throws SQLException {
        return database.fold(
                "SELECT required, bytes_checksum, checksum, bytes FROM extension"
                        + " WHERE kind = ? AND first_sequence = ? AND last_sequence = ?",
                Optional.<byte[]>empty(),
                (before, row) -> {
                    long ofBytes = row.getLong(2);
                    long checksum =
                            Format.checksum(kind, index.firstSequence(), index.lastSequence(), row.getLong(1), ofBytes);
                    byte[] bytes = row.getBytes(4);
                    boolean whole = bytes != null && checksum == row.getLong(3) && Rows.checksum(bytes) == ofBytes;
                    return whole ? Optional.of(bytes) : Optional.empty();
                },
                kind,
                index.firstSequence(),
                index.lastSequence());
    }
}
