package dev.playhead.sqlite;

import dev.playhead.block.BlockHeader;
import dev.playhead.block.SealedBlock;
import dev.playhead.sqlite.Database.Access;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The salvage of a damaged database: all readable contents of the database are written into a new one.
 *
 * <p>Rows are searched in all available versions of all pages. If frames of the log are missing, for example after a
 * power failure, the latest versions of the pages may lack events that were durable. The row of a tail may be deleted,
 * for example, while the block with the same events is incomplete. Blocks and tails have their own checksums, so they
 * may be taken from any version. Dropped events stay dropped, and events of a tail that are also in a block are written
 * only once. For states, sessions and quarantined parts, nothing records that a row was changed or deleted. So such a
 * row is written only if SQLite would show it, or if the latest version of its page contains it. If a block is damaged,
 * its remaining parts are quarantined.
 *
 * <p>Only complete blocks and tails of a torn commit are salvaged. Rows that this commit dropped are salvaged too,
 * because the data that it stored to replace them is incomplete.
 *
 * <p>Tables of other programs are not copied. They remain in the damaged file.
 */
final class Salvage {
    private final PageFile from;
    private final Map<Long, TreeMap<Long, List<FoundRow>>> parts = new TreeMap<>();
    private final List<FoundRow> tailRows = new ArrayList<>();
    private final Map<Long, Long> before = new HashMap<>();
    private final Trees trees;
    private final FormatEvidence format;
    private final BlockAssembly assembly;
    private final HistoryEvidence histories = new HistoryEvidence();
    private long firstKept;

    private Salvage(PageFile from, String location) throws IOException {
        this.from = from;
        this.trees = Trees.of(from);
        this.format = FormatEvidence.of(from, location);
        this.assembly = new BlockAssembly(from, format);
    }

