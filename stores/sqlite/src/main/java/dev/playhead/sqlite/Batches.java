package dev.playhead.sqlite;

import dev.playhead.block.BlockHeader;
import dev.playhead.block.EncodedState;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.EncodedIndex;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import dev.playhead.storage.spi.StoredSession;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The changes that a batch makes to the rows, within one transaction. Applying a batch twice has the same effect on the
 * contents as applying the batch once.
 */
final class Batches {
    static final String QUARANTINE = "INSERT INTO quarantine"
            + " (first_sequence, last_sequence, quarantined_ms, part, reason, bytes) VALUES (?, ?, ?, ?, ?, ?)";
    /** The part number of a quarantine row that represents recorded events that are not in the file. */
    static final int LOST = -1;

    private static final String PUT = "INSERT OR REPLACE";

    static final String STATE = " INTO state (name, sequence, checksum, bytes) VALUES (?, ?, ?, ?)";
    static final String SESSION =
            " INTO session (number, started_ms, first_sequence, ended_ms, next_sequence) VALUES (?, ?, ?, ?, ?)";
    static final String CONTEXT = " INTO session_context (session, name, value) VALUES (?, ?, ?)";

    private Batches() {}

    /**
     * Writes a batch.
     *
     * @param database the database, within a transaction that writes
     * @param batch the batch
     * @param lastStored the last sequence that was stored or recorded as lost before this batch
     * @param next the history after the batch
     */
    static void write(Database database, StoreBatch batch, long lastStored, Rows.History next) throws SQLException {
        drop(database, batch);
        // Blocks and tails are written in the order of their events, because each row records the last sequence that
        // was stored before its events. A tail that lies within a block of the batch is not written separately.
        List<SealedBlock> inOrder = new ArrayList<>(batch.blocks());
        for (SealedBlock events : batch.tail()) {
            if (batch.blocks().stream().noneMatch(block -> contains(block.header(), events.header()))) {
                inOrder.add(events);
            }
        }
        inOrder.sort(Comparator.comparingLong(block -> block.header().firstSequence()));
        long indexed = batch.blocks().isEmpty() ? -1 : EventIndexes.lastSequence(database);
        for (SealedBlock block : inOrder) {
            BlockHeader header = block.header();
            long before = Rows.lastBefore(database, header.firstSequence(), lastStored);
            if (batch.blocks().contains(block)) {
                if (header.firstSequence() <= indexed) {
                    EventIndexes.deleteWithin(database, header.firstSequence(), header.lastSequence());
                }
                Rows.insertBlock(database, block, before);
                deletePiecesOf(database, header);
                database.update(
                        "DELETE FROM tail WHERE first_sequence BETWEEN ?1 AND ?2 AND last_sequence <= ?2",
                        header.firstSequence(),
                        header.lastSequence());
            } else {
                Rows.insertTail(database, block, before);
            }
        }
        for (EncodedState state : batch.states()) {
            long checksum = checksum(state.name(), state.sequence(), state.bytes());
            database.update(PUT + STATE, state.name(), state.sequence(), checksum, state.bytes());
        }
        for (EncodedIndex index : batch.indexes()) {
            EventIndexes.write(database, index);
        }
        for (StoredSession session : batch.sessions()) {
            put(database, session);
        }
        Rows.writeHistory(database, next);
    }

    /**
     * Deletes the smaller blocks within the range of a block. They may exist if the block was lost and is now stored
     * again: in the meantime, its remaining events may have been stored in smaller blocks.
     */
    private static void deletePiecesOf(Database database, BlockHeader block) throws SQLException {
        String pieces = " FROM block WHERE first_sequence > ?1 AND first_sequence <= ?2 AND last_sequence <= ?2";
        Object[] range = {block.firstSequence(), block.lastSequence()};
        if (database.number("SELECT count(*)" + pieces, 0, range) > 0) {
            database.update(
                    "DELETE FROM block_data WHERE first_sequence IN (SELECT first_sequence" + pieces + ")", range);
            database.update("DELETE" + pieces, range);
        }
    }

    private static boolean contains(BlockHeader block, BlockHeader events) {
        return block.firstSequence() <= events.firstSequence() && events.lastSequence() <= block.lastSequence();
    }

    private static void drop(Database database, StoreBatch batch) throws SQLException {
        long before = batch.dropBefore();
        if (before > 0) {
            DroppedBlocks.drop(database, before);
            database.update("DELETE FROM tail WHERE first_sequence < ?1 AND last_sequence < ?1", before);
            database.update("DELETE FROM quarantine WHERE part = " + LOST + " AND last_sequence < ?", before);
            Breaks.dropBefore(database, before);
            EventIndexes.dropBefore(database, before);
        }
        for (long first : batch.droppedIndexes()) {
            EventIndexes.delete(database, first);
        }
        for (var entry : batch.quarantined().entrySet()) {
            quarantine(database, entry.getKey(), entry.getValue());
        }
        for (SequenceRange range : batch.lost()) {
            noteLost(database, range);
        }
        for (StoredState state : batch.droppedStates()) {
            database.update("DELETE FROM state WHERE name = ? AND sequence = ?", state.name(), state.sequence());
        }
    }

