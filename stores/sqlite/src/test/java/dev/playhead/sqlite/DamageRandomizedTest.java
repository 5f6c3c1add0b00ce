package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.bus.Subscription;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore.Mode;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreCheck;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test that damages files at random. It compares all sources of information about their contents: the recovery
 * report, the check, the salvaged copy, counts, queries, snapshots, and the next opening. After all events were read,
 * all sources must agree.
 */
class DamageRandomizedTest {
    private static final int PAGE = Schema.PAGE_BYTES;
    private static final int FRAME = PAGE + 24;
    private static final long END = 2_460;

    /**
     * A projection to the sum of the numbers {@code sequence + 1} of all events. The sum shows which events a state
     * includes.
     */
    private static final Projection<Long> SUM =
            Projection.of("sum", 0L, (sum, event) -> Math.addExact(sum, event.sequence() + 1));

    /**
     * A projection to the same sum, with a codec. Its state is stored with the retained events, so the sum remains
     * known after earlier events were dropped.
     */
    private static final Projection<Long> STORED_SUM = Projection.of(
            "stored sum",
            0L,
            (sum, event) -> Math.addExact(sum, event.sequence() + 1),
            StateCodec.ofData("1", sum -> sum, data -> ((Number) data).longValue()));

    /** The number of events retained by the history that drops events. */
    private static final int KEPT = 400;

    /**
     * Seeds for which the sources once disagreed. The reasons were a damaged log from another time, a remaining older
     * copy of a block, and a log from another time while the row of the table {@code history} was on a wrong page.
     */
    private static final List<Long> DISAGREED = List.of(330_401_250L, 330_400_784L, 935_365_862L, 442_419_410L);

    @TempDir
    Path folder;

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<Path> whole = new ArrayList<>();
    private final List<Path> dropping = new ArrayList<>();
    /** The copies that are used in the current round: {@link #whole} or {@link #dropping}. */
    private List<Path> times = whole;

    private final Map<String, Integer> kinds = new TreeMap<>();
    private long lostEvents;
    private long foundEvents;
    private int roundsWithLosses;
    private int salvages;

    @Test
    @Tag("full")
    void shouldReportTheSameContentsFromAllSourcesHoweverAFileIsDamaged() throws IOException {
        int rounds = Integer.getInteger("playhead.damage.rounds", Boolean.getBoolean("playhead.full") ? 1_000 : 60);
        long first = Long.getLong("playhead.damage.first", new Random().nextInt(1 << 30));
        recordWhole();
        recordDropping();
        List<String> disagreements = new ArrayList<>();
        List<Long> seeds = new ArrayList<>(DISAGREED);
        LongStream.range(first, first + rounds).forEach(seeds::add);
        for (long seed : seeds) {
            Random random = new Random(seed * 0x9E3779B97F4A7C15L);
            Path round = Files.createDirectory(folder.resolve("round-" + seed));
            Path file = round.resolve("a.playhead");
            times = random.nextInt(3) == 0 ? dropping : whole;
            String what = damaged(file, random);
            try {
                outcomes.merge(agree(file, random), 1, Integer::sum);
            } catch (AssertionError | RuntimeException e) {
                String text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
                disagreements.add("seed=" + seed + " " + what + ": " + text.substring(0, Math.min(600, text.length()))
                        + where(e));
            }
            delete(round);
        }
        System.out.println(
                seeds.size() + " damaged files from seed=" + first + ": " + outcomes + "; salvaged=" + salvages
                        + ", with losses=" + roundsWithLosses + ", events lost=" + lostEvents + ", found=" + foundEvents
                        + ", damages=" + kinds + ", disagreements=" + disagreements.size());
        assertThat(disagreements).isEmpty();
    }

    private static String where(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.playhead"))
                .limit(6)
                .toList()
                .toString();
    }

    private static void delete(Path folder) throws IOException {
        try (var left = Files.list(folder)) {
            for (Path path : left.toList()) {
                Files.delete(path);
            }
        }
        Files.delete(folder);
    }

