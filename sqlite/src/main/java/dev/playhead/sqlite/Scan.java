package dev.playhead.sqlite;

import dev.playhead.block.BlockTooNewException;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.SequenceRange;
import dev.playhead.block.StoredState;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RecoveryReport.Quarantined;
import dev.playhead.storage.StoreContents;
import dev.playhead.storage.StoreContents.Standing;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.StoredBlock;
import dev.playhead.storage.StoredSession;
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

/** What a database holds as of one commit, its blocks without their bytes. */
final class Scan {
    private static final int MAX_CONTEXT_CHARS = 1 << 20;

    private final List<StoredBlock> blocks = new ArrayList<>();
    private final List<SealedBlock> tail = new ArrayList<>();
    private final List<StoredSession> sessions = new ArrayList<>();
    private final List<StoredState> states = new ArrayList<>();
    private final List<Quarantined> quarantined = new ArrayList<>();
    /** For each block and tail, the sequence stored before it. */
    private long[] beforeBlock = new long[64];

    private long[] beforeTail = new long[64];
    private final long afterSequence;
    private Rows.@Nullable History history;
    private int damagedRows;

    private Scan(long afterSequence) {
        this.afterSequence = afterSequence;
    }

    static Scan of(Database database, long afterSequence) {
        Scan scan = new Scan(afterSequence);
        try {
            database.reading(() -> scan.read(database));
        } catch (BlockTooNewException e) {
            throw new StoreException(Reason.TOO_NEW, database.location() + ": " + e.getMessage(), e);
        }
        return scan;
    }

    private void read(Database database) throws SQLException {
        damagedRows += Format.check(database);
        history = Rows.readHistory(database);
        damagedRows += history == null ? 1 : 0;
        // Blocks do not overlap, so only the last one that begins at or before the sequence can reach beyond it.
        database.each(
                "SELECT " + Rows.BLOCK_COLUMNS + " FROM block WHERE last_sequence > ?1 AND first_sequence >="
                        + " ifnull((SELECT max(first_sequence) FROM block WHERE first_sequence <= ?1), 0)"
                        + " ORDER BY first_sequence",
                row -> {
                    long[] numbers = Rows.numbers(row, Rows.BLOCK_NUMBERS);
                    addBlock(Rows.block(numbers, row.getLong(Rows.BLOCK_NUMBERS + 1)), numbers[Rows.BLOCK_NUMBERS - 1]);
                },
                afterSequence);
        database.each(
                "SELECT " + Rows.TAIL_COLUMNS + " FROM tail WHERE last_sequence > ? ORDER BY first_sequence",
                row -> {
                    long[] numbers = Rows.numbers(row, Rows.TAIL_NUMBERS);
                    addTail(Rows.tail(numbers, row.getLong(5), row.getBytes(6)), numbers[Rows.TAIL_NUMBERS - 1]);
                },
                afterSequence);
        database.each(
                "SELECT name, sequence, length(bytes) FROM state ORDER BY name, sequence",
                row -> states.add(new StoredState(row.getString(1), row.getLong(2), row.getInt(3))));
        database.each(
                "SELECT first_sequence, last_sequence, reason FROM quarantine WHERE part <> " + Batches.LOST
                        + " GROUP BY first_sequence, quarantined_ms ORDER BY min(id)",
                row -> quarantined.add(new Quarantined(row.getLong(1), row.getLong(2), row.getString(3))));
        readSessions(database);
    }

