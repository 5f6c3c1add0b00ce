package dev.playhead.sqlite;

import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredIndex;
import java.io.ByteArrayOutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The read operations of a store. Each operation is one short transaction.
 *
 * <p><b>Threading.</b> Safe.
 */
final class Queries {
    private final Connections connections;

    Queries(Connections connections) {
        this.connections = connections;
    }

    /** Scans the contents after the given sequence, without the bytes of blocks. */
    Scan scan(long afterSequence) {
        Scan scan = connections.reading(database -> Scan.of(database, afterSequence, connections.historyInLog()));
        if (scan.damagedRows() > 0) {
            connections.doubt();
        }
        return scan;
    }

    /**
     * Returns a number that grows when a block is quarantined: the number of rows in the quarantine, combined with the
     * number of replacements of the file.
     */
    long quarantined() {
        return connections.reading(database ->
                connections.ofThisFile(database.query(() -> database.number("SELECT count(*) FROM quarantine", 0))));
    }

    /** Reads the headers of at most {@code limit} blocks that begin at or after the given sequence, in order. */
    List<byte[]> headers(long fromSequence, int limit) {
        return connections.reading(database -> {
            List<byte[]> headers = new ArrayList<>();
            database.reading(() -> database.each(
                    "SELECT bytes FROM block_data WHERE first_sequence IN (SELECT first_sequence FROM block"
                            + " WHERE first_sequence >= ? ORDER BY first_sequence LIMIT ?) AND part = 0 ORDER BY first_sequence",
                    row -> {
                        byte[] bytes = row.getBytes(1);
                        headers.add(bytes == null ? new byte[0] : bytes);
                    },
                    fromSequence,
                    limit));
            return headers;
        });
    }

    /**
     * Reads a block. Returns empty if the block was dropped or quarantined. Fails if the block is damaged, or if
     * another block is stored under its sequence.
     */
    Optional<SealedBlock> block(StoredBlock block) {
        Optional<SealedBlock> found = connections.reading(
                database -> database.query(() -> events(database, block)).get());
        if (found.isPresent() && !block.describes(found.get().header())) {
            connections.doubt();
            throw new StoreException(
                    Reason.DAMAGED,
                    connections.location() + ": expected " + block + " but found " + found.get() + "; quarantine it",
                    null);
        }
        return found;
    }

    /**
     * Reads the bytes of a block, and returns a supplier that decodes the block. The supplier is called after the
     * transaction.
     */
    private static Supplier<Optional<SealedBlock>> events(Database database, StoredBlock block) throws SQLException {
        if (has(database, block)) {
            byte[] bytes = bytes(database, block);
            return () -> Optional.of(SealedBlock.open(bytes));
        }
        Optional<SealedBlock> ofTail = Optional.ofNullable(Scan.between(database, block));
        if (ofTail.isEmpty()) {
            requireGone(database, block);
        }
        return () -> ofTail;
    }

    private static boolean has(Database database, StoredBlock block) throws SQLException {
        return database.number("SELECT count(*) FROM block WHERE first_sequence = ?", 0, block.firstSequence()) > 0;
    }

    private static byte[] bytes(Database database, StoredBlock block) throws SQLException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(Math.min(block.bytes(), Rows.PART_BYTES));
        database.each(
                "SELECT bytes FROM block_data WHERE first_sequence = ? ORDER BY part",
                row -> {
                    byte[] part = row.getBytes(1);
                    if (part != null && part.length <= block.bytes() - joined.size()) {
                        joined.write(part, 0, part.length);
                    }
                },
                block.firstSequence());
        return joined.toByteArray();
    }

    /**
     * Fails unless a block was dropped or quarantined. If the block was neither dropped nor quarantined, SQLite cannot
     * find it because the B-tree that contains it is damaged.
     */
    private static void requireGone(Database database, StoredBlock block) throws SQLException {
        Rows.History history = Rows.readHistory(database);
        boolean dropped = history != null && history.keptFrom() > block.lastSequence();
        long set =
                database.number("SELECT count(*) FROM quarantine WHERE first_sequence = ?", 0, block.firstSequence());
        if (!dropped && set == 0) {
            throw new StoreException(
                    Reason.DAMAGED, database.location() + ": " + block + " cannot be found; salvage the file", null);
        }
    }

    /** Reads the bytes of an index of blocks. Returns empty if the index was deleted or is damaged. */
    Optional<byte[]> index(StoredIndex index) {
        return connections.reading(database -> database.query(() -> EventIndexes.read(database, index)));
    }

    /** Reads the bytes of a state. Returns empty if the state was dropped or is damaged. */
    Optional<byte[]> state(StoredState state) {
        return connections.reading(database -> database.query(() -> database.fold(
                "SELECT bytes, checksum FROM state WHERE name = ? AND sequence = ?",
                Optional.<byte[]>empty(),
                (before, row) -> {
                    byte[] bytes = row.getBytes(1) == null ? new byte[0] : row.getBytes(1);
                    boolean whole = Batches.checksum(state.name(), state.sequence(), bytes) == row.getLong(2);
                    return whole ? Optional.of(bytes) : Optional.empty();
                },
                state.name(),
                state.sequence())));
    }
}