    /**
     * Records a history. At several times, copies its file as it would remain if the process were killed, or after the
     * file was closed.
     */
    private void recordWhole() throws IOException {
        Path file = folder.resolve("history.playhead");
        long next = 0;
        for (int session = 1; session <= 3; session++) {
            try (SqliteEventStore store = SqliteEventStore.open(file)) {
                store.commit(
                        StoreBatch.builder()
                                .session(new StoredSession(
                                        session,
                                        Instant.EPOCH,
                                        next,
                                        Optional.empty(),
                                        Map.of("user", "anna".repeat(3_000))))
                                .build(),
                        true);
                for (int block = 0; block < 16; block++) {
                    for (int part = 0; part < 5; part++) {
                        store.commit(
                                StoreBatch.builder()
                                        .tail(StoreBlocks.block(next + part * 10L, next + part * 10L + 9))
                                        .build(),
                                false);
                    }
                    keep(file, whole);
                    store.commit(
                            StoreBatch.builder()
                                    .block(StoreBlocks.block(next, next + 49))
                                    .build(),
                            false);
                    next += 50;
                }
                store.commit(
                        StoreBatch.builder()
                                .tail(StoreBlocks.block(next, next + 19))
                                .build(),
                        true);
                next += 20;
                keep(file, whole);
            }
            keep(file, whole);
        }
        assertThat(next).isEqualTo(END);
    }

    /**
     * Records and copies another history. Its sessions drop old events, and store the state before the retained events.
     */
    private void recordDropping() throws IOException {
        Path file = folder.resolve("dropping.playhead");
        long next = 0;
        for (int session = 0; session < 3; session++) {
            try (EventHistory history = EventHistory.builder()
                    .file(file)
                    .durability(Durability.ON_FLUSH)
                    .retention(RetentionPolicy.unlimited().withMaxCount(KEPT))
                    .projection(STORED_SUM)
                    .build()) {
                for (int commit = 0; commit < 60; commit++) {
                    int events = commit % 4 == 3 ? 120 : 7;
                    for (int i = 0; i < events; i++) {
                        assertThat(history.recordEvent(StoreBlocks.event(next))).isEqualTo(next);
                        next++;
                    }
                    history.flush();
                    if (commit % 5 == 4) {
                        keep(file, dropping);
                    }
                }
            }
            keep(file, dropping);
        }
        try (EventHistory history = EventHistory.openReadOnly(file)) {
            assertThat(history.count(EventFilter.all())).isBetween((long) KEPT, 2L * KEPT);
        }
    }

    private void keep(Path file, List<Path> as) throws IOException {
        Path copy = folder.resolve((as == whole ? "time-" : "dropping-") + as.size() + ".playhead");
        StoreFiles.copyAsKilled(file, copy);
        as.add(copy);
    }

    private String damaged(Path file, Random random) throws IOException {
        int time = random.nextInt(4) == 0 ? random.nextInt(times.size()) : times.size() - 1 - random.nextInt(4);
        StoreFiles.copyAsKilled(times.get(time), file);
        Path log = WalFile.of(file);
        StringBuilder what = new StringBuilder(times.get(time).getFileName().toString());
        int damages = 1 + random.nextInt(3);
        for (int i = 0; i < damages; i++) {
            boolean inLog = Files.exists(log) && random.nextBoolean();
            String damage = damage(inLog ? log : file, inLog, random) + (inLog ? " in the log" : "");
            kinds.merge(
                    damage.replaceAll("(=| at| of| with)? ?[\\w-]*[0-9.][\\w.-]*( at [0-9]+)?", ""), 1, Integer::sum);
            what.append(", ").append(damage);
        }
        return what.toString();
    }