    private void readSessions(Database database) throws SQLException {
        Map<Long, Map<String, String>> contexts = new TreeMap<>();
        database.each(
                "SELECT session, name, value FROM session_context WHERE length(value) <= " + MAX_CONTEXT_CHARS,
                row -> contexts.computeIfAbsent(row.getLong(1), number -> new TreeMap<>())
                        .put(row.getString(2), row.getString(3)));
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
                            contexts.getOrDefault(number, Map.of())));
                });
    }

    private void addBlock(@Nullable StoredBlock block, long before) {
        if (block == null
                || (!blocks.isEmpty()
                        && block.firstSequence()
                                <= blocks.get(blocks.size() - 1).lastSequence())) {
            damagedRows++;
            return;
        }
        beforeBlock = put(beforeBlock, blocks.size(), before);
        blocks.add(block);
    }

    private void addTail(@Nullable SealedBlock events, long before) {
        if (events == null) {
            damagedRows++;
            return;
        }
        beforeTail = put(beforeTail, tail.size(), before);
        tail.add(events);
    }

    private static long[] put(long[] numbers, int index, long number) {
        long[] large = index < numbers.length ? numbers : Arrays.copyOf(numbers, index * 2);
        large[index] = number;
        return large;
    }

    /** How many rows were left out because they cannot be right. */
    int damagedRows() {
        return damagedRows;
    }

    Rows.History history() {
        return history == null ? Rows.History.START : history;
    }

    StoreContents contents() {
        Standing standing = history().standing().atLeast(lastSequence() + 1);
        return new StoreContents(
                blocks,
                tail,
                standing,
                sessions,
                states,
                order(history().lastSequence()).gaps());
    }

    private long lastSequence() {
        long inBlocks = blocks.isEmpty() ? -1 : blocks.get(blocks.size() - 1).lastSequence();
        long inTail = tail.isEmpty() ? -1 : tail.get(tail.size() - 1).header().lastSequence();
        return Math.max(inBlocks, inTail);
    }

    /**
     * Says what is there and what is missing. Only for a scan from the start.
     *
     * @param lastSequence the last one that is known to have been stored, if the history does not know
     */
    RecoveryReport report(Optional<Path> damagedFile, long lastSequence) {
        Order order = order(Math.max(history().lastSequence(), lastSequence));
        long missing = 0;
        for (SequenceRange gap : order.gaps()) {
            missing += gap.last() - gap.first() + 1;
        }
        boolean cleanEnd =
                sessions.isEmpty() || sessions.get(sessions.size() - 1).end().isPresent();
        return new RecoveryReport(
                cleanEnd,
                lastSequence(),
                order.events() + missing,
                order.events(),
                order.gaps(),
                quarantined,
                damagedFile);
    }

    /** How many events there are, and what is missing among them. */
    private record Order(long events, List<SequenceRange> gaps) {}

    private Order order(long end) {
        /*
         * Each block and tail knows the sequence that was stored before it, so that what is missing in between is told from
         * what never was: sequences have gaps of their own. At both ends the history knows where it begins and ends.
         */
        List<SequenceRange> gaps = new ArrayList<>();
        long events = 0;
        long last = Math.max(history().keptFrom() - 1, afterSequence);
        int b = 0;
        int t = 0;
        while (b < blocks.size() || t < tail.size()) {
            boolean isBlock = t == tail.size()
                    || (b < blocks.size()
                            && blocks.get(b).firstSequence()
                                    <= tail.get(t).header().firstSequence());
            long first = isBlock
                    ? blocks.get(b).firstSequence()
                    : tail.get(t).header().firstSequence();
            long before = isBlock ? beforeBlock[b] : beforeTail[t];
            if (before > last && first > before) {
                gaps.add(new SequenceRange(last + 1, before));
            }
            events += isBlock ? blocks.get(b).size() : eventsAfter(tail.get(t), last);
            last = Math.max(
                    last,
                    isBlock
                            ? blocks.get(b).lastSequence()
                            : tail.get(t).header().lastSequence());
            b += isBlock ? 1 : 0;
            t += isBlock ? 0 : 1;
        }
        if (end > last) {
            gaps.add(new SequenceRange(last + 1, end));
        }
        return new Order(events, gaps);
    }

    private static int eventsAfter(SealedBlock events, long sequence) {
        if (events.header().firstSequence() > sequence) {
            return events.size();
        }
        int position = events.indexOf(sequence);
        return events.size() - (position < 0 ? -position - 1 : position + 1);
    }
}
