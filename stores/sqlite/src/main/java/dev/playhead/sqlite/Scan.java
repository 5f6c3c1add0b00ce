package dev.playhead.sqlite;

import dev.playhead.block.BlockTooNewException;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RecoveryReport.Quarantined;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredIndex;
import dev.playhead.storage.spi.StoredSession;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The contents of a database as of one commit. Blocks are described without their bytes. */
final class Scan {
    private static final int MAX_CONTEXT_CHARS = 1 << 20;

    private final List<StoredBlock> blocks = new ArrayList<>();
    private final List<SealedBlock> tail = new ArrayList<>();
    private final List<StoredSession> sessions = new ArrayList<>();
    private final List<RecordingBreak> breaks = new ArrayList<>();
    private final Map<Long, RecordingBreak> pendingBreaks = new TreeMap<>();
    private final List<StoredState> states = new ArrayList<>();
    private final List<StoredIndex> indexes = new ArrayList<>();
    private final List<Quarantined> quarantined = new ArrayList<>();
    /** The events of tails that are in no block. */
    private final List<UncoveredEvents.Fragment> fragments = new ArrayList<>();
    /** For each block, the last sequence that was stored before this block. */
    private long[] beforeBlock = new long[64];

    private final long afterSequence;
    private final UncoveredEvents uncovered;
    /** The history according to another source than the database; null if there is no other source. */
    private final Rows.@Nullable History known;

    private Rows.@Nullable History history;
    private List<SequenceRange> gaps = List.of();
    private long events;
    private int damagedRows;

    private Scan(long afterSequence, Rows.@Nullable History known) {
        this.afterSequence = afterSequence;
        this.known = known;
        this.uncovered = new UncoveredEvents(afterSequence);
    }

    static Scan of(Database database, long afterSequence) {
        return of(database, afterSequence, null);
    }

    /**
     * Reads the contents after the given sequence.
     *
     * @param database the database
     * @param afterSequence the sequence
     * @param known the history according to another source, because the database may lack the latest commits; null if
     *     there is no other source
     */
    static Scan of(Database database, long afterSequence, Rows.@Nullable History known) {
        Scan scan = new Scan(afterSequence, known);
        try {
            database.reading(() -> scan.read(database));
        } catch (BlockTooNewException e) {
            throw new StoreException(Reason.TOO_NEW, database.location() + ": " + e.getMessage(), e);
        }
        scan.order();
        return scan;
    }

    /**
     * Returns the events of a tail that is treated as a block, because it lies between blocks. Returns null if no
     * events of a tail match the given description. Called within a transaction.
     */
    static @Nullable SealedBlock between(Database database, StoredBlock described) throws SQLException {
        Scan scan = new Scan(described.firstSequence() - 1, null);
        long end = database.number(
                "SELECT ifnull(max(last_sequence), -1) FROM tail WHERE last_sequence >= ?1 AND first_sequence <= ?2",
                -1,
                described.firstSequence(),
                described.lastSequence());
        if (end >= 0) {
            scan.readEvents(database, end);
        }
        for (UncoveredEvents.Fragment fragment : scan.fragments) {
            if (described.describes(fragment.events().header())) {
                return fragment.events();
            }
        }
        return null;
    }

    private void read(Database database) throws SQLException {
        damagedRows += Format.check(database);
        history = Rows.readHistory(database);
        damagedRows += history == null ? 1 : 0;
        readEvents(database, Long.MAX_VALUE);
        database.each("SELECT name, sequence, length(bytes) FROM state ORDER BY name, sequence", row -> {
            String name = row.getString(1);
            if (name == null) {
                damagedRows++;
            } else {
                addState(new StoredState(name, row.getLong(2), row.getInt(3)));
            }
        });
        database.each(
                "SELECT first_sequence, last_sequence, reason FROM quarantine WHERE part <> " + Batches.LOST
                        + " GROUP BY first_sequence, quarantined_ms ORDER BY min(id)",
                row -> {
                    String reason = row.getString(3);
                    if (reason == null) {
                        damagedRows++;
                    } else {
                        quarantined.add(new Quarantined(row.getLong(1), row.getLong(2), reason));
                    }
                });
        if (database.number("PRAGMA user_version", 0) >= Format.FIRST_VERSION_WITH_ROWS) {
            damagedRows += Breaks.read(database, breaks, pendingBreaks);
            EventIndexes.list(database, indexes);
        }
        readSessions(database);
    }

    private void readEvents(Database database, long toSequence) throws SQLException {
        // Blocks do not overlap. So among the blocks that begin at or before afterSequence, only the last one can end
        // after afterSequence.
        database.each(
                "SELECT " + Rows.BLOCK_COLUMNS + " FROM block WHERE last_sequence > ?1 AND first_sequence >="
                        + " ifnull((SELECT max(first_sequence) FROM block WHERE first_sequence <= ?1), 0)"
                        + " AND first_sequence <= ?2 ORDER BY first_sequence",
                row -> {
                    long[] numbers = Rows.numbers(row, Rows.BLOCK_NUMBERS);
                    addBlock(Rows.block(numbers, row.getLong(Rows.BLOCK_NUMBERS + 1)), numbers[Rows.BLOCK_NUMBERS - 1]);
                },
                afterSequence,
                toSequence);
        database.each(
                "SELECT " + Rows.TAIL_COLUMNS
                        + " FROM tail WHERE last_sequence > ? AND first_sequence <= ? ORDER BY first_sequence",
                row -> {
                    long[] numbers = Rows.numbers(row, Rows.TAIL_NUMBERS);
                    addTail(Rows.tail(numbers, row.getLong(5), row.getBytes(6)), numbers[Rows.TAIL_NUMBERS - 1]);
                },
                afterSequence,
                toSequence);
    }