    private String damage(Path file, boolean isLog, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int unit = isLog ? FRAME : PAGE;
        int start = isLog ? 32 : 0;
        int units = (bytes.length - start) / unit;
        int kind = random.nextInt(isLog ? 9 : 7);
        if (units < 2 && kind < 7) {
            return "nothing";
        }
        int one = units < 2 ? 0 : start + random.nextInt(units) * unit;
        int other = units < 2 ? 0 : start + random.nextInt(units) * unit;
        String what;
        switch (kind) {
            case 0 -> {
                int flips = 1 + random.nextInt(4);
                for (int i = 0; i < flips; i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                what = "flips=" + flips;
            }
            case 1 -> {
                Arrays.fill(bytes, one, one + unit, (byte) 0);
                what = "zeros at " + one / unit;
            }
            case 2 -> {
                System.arraycopy(bytes, one, bytes, other, unit);
                what = "copy of " + one / unit + " at " + other / unit;
            }
            case 3 -> {
                byte[] kept = Arrays.copyOfRange(bytes, one, one + unit);
                System.arraycopy(bytes, other, bytes, one, unit);
                System.arraycopy(kept, 0, bytes, other, unit);
                what = "swapped " + one / unit + " with " + other / unit;
            }
            case 4 -> {
                byte[] noise = new byte[1 + random.nextInt(2 * unit)];
                random.nextBytes(noise);
                int at = random.nextInt(bytes.length);
                System.arraycopy(noise, 0, bytes, at, Math.min(noise.length, bytes.length - at));
                what = "garbage at " + at / unit;
            }
            case 5 -> {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                what = "cut at " + bytes.length / unit;
                if (isLog && random.nextBoolean()) { // as if the last page had not been written completely
                    int torn = Math.min(bytes.length, 1 + random.nextInt(2 * unit));
                    Arrays.fill(bytes, bytes.length - torn, bytes.length, (byte) random.nextInt());
                    what = "torn at " + (bytes.length - torn) / unit;
                }
            }
            case 6 -> {
                bytes[one + (isLog ? 24 : 0) + random.nextInt(16)] ^= (byte) (1 << random.nextInt(8));
                what = "flip in header of " + one / unit;
            }
            case 7 -> {
                Path of = times.get(random.nextInt(times.size()));
                bytes = Files.exists(WalFile.of(of)) ? Files.readAllBytes(WalFile.of(of)) : new byte[0];
                what = "log of " + of.getFileName();
            }
            default -> {
                bytes = new byte[random.nextInt(8 * FRAME)];
                random.nextBytes(bytes);
                what = "random log";
            }
        }
        Files.write(file, bytes);
        return what;
    }

    /**
     * Checks that two sets of sequences are equal. The failure message contains only the differences, because the
     * complete sets are large.
     */
    private static void assertSame(NavigableSet<Long> found, NavigableSet<Long> others, String as) {
        NavigableSet<Long> more = new TreeSet<>(found);
        more.removeAll(others);
        NavigableSet<Long> less = new TreeSet<>(others);
        less.removeAll(found);
        assertThat(more.isEmpty() && less.isEmpty())
                .as("additional=%s, missing=%s, compared with %s", ranges(more), ranges(less), as)
                .isTrue();
    }

    private static List<SequenceRange> ranges(NavigableSet<Long> sequences) {
        List<SequenceRange> ranges = new ArrayList<>();
        for (long sequence : sequences) {
            int last = ranges.size() - 1;
            if (last >= 0 && ranges.get(last).last() == sequence - 1) {
                ranges.set(last, new SequenceRange(ranges.get(last).first(), sequence));
            } else {
                ranges.add(new SequenceRange(sequence, sequence));
            }
        }
        return ranges;
    }

    /** The contents of a file, as found by reading all its events. */
    private record Found(
            NavigableSet<Long> sequences,
            List<SequenceRange> lost,
            boolean salvagedAtOnce,
            StoreCheck check,
            RecoveryReport report) {}

    private String agree(Path file, Random random) throws IOException {
        boolean drops = times == dropping;
        boolean hadLog = WalFile.exists(file);
        Path salvaged = file.resolveSibling("salvaged.playhead");
        Found ofSalvaged = null;
        try {
            RecoveryReport report = new SqliteEventStoreProvider().salvage(file, salvaged);
            ofSalvaged = found(salvaged, Mode.READ, drops, random);
            assertThat(ofSalvaged.sequences)
                    .as("events in the salvaged file: %s", report)
                    .hasSize((int) report.eventsRecovered());
        } catch (StoreException e) {
            assertThat(e.reason()).as("reason why salvage failed: %s", e).isEqualTo(StoreException.Reason.NOT_A_STORE);
        }
        Found read = null;
        try {
            read = found(file, Mode.READ, drops, random);
        } catch (StoreException e) {
            assertThat(e.reason())
                    .as("reason why reading failed: %s", e)
                    .isIn(
                            StoreException.Reason.DAMAGED,
                            StoreException.Reason.NOT_A_STORE,
                            StoreException.Reason.TOO_NEW,
                            StoreException.Reason.TOO_OLD,
                            StoreException.Reason.MISSING);
        }
        Found first;
        try {
            first = found(file, Mode.WRITE, drops, random);
        } catch (StoreException e) {
            assertThat(e.reason())
                    .as("reason why writing failed: %s", e)
                    .isIn(
                            StoreException.Reason.NOT_A_STORE,
                            StoreException.Reason.TOO_NEW,
                            StoreException.Reason.TOO_OLD);
            return "refused: " + e.reason();
        }
        Found second = found(file, Mode.WRITE, drops, random);
        Found reader = found(file, Mode.READ, drops, random);
        assertSame(second.sequences, first.sequences, "the first opening");
        assertThat(second.report.gaps()).as("gaps reported by the next opening").isEqualTo(first.lost);
        assertThat(second.report.eventsRecovered()).isEqualTo(second.sequences.size());
        assertThat(second.check.events()).isEqualTo(second.sequences.size());
        assertThat(second.report.damagedFile())
                .as("damaged file of a second salvage")
                .isEmpty();
        assertSame(reader.sequences, first.sequences, "the first opening");
        assertThat(reader.lost).as("losses reported to a later reader").isEqualTo(first.lost);
        if (read != null && ofSalvaged != null) {
            NavigableSet<Long> less = new TreeSet<>(read.sequences);
            less.removeAll(ofSalvaged.sequences);
            assertThat(ranges(less))
                    .as("events that were read but not salvaged")
                    .isEmpty();
        }
        if (read != null) {
            read.sequences.removeAll(first.sequences);
            assertThat(ranges(read.sequences))
                    .as("events that only an earlier reader found")
                    .isEmpty();
        }
        boolean isSalvaged = first.report.damagedFile().isPresent();
        if (ofSalvaged != null) {
            if (hadLog && !first.salvagedAtOnce) {
                // The salvaged file may have more events. Some are from a torn commit at the end of the log, which was
                // never confirmed. Others are from older versions of pages: opening the file overwrote these versions
                // with newer versions from the log.
                ofSalvaged.sequences.retainAll(first.sequences);
            }
            if (!first.salvagedAtOnce) {
                // If the row of a block is damaged, salvage may find an older copy of the row in a freed page, but
                // SQLite reads the damaged row. If a page of a block was swapped with a free page, only salvage finds
                // the block, until SQLite uses or removes the free page. Opening the file then reports the events of
                // the block as lost, so both results are correct.
                for (SequenceRange range : first.lost) {
                    ofSalvaged
                            .sequences
                            .subSet(range.first(), true, range.last(), true)
                            .clear();
                }
            }
            assertSame(first.sequences, ofSalvaged.sequences, "the salvaged file");
        }
        long lost = first.lost.stream()
                .mapToLong(range -> range.last() - range.first() + 1)
                .sum();
        lostEvents += lost;
        foundEvents += first.sequences.size();
        roundsWithLosses += lost > 0 ? 1 : 0;
        salvages += isSalvaged ? 1 : 0;
        return (isSalvaged ? "salvaged" : "opened") + (lost > 0 ? " with losses" : "");
    }

    private static Found found(Path file, Mode mode, boolean drops, Random random) {
        SqliteEventStore store = SqliteEventStore.open(file, mode);
        boolean salvagedAtOnce = store.recovery().damagedFile().isPresent();
        EventHistory history;
        try {
            history = EventHistory.builder()
                    .store(store)
                    .projection(drops ? STORED_SUM : SUM)
                    .build();
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        try (history) {
            Subscription unusedSubscription = history.onProblem(problem -> {}); // prevents logging
            long opened = store.recovery().eventsRecovered();
            List<RecordedEvent> all = everything(history);
            if (mode == Mode.WRITE) {
                history.flush();
                all = everything(history); // includes events that were salvaged in the meantime
                history.flush();
            }
            NavigableSet<Long> sequences = new TreeSet<>();
            long last = -1;
            for (RecordedEvent event : all) {
                assertThat(event.sequence()).as("sequences in order").isGreaterThan(last);
                assertThat(event.event()).isEqualTo(StoreBlocks.event(event.sequence()));
                last = event.sequence();
                sequences.add(last);
            }
            HistoryStats stats = history.stats();
            StoreCheck check = store.verify(bytes -> {});
            String as = mode + " " + store.recovery();
            assertThat(history.count(EventFilter.all()))
                    .as("counted events, %s", as)
                    .isEqualTo(all.size());
            assertThat(stats.stored()).as("stored events, %s", as).isEqualTo(all.size());
            assertThat(stats.countsByType().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .as("sum of the counts by type, %s", as)
                    .isEqualTo(all.size());
            assertThat(check.events()).as("verified events, %s", as).isEqualTo(all.size());
            assertThat((long) all.size())
                    .as(as)
                    .isLessThanOrEqualTo(Math.max(opened, store.recovery().eventsRecovered()));
            for (SequenceRange range : stats.lost()) {
                assertThat(sequences.subSet(range.first(), true, range.last(), true))
                        .as("readable events in lost=%s, %s", range, as)
                        .isEmpty();
            }
            for (int i = 0; i < 8 && !all.isEmpty(); i++) {
                long at = i == 0 ? last : all.get(random.nextInt(all.size())).sequence();
                EventSnapshot snapshot = history.getEventSnapshotAtSequence(at);
                if (drops) {
                    compareStoredState(snapshot, at, stats);
                } else {
                    compareState(snapshot, at, sequences, stats);
                }
            }
            return new Found(sequences, stats.lost(), salvagedAtOnce, check, store.recovery());
        }
    }

    /** Reads and returns all events. Reading also quarantines blocks that are found damaged. */
    private static List<RecordedEvent> everything(EventHistory history) {
        return history.events(EventFilter.all()).toList();
    }

    /**
     * Checks the state after the event with the sequence {@code at}. The state must include all events, or must be
     * unknown because the base state or events are lost.
     */
    private static void compareStoredState(EventSnapshot snapshot, long at, HistoryStats stats) {
        try {
            assertThat(snapshot.state(STORED_SUM))
                    .as("state at sequence=%d, %s", at, stats)
                    .isEqualTo((at + 1) * (at + 2) / 2);
        } catch (IncompleteHistoryException e) {
            assertThat(stats.evicted() > 0 || !stats.lost().isEmpty())
                    .as("no state at sequence=%d: %s", at, e)
                    .isTrue();
        }
    }

    private static void compareState(
            EventSnapshot snapshot, long at, NavigableSet<Long> sequences, HistoryStats stats) {
        List<SequenceRange> lost = stats.lost();
        long events = 0;
        long sum = 0;
        for (long sequence : sequences.headSet(at, true)) {
            events++;
            sum += sequence + 1;
        }
        assertThat(snapshot.countsByType().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .as("events at sequence=%d", at)
                .isEqualTo(events);
        assertThat(snapshot.partialState(SUM))
                .as("partial state at sequence=%d", at)
                .isEqualTo(sum);
        // If the row of the history is lost, it is unknown whether other events preceded the first stored event.
        boolean isWhole = stats.evicted() == 0 && lost.stream().noneMatch(range -> range.first() <= at);
        try {
            assertThat(snapshot.state(SUM)).as("state at sequence=%d", at).isEqualTo(sum);
            assertThat(isWhole)
                    .as("state at sequence=%d in spite of lost=%s", at, lost)
                    .isTrue();
        } catch (IncompleteHistoryException e) {
            assertThat(isWhole).as("no state at sequence=%d: %s", at, e).isFalse();
        }
    }
}