    private static void quarantine(Database database, long firstSequence, String reason) throws SQLException {
        EventIndexes.deleteWithin(
                database,
                firstSequence,
                Math.max(
                        firstSequence,
                        database.number(
                                "SELECT last_sequence FROM block WHERE first_sequence = ?", -1, firstSequence)));
        // One row is inserted into the quarantine even if the block has no parts left.
        database.update(
                "INSERT INTO quarantine (first_sequence, last_sequence, quarantined_ms, part, reason, bytes)"
                        + " SELECT b.first_sequence, b.last_sequence, ?2, ifnull(d.part, 0), ?3, ifnull(d.bytes, x'')"
                        + " FROM block b LEFT JOIN block_data d USING (first_sequence) WHERE b.first_sequence = ?1",
                firstSequence,
                System.currentTimeMillis(),
                reason);
        database.update("DELETE FROM block_data WHERE first_sequence = ?", firstSequence);
        database.update("DELETE FROM block WHERE first_sequence = ?", firstSequence);
        Breaks.delete(database, firstSequence);
    }

    private static void noteLost(Database database, SequenceRange range) throws SQLException {
        database.update(
                "DELETE FROM quarantine WHERE part = " + LOST + " AND first_sequence = ?1 AND last_sequence = ?2",
                range.first(),
                range.last());
        database.update(
                QUARANTINE,
                range.first(),
                range.last(),
                System.currentTimeMillis(),
                LOST,
                "was recorded, but is not in this file",
                new byte[0]);
    }

    private static void put(Database database, StoredSession session) throws SQLException {
        database.update(
                PUT + SESSION,
                session.number(),
                session.startedAt().toEpochMilli(),
                session.firstSequence(),
                session.end().map(end -> end.at().toEpochMilli()).orElse(null),
                session.end().map(StoredSession.End::nextSequence).orElse(null));
        Breaks.writePending(database, session);
        for (var entry : session.context().entrySet()) {
            database.update(PUT + CONTEXT, session.number(), entry.getKey(), entry.getValue());
        }
    }

    /** Returns the history after a batch. */
    static Rows.History next(Rows.History history, StoreBatch batch) {
        long last = history.lastSequence();
        for (SealedBlock block : batch.blocks()) {
            last = Math.max(last, block.header().lastSequence());
        }
        for (SealedBlock events : batch.tail()) {
            last = Math.max(last, events.header().lastSequence());
        }
        for (SequenceRange range : batch.lost()) {
            last = Math.max(last, range.last());
        }
        HistoryPosition position = batch.position() == null ? history.position() : batch.position();
        return new Rows.History(
                position.atLeast(last + 1),
                Math.max(history.keptFrom(), batch.dropBefore()),
                last,
                history.commits() + 1);
    }

    /** Returns the approximate number of bytes that a batch adds. */
    static long bytes(StoreBatch batch) {
        long bytes = 0;
        for (SealedBlock block : batch.blocks()) {
            bytes += block.bytes().length;
        }
        for (SealedBlock events : batch.tail()) {
            bytes += events.bytes().length;
        }
        for (EncodedState state : batch.states()) {
            bytes += state.bytes().length;
        }
        for (EncodedIndex index : batch.indexes()) {
            bytes += index.bytes().length;
        }
        return bytes;
    }

    static long checksum(String name, long sequence, byte[] bytes) {
        return Rows.checksum(Rows.checksum(name.getBytes(StandardCharsets.UTF_8)), sequence, Rows.checksum(bytes));
    }

    /** Returns whether a batch drops data that must then be erased from the file. */
    static boolean drops(StoreBatch batch) {
        return batch.dropBefore() > 0
                || !batch.droppedStates().isEmpty()
                || !batch.droppedIndexes().isEmpty();
    }

    static boolean isEmpty(StoreBatch batch) {
        return batch.blocks().isEmpty()
                && batch.tail().isEmpty()
                && batch.quarantined().isEmpty()
                && batch.lost().isEmpty()
                && batch.dropBefore() == 0
                && batch.states().isEmpty()
                && batch.droppedStates().isEmpty()
                && batch.position() == null
                && batch.indexes().isEmpty()
                && batch.droppedIndexes().isEmpty()
                && batch.sessions().isEmpty();
    }
}