    private void readSessions(Database database) throws SQLException {
        Map<Long, Map<String, String>> contexts = new TreeMap<>();
        database.each(
                "SELECT session, name, value FROM session_context WHERE length(value) <= " + MAX_CONTEXT_CHARS, row -> {
                    String name = row.getString(2);
                    if (name == null) {
                        damagedRows++;
                    } else {
                        contexts.computeIfAbsent(row.getLong(1), number -> new TreeMap<>())
                                .put(name, row.getString(3));
                    }
                });
        database.each(
                "SELECT number, started_ms, first_sequence, ended_ms, ended_ms IS NOT NULL, next_sequence FROM session"
                        + " WHERE number > 0 AND first_sequence >= 0 ORDER BY number",
                row -> {
                    Optional<StoredSession.End> end = row.getInt(5) == 0
                            ? Optional.empty()
                            : Optional.of(new StoredSession.End(Instant.ofEpochMilli(row.getLong(4)), row.getLong(6)));
                    long number = row.getLong(1);
                    sessions.add(new StoredSession(
                            number,
                            Instant.ofEpochMilli(row.getLong(2)),
                            row.getLong(3),
                            end,
                            contexts.getOrDefault(number, Map.of()),
                            Optional.ofNullable(pendingBreaks.get(number))));
                });
    }

    private void addState(StoredState state) {
        if (state.sequence() >= history().keptFrom()) {
            states.add(state);
        }
    }

    private void addBlock(@Nullable StoredBlock block, long before) {
        if (block == null || !uncovered.add(block.firstSequence(), block.lastSequence())) {
            damagedRows++;
            return;
        }
        if (blocks.size() == beforeBlock.length) {
            beforeBlock = Arrays.copyOf(beforeBlock, beforeBlock.length * 2);
        }
        beforeBlock[blocks.size()] = before;
        blocks.add(block);
    }

    private void addTail(@Nullable SealedBlock tailEvents, long before) {
        if (tailEvents == null) {
            damagedRows++;
            return;
        }
        fragments.addAll(uncovered.fragments(tailEvents, before));
    }

    /** Returns the number of damaged rows, which were skipped. */
    int damagedRows() {
        return damagedRows;
    }

    Rows.History history() {
        Rows.History found = history == null ? Rows.History.START : history;
        return known != null && known.commits() > found.commits() ? known : found;
    }

    StoreContents contents() {
        List<RecordingBreak> later =
                breaks.stream().filter(one -> one.sequence() > afterSequence).toList();
        List<StoredIndex> ofKept = indexes.stream()
                .filter(index -> index.firstSequence() >= history().keptFrom())
                .toList();
        return new StoreContents(
                blocks, tail, history().position().atLeast(lastStored() + 1), sessions, states, gaps, later, ofKept);
    }

    /** Returns the sequence of the last event that was found, or -1 if no event was found. */
    long lastSequence() {
        if (!tail.isEmpty()) {
            return tail.get(tail.size() - 1).header().lastSequence();
        }
        return blocks.isEmpty() ? -1 : blocks.get(blocks.size() - 1).lastSequence();
    }

    /** Returns the last sequence that was stored, even if its event was lost; -1 if no event was stored. */
    private long lastStored() {
        return gaps.isEmpty()
                ? lastSequence()
                : Math.max(lastSequence(), gaps.get(gaps.size() - 1).last());
    }

    /** Reports the existing and the missing events. Must be called only on a scan of all events. */
    RecoveryReport report(Optional<Path> damagedFile) {
        long missing = 0;
        for (SequenceRange gap : gaps) {
            missing += gap.last() - gap.first() + 1;
        }
        boolean cleanEnd =
                sessions.isEmpty() || sessions.get(sessions.size() - 1).end().isPresent();
        return new RecoveryReport(cleanEnd, lastSequence(), events + missing, events, gaps, quarantined, damagedFile);
    }

    /**
     * Merges blocks and tails by sequence. Determines the number of events, the list of blocks, the tail and the gaps.
     */
    private void order() {
        /*
         * Each block and tail records the last sequence that was stored before it. Some sequences are never used, and
         * only this record distinguishes a missing event from an unused sequence. The history records the first and the
         * last sequence.
         *
         * A tail between blocks contains the remaining events of a lost block. It is treated as a block whose bytes are
         * in the row of the tail.
         */
        List<StoredBlock> all = new ArrayList<>(blocks.size() + fragments.size());
        List<SequenceRange> missing = new ArrayList<>();
        long last = Math.max(history().keptFrom() - 1, afterSequence);
        int b = 0;
        int p = 0;
        while (b < blocks.size() || p < fragments.size()) {
            boolean isBlock = p == fragments.size()
                    || (b < blocks.size()
                            && blocks.get(b).firstSequence() < fragments.get(p).first());
            StoredBlock part = isBlock
                    ? blocks.get(b)
                    : StoredBlock.of(fragments.get(p).events().header());
            long before = isBlock ? beforeBlock[b] : fragments.get(p).previousSequence();
            b += isBlock ? 1 : 0;
            p += isBlock ? 0 : 1;
            if (part.lastSequence() < history().keptFrom()) {
                continue; // it was dropped by a commit that the database does not show
            }
            if (before > last && part.firstSequence() > before) {
                missing.add(new SequenceRange(last + 1, before));
            }
            events += part.size();
            last = Math.max(last, part.lastSequence());
            if (isBlock || b < blocks.size()) {
                all.add(part);
            } else {
                tail.add(fragments.get(p - 1).events());
            }
        }
        long end = history().lastSequence();
        if (end > last) {
            missing.add(new SequenceRange(last + 1, end));
        }
        blocks.clear();
        blocks.addAll(all);
        gaps = missing;
    }
}
