package dev.playhead.sqlite;

import dev.playhead.block.SealedBlock;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.EventStore.Mode;
import dev.playhead.storage.spi.StoreCheck;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * The check of the complete contents of a store: the bytes of blocks, the gaps and breaks between blocks, the database
 * and, if the store is open for reading, its log.
 *
 * <p><b>Threading.</b> Confined to one thread, for one check.
 */
final class Verification {
    private static final int MAX_DATABASE_PROBLEMS = 20;

    private final Connections connections;
    private final Queries queries;
    private final FileClaim claim;
    private final List<StoreCheck.Problem> problems = new ArrayList<>();
    private final List<SequenceRange> unread = new ArrayList<>();
    private final Map<Long, RecordingBreak> inHeaders = new HashMap<>();
    private final NavigableMap<Long, RecordingBreak> breaks = new TreeMap<>();
    private long blocks;
    private long events;
    private long bytes;

    private Verification(Connections connections, Queries queries, FileClaim claim) {
        this.connections = connections;
        this.queries = queries;
        this.claim = claim;
    }

    /**
     * Checks the complete contents of a store, and returns the result.
     *
     * @param connections the store's connections
     * @param queries the store's queries
     * @param claim the claim of the file
     * @param onChecked called with the number of bytes that have been checked, after each block
     */
    static StoreCheck of(Connections connections, Queries queries, FileClaim claim, LongConsumer onChecked) {
        Verification verification = new Verification(connections, queries, claim);
        verification.check(onChecked);
        return new StoreCheck(
                verification.blocks,
                verification.events,
                verification.bytes,
                verification.problems,
                List.copyOf(verification.breaks.values()));
    }

    private void check(LongConsumer onChecked) {
        Scan scan = queries.scan(-1);
        StoreContents contents = scan.contents();
        checkBlocks(contents, onChecked);
        checkBreaks(contents, scan.history().keptFrom());
        addGaps(contents.gaps(), scan.lastSequence());
        if (scan.damagedRows() > 0) {
            add(-1, -1, "damagedRows=" + scan.damagedRows());
        }
        problems.sort(Comparator.comparingLong(StoreCheck.Problem::firstSequence));
        checkDatabase();
        if (connections.mode() == Mode.READ) {
            checkLog(scan.lastSequence());
        }
        if (!problems.isEmpty()) {
            connections.doubt();
        }
    }

    private void add(long first, long last, String what) {
        problems.add(new StoreCheck.Problem(first, last, what));
    }

    private void checkBlocks(StoreContents contents, LongConsumer onChecked) {
        for (StoredBlock stored : contents.blocks()) {
            try {
                Optional<SealedBlock> block = queries.block(stored);
                if (block.isEmpty()) { // the block was dropped or quarantined in the meantime
                    unread.add(new SequenceRange(stored.firstSequence(), stored.lastSequence()));
                    continue;
                }
                addHeader(block.get());
            } catch (PlayheadException e) {
                add(stored.firstSequence(), stored.lastSequence(), String.valueOf(e.getMessage()));
                unread.add(new SequenceRange(stored.firstSequence(), stored.lastSequence()));
            }
            blocks++;
            bytes += stored.bytes();
            onChecked.accept(bytes);
        }
        for (SealedBlock tail : contents.tail()) { // the bytes of the tail were checked when it was read
            blocks++;
            addHeader(tail);
            bytes += tail.bytes().length;
            onChecked.accept(bytes);
        }
    }

    private void addHeader(SealedBlock block) {
        events += block.size();
        block.header().recordingBreak().ifPresent(one -> inHeaders.put(one.sequence(), one));
    }

    /**
     * Compares the rows of breaks with the headers of the blocks and tails that could be read, and collects all breaks.
     */
    private void checkBreaks(StoreContents contents, long keptFrom) {
        unread.addAll(contents.gaps());
        contents.allBreaks().stream()
                .filter(one -> one.sequence() >= keptFrom)
                .forEach(one -> breaks.put(one.sequence(), one));
        Map<Long, RecordingBreak> withoutRow = new TreeMap<>(inHeaders);
        for (RecordingBreak row : contents.breaks()) {
            long sequence = row.sequence();
            RecordingBreak header = withoutRow.remove(sequence);
            if (header == null && sequence >= keptFrom && !isUnread(sequence)) {
                add(sequence, sequence, "a break in recording has a row, but is in no header");
            } else if (header != null && !header.equals(row)) {
                add(sequence, sequence, "a break in recording has a row that differs from the header");
            }
        }
        withoutRow.keySet().forEach(sequence -> add(sequence, sequence, "a break in recording has no row"));
        breaks.putAll(inHeaders);
    }

    private boolean isUnread(long sequence) {
        return unread.stream().anyMatch(range -> range.first() <= sequence && sequence <= range.last());
    }

    /**
     * Adds the gaps to the problems, except gaps that a damaged log causes. The damaged log is reported as a separate
     * problem.
     */
    private void addGaps(List<SequenceRange> gaps, long lastSequence) {
        long hidden = connections.historyInLog() == null ? Long.MAX_VALUE : lastSequence + 1;
        for (SequenceRange gap : gaps) {
            if (gap.first() < hidden) {
                add(gap.first(), gap.last(), "events are missing");
            }
        }
    }

    private void checkDatabase() {
        List<StoreCheck.Problem> found = new ArrayList<>();
        try {
            boolean unusedDone = connections.reading(database -> {
                database.reading(() -> database.each("PRAGMA integrity_check(" + MAX_DATABASE_PROBLEMS + ")", row -> {
                    String what = String.valueOf(row.getString(1));
                    if (!"ok".equals(what)) {
                        found.add(new StoreCheck.Problem(-1, -1, what));
                    }
                }));
                return true;
            });
        } catch (StoreException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            // the damage is so severe that the check cannot continue
            found.add(new StoreCheck.Problem(-1, -1, String.valueOf(e.getMessage())));
        }
        problems.addAll(found);
    }

    private void checkLog(long lastSequence) {
        problems.addAll(connections.using(() -> {
            try {
                Rows.History inLog = connections.historyInLog();
                Rows.History known = inLog != null ? inLog : LogDamage.historyInDamagedLog(claim);
                if (known == null && !LogDamage.hasDamagedLog(claim)) {
                    return List.of();
                }
                long last = known == null ? -1 : known.lastSequence();
                long first = last > lastSequence ? lastSequence + 1 : -1;
                return List.of(new StoreCheck.Problem(
                        first,
                        first < 0 ? -1 : last,
                        WalFile.of(claim.file()).getFileName()
                                + " is damaged, and the rest of it is not read; open the file"
                                + " for writing, or salvage it, to keep what is readable"));
            } catch (IOException e) {
                throw Failures.of(claim.file(), e);
            }
        }));
    }
}