    /**
     * Writes all readable contents of a file into a new file.
     *
     * @throws StoreException if a later release wrote the damaged file, or may have written it
     */
    static void write(Path damaged, Path target) throws IOException {
        try (PageFile from = PageFile.open(damaged)) {
            Salvage salvage = new Salvage(from, "file=" + damaged);
            from.rows(salvage::sort);
            try (Database database = Database.open(target, Access.WRITE, sql -> {})) {
                Schema.create(database);
                database.writing(() -> {
                    try {
                        salvage.write(database);
                        salvage.format.require(salvage.trees.texts());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Collects a row that belongs to a block or tail, or shows the format or the history. The columns show to which
     * table the row belongs. If the first column of a table is an integer primary key, the key is stored as the number
     * of the row, and the column is null.
     */
    private void sort(FoundRow row) {
        int columns = row.columns().size();
        if (columns == 3 && row.isBytes(2)) {
            assembly.add(row);
        }
        if (columns == 3 && row.isNumber(0) && row.isNumber(1) && row.isBytes(2)) {
            parts.computeIfAbsent(row.number(0), first -> new TreeMap<>())
                    .computeIfAbsent(row.number(1), part -> new ArrayList<>())
                    .add(row);
        } else if (columns == 6 && row.isNull(0) && row.isNumber(1) && row.isBytes(5)) {
            tailRows.add(row);
        } else if (columns == 13 && row.isText(12)) {
            long[] numbers = numbers(row, Rows.BLOCK_NUMBERS);
            if (Rows.block(numbers, row.number(Rows.BLOCK_NUMBERS)) != null) {
                before.put(numbers[0], numbers[Rows.BLOCK_NUMBERS - 1]);
            }
        } else {
            format.add(row);
            histories.add(row);
        }
    }

    private static long[] numbers(FoundRow row, int count) {
        long[] numbers = new long[count];
        numbers[0] = row.rowId();
        for (int i = 1; i < count; i++) {
            numbers[i] = row.number(i);
        }
        return numbers;
    }

    private void write(Database database) throws SQLException, IOException {
        Rows.History history = histories.latest();
        long keptFrom = history == null ? Long.MIN_VALUE : history.keptFrom();
        UncoveredEvents uncovered = new UncoveredEvents(-1);
        firstKept = Long.MAX_VALUE;
        List<Long> damaged = new ArrayList<>();
        NavigableSet<Long> overlapping = new TreeSet<>();
        for (Map.Entry<Long, TreeMap<Long, List<FoundRow>>> entry : parts.entrySet()) {
            long first = entry.getKey();
            SealedBlock block = assembly.block(first, entry.getValue());
            if (block == null) {
                damaged.add(first);
            } else if (block.header().lastSequence() >= keptFrom) {
                if (uncovered.add(first, block.header().lastSequence())) {
                    Rows.insertBlock(database, block, before.getOrDefault(first, first - 1));
                    firstKept = Math.min(firstKept, first);
                } else {
                    overlapping.add(first);
                }
            }
        }
        long last = uncovered.lastOfBlocks();
        NavigableMap<Long, List<FoundRow>> tails = tails();
        NavigableSet<Long> others = new TreeSet<>(tails.keySet());
        others.addAll(overlapping);
        for (long first : others) {
            List<FoundRow> versions = tails.get(first);
            Tail tail = versions == null ? null : tail(versions);
            if (tail != null) {
                last = Math.max(last, fill(database, uncovered, tail, keptFrom));
            }
            TreeMap<Long, List<FoundRow>> ofBlock = overlapping.contains(first) ? parts.get(first) : null;
            SealedBlock block = ofBlock == null ? null : assembly.block(first, ofBlock);
            if (block != null) {
                Tail events = new Tail(block, before.getOrDefault(first, first - 1));
                last = Math.max(last, fill(database, uncovered, events, keptFrom));
            }
        }
        writeOthers(database, keptFrom);
        for (long first : damaged) {
            quarantine(database, first, Objects.requireNonNull(parts.get(first)), keptFrom);
        }
        Rows.History found = history != null
                ? history
                : new Rows.History(
                        new HistoryPosition(last + 1, 0, beforeFirst(firstKept)), beforeFirst(firstKept), last, 0);
        HistoryPosition position = found.position().atLeast(last + 1);
        // States after the next sequence are deleted: new events will get the sequences of these states, and the
        // states would appear to belong to the new events.
        database.update("DELETE FROM state WHERE sequence > ?", position.nextSequence());
        Rows.writeHistory(
                database,
                new Rows.History(position, found.keptFrom(), Math.max(last, found.lastSequence()), found.commits()));
    }

    /**
     * Returns the sequence of the first event that was found, or 0 if no event was found. The sequence is also the
     * maximum number of earlier events. They count as evicted, so the event does not appear to be the first.
     */
    private static long beforeFirst(long firstKept) {
        return firstKept == Long.MAX_VALUE ? 0 : firstKept;
    }

    /**
     * Writes those events of a tail or overlapping block that are in no block, unless all its events were dropped.
     * Events that precede a block are written as a block, because a tail must follow all blocks. The other events are
     * written as a tail. Returns the last sequence that was written, or -1 if nothing was written.
     */
    private long fill(Database database, UncoveredEvents uncovered, Tail tail, long keptFrom) throws SQLException {
        long last = -1;
        if (tail.last() >= keptFrom) {
            for (UncoveredEvents.Fragment fragment : uncovered.fragments(tail.events(), tail.before())) {
                if (fragment.last() < uncovered.lastOfBlocks()) {
                    Rows.insertBlock(database, fragment.events(), fragment.previousSequence());
                } else {
                    Rows.insertTail(database, fragment.events(), fragment.previousSequence());
                }
                firstKept = Math.min(firstKept, fragment.first());
                last = fragment.last();
            }
        }
        return last;
    }

    /** The events of a tail or of an overlapping block, and the last sequence stored before them. */
    private record Tail(SealedBlock events, long before) {
        long last() {
            return events.header().lastSequence();
        }
    }

    /**
     * Returns the readable rows of tails by the sequences at which their events begin. The number of a damaged row may
     * differ from that sequence.
     */
    private NavigableMap<Long, List<FoundRow>> tails() throws IOException {
        NavigableMap<Long, List<FoundRow>> bySequence = new TreeMap<>();
        for (FoundRow row : tailRows) {
            SealedBlock events = assembly.opened(from.bytes(row, 5));
            if (events != null) {
                bySequence
                        .computeIfAbsent(events.header().firstSequence(), first -> new ArrayList<>())
                        .add(row);
            }
        }
        return bySequence;
    }

    /**
     * Given all versions of a tail that begin with the same sequence, returns the intact version that ends last.
     * Returns null if no version is intact.
     */
    private @Nullable Tail tail(List<FoundRow> versions) throws IOException {
        Tail longest = null;
        for (FoundRow row : versions) {
            byte[] bytes = from.bytes(row, 5);
            SealedBlock events = assembly.opened(bytes);
            if (events != null && (longest == null || events.header().lastSequence() > longest.last())) {
                long[] numbers = numbers(row, Rows.TAIL_NUMBERS);
                boolean known = Rows.tail(numbers, row.number(4), bytes) != null;
                longest = new Tail(events, known ? numbers[3] : events.header().firstSequence() - 1);
            }
        }
        return longest;
    }

    /**
     * Quarantines the remaining parts of a damaged block, if there are any and the block is not in quarantine yet. The
     * last sequence is taken from the header of the block, and may be wrong.
     */
    private void quarantine(Database database, long first, NavigableMap<Long, List<FoundRow>> versions, long keptFrom)
            throws SQLException, IOException {
        boolean isThere = versions.values().stream().flatMap(List::stream).anyMatch(row -> isShown(row, "block_data"));
        if (!isThere || database.number("SELECT count(*) FROM quarantine WHERE first_sequence = ?", 0, first) > 0) {
            return;
        }
        long lastSequence = first;
        for (Map.Entry<Long, List<FoundRow>> part : versions.entrySet()) {
            byte[] bytes = from.bytes(part.getValue().get(0), 2);
            if (bytes == null) {
                continue;
            }
            if (part.getKey() == 0) {
                BlockHeader header = assembly.header(bytes);
                lastSequence = header == null ? first : header.lastSequence();
            }
            if (lastSequence >= keptFrom) {
                database.update(
                        Batches.QUARANTINE,
                        first,
                        lastSequence,
                        0,
                        part.getKey(),
                        "found damaged when the database was salvaged",
                        bytes);
            }
        }
    }

    /**
     * Returns whether a row may belong to a table, and either SQLite would show the row or the latest version of its
     * page contains it.
     */
    private boolean isShown(FoundRow row, String table) {
        return (row.believed() || row.latest())
                && trees.mayHave(table, row.cell().page());
    }

    /**
     * Writes states, sessions, extensions and quarantined parts. Each row is recognized by its columns. Rows that are
     * not complete are omitted, except that a quarantined part without bytes is still written.
     */
    private void writeOthers(Database database, long keptFrom) throws IOException {
        from.rows(row -> {
            try {
                writeOther(database, row, keptFrom);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw Failures.of(database.location(), e);
            }
        });
    }

    private void writeOther(Database database, FoundRow row, long keptFrom) throws SQLException, IOException {
        int columns = row.columns().size();
        // The latest version of a row replaces other versions of the row.
        String insert = row.latest() ? "INSERT OR REPLACE" : "INSERT OR IGNORE";
        if (columns == 4 && row.isText(0) && row.isNumber(1) && row.isNumber(2) && row.isBytes(3)) {
            byte[] bytes = isShown(row, "state") ? from.bytes(row, 3) : null;
            String name = from.text(row, 0);
            // Rows of dropped states may also be found. States before keptFrom are not needed, because the events that
            // followed them were dropped.
            if (bytes != null
                    && name != null
                    && histories.latest() != null
                    && row.number(1) >= keptFrom
                    && Batches.checksum(name, row.number(1), bytes) == row.number(2)) {
                database.update(insert + Batches.STATE, name, row.number(1), row.number(2), bytes);
            }
        } else if (columns == 5 && row.isNull(0) && row.isNumber(1) && row.isNumber(2) && isShown(row, "session")) {
            boolean hasEnd = row.isNumber(3) && row.isNumber(4);
            if (hasEnd || (row.isNull(3) && row.isNull(4))) {
                database.update(
                        insert + Batches.SESSION,
                        row.rowId(),
                        row.number(1),
                        row.number(2),
                        row.columns().get(3),
                        row.columns().get(4));
            }
        } else if (columns == 3 && row.isNumber(0) && row.isText(1) && row.isText(2)) {
            String name = isShown(row, "session_context") ? from.text(row, 1) : null;
            String value = from.text(row, 2);
            if (name != null && value != null) {
                database.update(insert + Batches.CONTEXT, row.number(0), name, value);
            }
        } else if (columns == 7 && row.isText(0) && row.isBytes(6) && isShown(row, "extension")) {
            writeExtension(database, insert, row);
        } else if (columns == 7 && row.isNumber(1) && row.isText(5) && row.isBytes(6) && isShown(row, "quarantine")) {
            if (row.number(4) == Batches.LOST && row.number(2) < keptFrom) {
                return;
            }
            byte[] bytes = from.bytes(row, 6);
            String reason = from.text(row, 5);
            database.update(
                    (bytes == null ? "INSERT OR IGNORE" : insert)
                            + " INTO quarantine (id, first_sequence, last_sequence, quarantined_ms, part, reason, bytes)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    row.rowId(),
                    row.number(1),
                    row.number(2),
                    row.number(3),
                    row.number(4),
                    reason == null ? "" : reason,
                    bytes == null ? new byte[0] : bytes);
        }
    }

    /**
     * Copies an extension unchanged. Omits a damaged extension, a break in a header, and an index. Fails if the
     * extension is required and its kind is unknown.
     */
    private void writeExtension(Database database, String insert, FoundRow row) throws SQLException, IOException {
        String kind = from.text(row, 0);
        long first = row.number(1);
        long last = row.number(2);
        long required = row.number(3);
        long ofBytes = row.number(4);
        if (kind == null || row.number(5) != Format.checksum(kind, first, last, required, ofBytes)) {
            return;
        }
        // The row of a break is written together with the block or tail whose header contains the break. Indexes are
        // not copied, because blocks that they cover may be lost.
        if (kind.equals(Breaks.KIND) || EventIndexes.isKind(kind)) {
            return;
        }
        if (Format.isUnknown(kind, required)) {
            throw Format.unknownKind(format.location(), kind);
        }
        byte[] bytes = from.bytes(row, 6);
        if (bytes != null && Rows.checksum(bytes) == ofBytes) {
            Format.writeExtension(database, insert, kind, first, last, required != 0, bytes);
        }
    }
}
