package dev.playhead.sqlite;

import dev.playhead.block.BlockHeader;
import dev.playhead.block.BreakCodec;
import dev.playhead.block.CorruptBlockException;
import dev.playhead.event.RecordingBreak;
import dev.playhead.storage.spi.StoredSession;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * The rows of the table {@code extension} that list the breaks in recording. These rows make it possible to find the
 * breaks without reading all headers. There is one row for each header of a block or tail that contains a break, and
 * one row for each session with a break after its last event.
 */
final class Breaks {
    /** The kind of rows for breaks in headers. The row's sequences are those of the block or tail. */
    static final String KIND = "break";

    /**
     * The kind of rows for breaks after a session. In such a row, the first sequence is the number of the session, and
     * the last sequence is that of the break.
     */
    static final String PENDING_KIND = "pending-break";

    private Breaks() {}

    /** Writes the break of a header, if the header has one. */
    static void write(Database database, BlockHeader header) throws SQLException {
        RecordingBreak recordingBreak = header.recordingBreak().orElse(null);
        if (recordingBreak == null) {
            return;
        }
        Format.writeExtension(
                database,
                "INSERT OR REPLACE",
                KIND,
                header.firstSequence(),
                header.lastSequence(),
                false,
                BreakCodec.encode(recordingBreak));
    }

    /** Writes the row of a break after the last event of a session, or deletes this row if there is no such break. */
    static void writePending(Database database, StoredSession session) throws SQLException {
        RecordingBreak pending = session.recordingBreak().orElse(null);
        if (pending == null) {
            database.update(
                    "DELETE FROM extension WHERE kind = ? AND first_sequence = ?", PENDING_KIND, session.number());
        } else {
            Format.writeExtension(
                    database,
                    "INSERT OR REPLACE",
                    PENDING_KIND,
                    session.number(),
                    pending.sequence(),
                    false,
                    BreakCodec.encode(pending));
        }
    }

    /** Deletes the row for the break in the header of a quarantined block, if there is such a row. */
    static void delete(Database database, long firstSequence) throws SQLException {
        database.update("DELETE FROM extension WHERE kind = ? AND first_sequence = ?", KIND, firstSequence);
    }

    /** Deletes the rows for breaks in the headers of blocks and tails that end before the given sequence. */
    static void dropBefore(Database database, long sequence) throws SQLException {
        database.update("DELETE FROM extension WHERE kind = ? AND last_sequence < ?", KIND, sequence);
    }

    /**
     * Reads the rows. Does not use the index, because a damaged index could hide rows without an error. Skips rows
     * whose numbers are damaged; {@link Format#check} counts these rows.
     *
     * @param database the database, within a transaction
     * @param found receives the breaks of headers
     * @param pending receives the breaks after sessions, by session number
     * @return the number of rows whose numbers are intact but whose bytes are damaged
     */
    static int read(Database database, List<RecordingBreak> found, Map<Long, RecordingBreak> pending)
            throws SQLException {
        return database.fold(
                "SELECT kind, first_sequence, last_sequence, required, bytes_checksum, checksum, bytes FROM extension"
                        + " NOT INDEXED WHERE kind IN (?, ?) ORDER BY kind, first_sequence",
                0,
                (damaged, row) -> {
                    String kind = row.getString(1);
                    byte[] bytes = row.getBytes(7);
                    long first = row.getLong(2);
                    long last = row.getLong(3);
                    if (kind == null
                            || Format.checksum(kind, first, last, row.getLong(4), row.getLong(5)) != row.getLong(6)) {
                        return damaged;
                    }
                    if (bytes == null || Rows.checksum(bytes) != row.getLong(5)) {
                        return damaged + 1;
                    }
                    try {
                        if (kind.equals(KIND)) {
                            found.add(BreakCodec.decode(first, bytes));
                        } else {
                            pending.put(first, BreakCodec.decode(last, bytes));
                        }
                    } catch (CorruptBlockException e) {
                        return damaged + 1;
                    }
                    return damaged;
                },
                KIND,
                PENDING_KIND);
    }
}
