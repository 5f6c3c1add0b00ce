package dev.playhead.storage.contract;

import static dev.playhead.storage.contract.StoreBlocks.block;
import static dev.playhead.storage.spi.EventStore.Mode.READ;
import static dev.playhead.storage.spi.EventStore.Mode.WRITE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.playhead.block.BlockHeader;
import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.EncodedIndex;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreCheck;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredIndex;
import dev.playhead.storage.spi.StoredSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The tests that every {@link EventStore} must pass. The tests are package-private, so the test class of a store cannot
 * override them, and runs all of them.
 *
 * <pre>{@code
 * class AcmeStoreTest extends EventStoreContract {
 *     @TempDir
 *     Path folder; // a new folder for each test
 *
 *     @Override
 *     protected EventStore open(EventStore.Mode mode) {
 *         return AcmeStore.open(folder.resolve("events.acme"), mode);
 *     }
 * }
 * }</pre>
 *
 * <p>The tests check that
 *
 * <ul>
 *   <li>the store returns blocks, tails, states and sessions unchanged, even after it was reopened,
 *   <li>a batch is stored completely or not at all,
 *   <li>only whole blocks and tails are dropped,
 *   <li>no sequence is used twice,
 *   <li>gaps and quarantined blocks are reported,
 *   <li>at most one writer is open at a time, and readers can be open at the same time,
 *   <li>reading from a closed store or writing to it fails.
 * </ul>
 *
 * <p>No test kills a process, damages a file or fills a disk. A store needs its own tests for these cases, because
 * their correct results depend on the store.
 *
 * <p><b>Threading.</b> One test reads in a separate thread while the store is written.
 *
 * <p><b>Randomness.</b> One test is random. If an assertion of this test fails, the message contains the seed.
 */
public abstract class EventStoreContract {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<EventStore> opened = new ArrayList<>();

    /** Creates the contract for one test. JUnit creates a new instance for each test. */
    protected EventStoreContract() {}

    /**
     * Opens a store. Within one test, all calls open stores on the same events. At the beginning of a test, there are
     * no events. A test first opens a store for writing, and may open further stores while that store is open or after
     * it was closed. The contract closes all stores at the end of the test.
     *
     * @param mode whether to open the store for reading or for writing
     * @return the store
     * @throws StoreException with {@link Reason#LOCKED} if the store is opened for writing while another store on the
     *     same events is open for writing
     */
    protected abstract EventStore open(EventStore.Mode mode);

    private EventStore opened(EventStore.Mode mode) {
        EventStore store = open(mode);
        opened.add(store);
        return store;
    }

    @AfterEach
    void closeAll() {
        opened.forEach(EventStore::close);
    }

    private static StoreBatch.Builder batch() {
        return StoreBatch.builder();
    }

    private static List<Long> firstSequences(StoreContents contents) {
        return contents.blocks().stream().map(StoredBlock::firstSequence).toList();
    }

    private static List<Long> tailSequences(StoreContents contents) {
        return contents.tail().stream().map(events -> events.sequence(0)).toList();
    }

    /** Checks all events, and returns their sequences in order. */
    private static Set<Long> sequences(EventStore store) {
        Set<Long> sequences = new TreeSet<>();
        StoreContents contents = store.contents(-1);
        contents.blocks().forEach(block -> add(read(store, block), sequences));
        contents.tail().forEach(events -> add(events, sequences));
        return sequences;
    }

    private static void add(SealedBlock events, Set<Long> sequences) {
        assertThat(StoreBlocks.isRight(events)).isTrue();
        for (int i = 0; i < events.size(); i++) {
            sequences.add(events.sequence(i));
        }
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static SealedBlock read(EventStore store, StoredBlock block) {
        return store.block(block).orElseThrow();
    }

    @Test
    void shouldBeEmptyAtFirst() {
        EventStore store = opened(WRITE);

        StoreContents contents = store.contents(-1);
        assertThat(contents.blocks()).isEmpty();
        assertThat(contents.tail()).isEmpty();
        assertThat(contents.sessions()).isEmpty();
        assertThat(contents.states()).isEmpty();
        assertThat(contents.history()).isEqualTo(HistoryPosition.START);
        assertThat(store.recovery()).isEqualTo(RecoveryReport.EMPTY);
        assertThat(store.recovery().isComplete()).isTrue();
        assertThat(store.mode()).isEqualTo(WRITE);
        assertThat(store.location()).contains("=");
    }

    @Test
    void shouldReturnBlocksByteForByte() {
        EventStore store = opened(WRITE);
        List<SealedBlock> blocks = List.of(block(0, 99), block(100, 1_123), block(2_000, 2_000));
        blocks.forEach(block -> store.commit(batch().block(block).build(), false));

        for (EventStore each : List.of(store, opened(READ))) {
            List<StoredBlock> stored = each.contents(-1).blocks();
            assertThat(stored).hasSize(3);
            for (int i = 0; i < blocks.size(); i++) {
                assertThat(stored.get(i).describes(blocks.get(i).header())).isTrue();
                assertThat(read(each, stored.get(i)).bytes())
                        .isEqualTo(blocks.get(i).bytes());
            }
        }
    }

    @Test
    void shouldReturnLargeBlocksByteForByte() {
        EventStore store = opened(WRITE);
        SealedBlock large = StoreBlocks.large(0, 5_000_000);
        SealedBlock exact = StoreBlocks.large(1, (1 << 20) + 17);
        store.commit(batch().block(large).block(exact).build(), true);

        List<StoredBlock> stored = store.contents(-1).blocks();
        assertThat(read(store, stored.get(0)).bytes()).isEqualTo(large.bytes());
        assertThat(read(store, stored.get(1)).bytes()).isEqualTo(exact.bytes());
    }

    @Test
    void shouldKeepTheLeastAndGreatestTimes() {
        EventStore store = opened(WRITE);
        BlockWriter writer = new BlockWriter(true);
        writer.add(0, StoreBlocks.event(0).at(Instant.MAX), -5);
        writer.add(1, StoreBlocks.event(1).at(Instant.MIN), 5);
        SealedBlock block = SealedBlock.open(writer.seal());
        store.commit(batch().block(block).build(), false);

        StoredBlock stored = store.contents(-1).blocks().get(0);
        assertThat(stored.minTime()).isEqualTo(Instant.MIN);
        assertThat(stored.maxTime()).isEqualTo(Instant.MAX);
        assertThat(stored.minRecordedAtMillis()).isEqualTo(-5);
        assertThat(stored.maxRecordedAtMillis()).isEqualTo(5);
        assertThat(read(store, stored).bytes()).isEqualTo(block.bytes());
    }

    @Test
    void shouldReturnHeadersOfConsecutiveBlocks() {
        EventStore store = opened(WRITE);
        for (long i = 0; i < 10; i++) {
            store.commit(batch().block(block(i * 10, i * 10 + 9)).build(), false);
        }

        assertThat(store.headers(25, 3))
                .extracting(bytes -> BlockHeader.read(bytes).firstSequence())
                .containsExactly(30L, 40L, 50L);
        assertThat(store.headers(90, 3)).hasSize(1);
        assertThat(store.headers(91, 3)).isEmpty();
        assertThat(store.headers(0, 0)).isEmpty();
    }

    @Test
    void shouldReplaceATailByTheBlockThatHasItsEvents() {
        EventStore store = opened(WRITE);
        store.commit(batch().tail(block(0, 4)).build(), false);
        store.commit(batch().tail(block(5, 9)).build(), false);
        assertThat(tailSequences(store.contents(-1))).containsExactly(0L, 5L);
        assertThat(store.contents(-1).tail()).allMatch(StoreBlocks::isRight);

        store.commit(batch().block(block(0, 9)).tail(block(10, 12)).build(), false);

        StoreContents contents = store.contents(-1);
        assertThat(firstSequences(contents)).containsExactly(0L);
        assertThat(tailSequences(contents)).containsExactly(10L);
        assertThat(contents.history().nextSequence()).isEqualTo(13);
    }

    /**
     * Commits ten blocks of ten events each, an index of the first five blocks, and an index of the last five blocks.
     * Checks that the store lists both indexes if it keeps indexes, or else none. Returns whether it keeps indexes.
     */
    private static boolean hasIndexes(EventStore store) {
        StoreBatch.Builder batch = batch();
        for (long i = 0; i < 10; i++) {
            batch.block(block(i * 10, i * 10 + 9));
        }
        batch.index(new EncodedIndex(0, 49, indexBytes(0))).index(new EncodedIndex(50, 99, indexBytes(50)));
        store.commit(batch.build(), false);
        assertThat(store.contents(-1).indexes()).hasSize(store.keepsIndexes() ? 2 : 0);
        return store.keepsIndexes();
    }

    private static byte[] indexBytes(long seed) {
        byte[] bytes = new byte[(1 << 20) + 11];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /**
     * Returns the first sequences of the indexes that the store lists. Also checks that each of the indexes with the
     * given first sequences can be read if it is listed, and cannot be read otherwise.
     */
    private static List<Long> indexes(EventStore store, Set<Long> known) {
        List<Long> listed = store.contents(-1).indexes().stream()
                .map(StoredIndex::firstSequence)
                .toList();
        for (long first : known) {
            StoredIndex index = new StoredIndex(first, first + 49, indexBytes(first).length);
            assertThat(store.index(index).isPresent()).as("index=%s", index).isEqualTo(listed.contains(first));
        }
        return listed;
    }

    @Test
    void shouldReturnStoredIndexesUnchangedIfTheStoreKeepsIndexes() {
        EventStore store = opened(WRITE);
        if (!hasIndexes(store)) {
            assertThat(store.index(new StoredIndex(0, 49, 1))).isEmpty();
            return;
        }
        store.close();

        for (EventStore each : List.of(opened(WRITE), opened(READ))) {
            List<StoredIndex> indexes = each.contents(-1).indexes();
            assertThat(indexes)
                    .containsExactly(
                            new StoredIndex(0, 49, indexBytes(0).length),
                            new StoredIndex(50, 99, indexBytes(50).length));
            assertThat(each.contents(49).indexes()).isEqualTo(indexes);
            for (StoredIndex index : indexes) {
                assertThat(each.index(index)).contains(indexBytes(index.firstSequence()));
            }
            assertThat(each.index(new StoredIndex(0, 59, 1)))
                    .as("index of another range")
                    .isEmpty();
            assertThat(each.index(new StoredIndex(10, 49, 1)))
                    .as("index with another first sequence")
                    .isEmpty();
        }
    }

    @Test
    void shouldDropAnIndexWhenAnyOfItsBlocksChanges() {
        EventStore store = opened(WRITE);
        if (!hasIndexes(store)) {
            return;
        }
        Set<Long> both = Set.of(0L, 50L);
        assertThat(indexes(store, both)).containsExactly(0L, 50L);

        store.commit(batch().dropBefore(10).build(), false);
        assertThat(indexes(store, both)).as("indexes after a block was dropped").containsExactly(50L);

        store.commit(batch().quarantine(70, "a test").build(), false);
        assertThat(indexes(store, both))
                .as("indexes after a block was quarantined")
                .isEmpty();

        store.commit(batch().index(new EncodedIndex(10, 59, indexBytes(10))).build(), false);
        assertThat(indexes(store, Set.of(10L))).containsExactly(10L);
        store.commit(batch().block(block(30, 39)).build(), false);
        assertThat(indexes(store, Set.of(10L)))
                .as("indexes after a block was stored again")
                .isEmpty();
        store.close();
        assertThat(opened(READ).contents(-1).indexes()).isEmpty();
    }

    @Test
    void shouldReplaceOverlappingIndexes() {
        EventStore store = opened(WRITE);
        if (!hasIndexes(store)) {
            return;
        }
        store.commit(batch().index(new EncodedIndex(40, 89, indexBytes(40))).build(), false);
        assertThat(indexes(store, Set.of(0L, 40L, 50L))).containsExactly(40L);

        store.commit(batch().index(new EncodedIndex(90, 99, indexBytes(1))).build(), false);
        assertThat(indexes(store, Set.of(40L))).containsExactly(40L, 90L);

        store.commit(batch().dropIndex(40).dropIndex(3).build(), false);
        assertThat(indexes(store, Set.of(40L))).containsExactly(90L);
    }

    @Test
    void shouldKeepATailThatExtendsBeyondABlock() {
        EventStore store = opened(WRITE);
        store.commit(batch().tail(block(0, 4)).tail(block(5, 12)).build(), false);
        store.commit(batch().block(block(0, 9)).build(), false);

        assertThat(sequences(store)).containsExactlyElementsOf(range(0, 12));
        assertThat(store.contents(-1).tail()).hasSize(1);
        assertThat(store.contents(-1).history().nextSequence()).isEqualTo(13);
        store.close();
        RecoveryReport report = opened(WRITE).recovery();
        assertThat(report.isComplete()).isTrue();
        assertThat(report.lastSequence()).isEqualTo(12);
    }

    @Test
    void shouldKeepATailWhoseEventsAreInNoBlock() {
        EventStore store = opened(WRITE);
        store.commit(batch().tail(block(0, 9)).build(), false);
        store.commit(batch().block(block(10, 19)).build(), false);
        store.close();

        EventStore again = opened(WRITE);
        assertThat(again.contents(-1).tail()).as("tail after the blocks").isEmpty();
        assertThat(firstSequences(again.contents(-1))).containsExactly(0L, 10L);
        assertThat(sequences(again)).containsExactlyElementsOf(range(0, 19));
        assertThat(again.recovery().isComplete()).isTrue();
        assertThat(again.recovery().eventsRecovered()).isEqualTo(20);
        StoreCheck check = again.verify(bytes -> {});
        assertThat(check.isSound()).isTrue();
        assertThat(check.events()).isEqualTo(20);

        again.commit(batch().block(block(0, 9)).build(), false);
        assertThat(firstSequences(again.contents(-1))).containsExactly(0L, 10L);
        assertThat(sequences(again)).containsExactlyElementsOf(range(0, 19));
        again.commit(batch().dropBefore(10).build(), false);
        assertThat(sequences(again)).containsExactlyElementsOf(range(10, 19));
    }

    @Test
    void shouldReturnOnlyContentsAfterASequence() {
        EventStore store = opened(WRITE);
        store.commit(batch().block(block(0, 9)).block(block(10, 19)).build(), false);
        store.commit(batch().tail(block(20, 24)).tail(block(25, 26)).build(), false);

        assertThat(firstSequences(store.contents(9))).containsExactly(10L);
        assertThat(firstSequences(store.contents(8))).containsExactly(0L, 10L);
        assertThat(tailSequences(store.contents(24))).containsExactly(25L);
        assertThat(store.contents(26).tail()).isEmpty();
    }

    @Test
    void shouldDropWholeBlocksOnly() {
        EventStore store = opened(WRITE);
        store.commit(
                batch().block(block(0, 9))
                        .block(block(10, 19))
                        .tail(block(20, 24))
                        .tail(block(25, 29))
                        .build(),
                false);

        store.commit(batch().dropBefore(15).build(), false);
        assertThat(firstSequences(store.contents(-1))).containsExactly(10L);
        store.commit(batch().dropBefore(25).build(), false);
        assertThat(store.contents(-1).blocks()).isEmpty();
        assertThat(tailSequences(store.contents(-1))).containsExactly(25L);
        store.close();

        EventStore again = opened(WRITE);
        assertThat(again.recovery().isComplete()).isTrue();
        assertThat(again.recovery().eventsExpected()).isEqualTo(5);
        assertThat(again.contents(-1).history().nextSequence()).isEqualTo(30);
    }

    @Test
    void shouldReturnNothingForADroppedBlock() {
        EventStore store = opened(WRITE);
        store.commit(batch().block(block(0, 9)).build(), false);
        StoredBlock stored = store.contents(-1).blocks().get(0);
        store.commit(batch().dropBefore(10).build(), false);

        assertThat(store.block(stored)).isEmpty();
        assertThat(store.headers(0, 5)).isEmpty();
    }

    @Test
    void shouldNotReuseSequencesAfterEverythingIsDropped() {
        EventStore store = opened(WRITE);
        store.commit(batch().block(block(0, 9)).build(), false);
        store.commit(
                batch().dropBefore(10).position(new HistoryPosition(10, 10, 0)).build(), false);
        store.close();

        assertThat(opened(WRITE).contents(-1).history()).isEqualTo(new HistoryPosition(10, 10, 0));
    }

    @Test
    void shouldKeepTheNextSequenceAfterAllEvents() {
        EventStore store = opened(WRITE);
        store.commit(
                batch().block(block(0, 9))
                        .position(new HistoryPosition(3, 0, 7))
                        .build(),
                false);

        assertThat(store.contents(-1).history()).isEqualTo(new HistoryPosition(10, 0, 7));
    }

    @Test
    void shouldKeepStates() {
        EventStore store = opened(WRITE);
        byte[] large = "state".repeat(500_000).getBytes(UTF_8);
        store.commit(
                batch().state("grid", 0, new byte[] {1, 2})
                        .state("grid", 10, large)
                        .state("ünter", 7, new byte[0])
                        .build(),
                false);
        store.close();

        EventStore again = opened(WRITE);
        assertThat(again.contents(-1).states())
                .containsExactly(
                        new StoredState("grid", 0, 2),
                        new StoredState("grid", 10, large.length),
                        new StoredState("ünter", 7, 0));
        assertThat(again.state(new StoredState("grid", 10, large.length))).contains(large);
        assertThat(again.state(new StoredState("ünter", 7, 0))).contains(new byte[0]);
        assertThat(again.state(new StoredState("absent", 7, 0))).isEmpty();
        assertThat(again.state(new StoredState("grid", 7, 0))).isEmpty();

        again.commit(
                batch().dropState("grid", 0)
                        .dropState("absent", 1)
                        .state("grid", 10, new byte[] {9})
                        .build(),
                false);
        assertThat(again.contents(-1).states())
                .containsExactly(new StoredState("grid", 10, 1), new StoredState("ünter", 7, 0));
    }

    @Test
    void shouldReportWhetherTheLastSessionWasClosed() {
        EventStore store = opened(WRITE);
        StoredSession session =
                new StoredSession(1, START, 0, Optional.empty(), Map.of("version", "1.2", "user", "anna \"ä\""));
        store.commit(batch().session(session).block(block(0, 9)).build(), false);
        store.close();

        EventStore broken = opened(WRITE);
        assertThat(broken.recovery().cleanEnd()).isFalse();
        assertThat(broken.recovery().lastSequence()).isEqualTo(9);
        assertThat(broken.recovery().isComplete()).isTrue();
        assertThat(broken.contents(-1).sessions()).containsExactly(session);
        StoredSession second = new StoredSession(2, START.plusSeconds(5), 10, Optional.empty(), Map.of());
        broken.commit(batch().session(second).build(), false);
        broken.commit(batch().session(second.ended(START.plusSeconds(9), 10)).build(), true);
        broken.close();

        EventStore clean = opened(WRITE);
        assertThat(clean.recovery().cleanEnd()).isTrue();
        assertThat(clean.contents(-1).sessions()).containsExactly(session, second.ended(START.plusSeconds(9), 10));
    }

    @Test
    void shouldKeepBreaks() {
        Map<String, Long> offered = Map.of("cell:edit", 3L, "ünter", 1L << 40);
        RecordingBreak first = new RecordingBreak(0, START, START.plusNanos(1), offered);
        EventStore store = opened(WRITE);
        StoredSession session = new StoredSession(1, START, 0, Optional.empty(), Map.of());
        store.commit(
                batch().session(session.with(Optional.of(first.at(30))))
                        .block(block(0, 9))
                        .block(block(10, 19, first))
                        .tail(block(20, 24, first))
                        .tail(block(25, 29))
                        .build(),
                false);
        EventStore reader = opened(READ);
        for (EventStore each : List.of(store, reader)) {
            assertThat(each.contents(-1).breaks()).containsExactly(first.at(10), first.at(20));
            assertThat(each.contents(9).breaks()).containsExactly(first.at(10), first.at(20));
            assertThat(each.contents(10).breaks()).containsExactly(first.at(20));
            assertThat(each.contents(-1).sessions()).containsExactly(session.with(Optional.of(first.at(30))));
        }
        store.commit(batch().session(session).block(block(20, 29, first)).build(), false);
        assertThat(reader.contents(-1).breaks()).containsExactly(first.at(10), first.at(20));
        assertThat(reader.contents(-1).sessions()).containsExactly(session);
        reader.close();
        store.close();

        EventStore again = opened(WRITE);
        assertThat(again.contents(-1).breaks()).containsExactly(first.at(10), first.at(20));
        again.commit(batch().dropBefore(20).build(), false);
        assertThat(again.contents(-1).breaks()).containsExactly(first.at(20));
        again.commit(batch().quarantine(20, "damaged").build(), false);
        assertThat(again.contents(-1).breaks()).isEmpty();
    }

    @Test
    void shouldQuarantineDamagedBlocks() {
        EventStore store = opened(WRITE);
        store.commit(
                batch().block(block(0, 9))
                        .block(block(10, 19))
                        .block(block(20, 29))
                        .build(),
                false);
        EventStore reader = opened(READ);
        long before = reader.quarantined();
        store.commit(batch().block(block(30, 39)).build(), false);
        assertThat(reader.quarantined()).isEqualTo(before);
        store.commit(
                batch().quarantine(10, "its checksum is wrong")
                        .quarantine(77, "not there")
                        .build(),
                false);

        assertThat(reader.quarantined()).isGreaterThan(before).isEqualTo(store.quarantined());
        assertThat(firstSequences(store.contents(-1))).containsExactly(0L, 20L, 30L);
        reader.close();
        store.close();
        RecoveryReport report = opened(WRITE).recovery();
        assertThat(report.quarantined())
                .containsExactly(new RecoveryReport.Quarantined(10, 19, "its checksum is wrong"));
        assertThat(report.gaps()).containsExactly(new SequenceRange(10, 19));
        assertThat(report.isComplete()).isFalse();
    }

    @Test
    void shouldReportEventsThatAreCommittedAsLost() {
        EventStore store = opened(WRITE);
        store.commit(batch().block(block(0, 9)).build(), false);
        StoreBatch batch = batch().lost(new SequenceRange(10, 39))
                .block(block(40, 49))
                .tail(block(50, 51))
                .build();
        store.commit(batch, false);
        store.commit(batch, false);
        store.commit(batch().lost(new SequenceRange(52, 59)).build(), false);

        StoreContents contents = store.contents(-1);
        assertThat(contents.gaps()).containsExactly(new SequenceRange(10, 39), new SequenceRange(52, 59));
        assertThat(contents.history().nextSequence()).isEqualTo(60);
        assertThat(store.contents(49).gaps()).containsExactly(new SequenceRange(52, 59));
        store.close();
        RecoveryReport report = opened(READ).recovery();
        assertThat(report.gaps()).isEqualTo(contents.gaps());
        assertThat(report.quarantined()).isEmpty();
        assertThat(report.eventsRecovered()).isEqualTo(22);
        assertThat(report.eventsExpected()).isEqualTo(60);
        EventStore again = opened(WRITE);
        again.commit(batch().dropBefore(40).build(), false);
        assertThat(again.contents(-1).gaps()).containsExactly(new SequenceRange(52, 59));
    }

    @Test
    void shouldApplyAllPartsOfABatchInOneCommit() {
        EventStore store = opened(WRITE);
        store.commit(
                batch().block(block(0, 9))
                        .tail(block(10, 11))
                        .state("grid", 0, new byte[] {1})
                        .build(),
                false);

        StoreBatch batch = batch().dropBefore(10)
                .block(block(10, 19))
                .tail(block(20, 21))
                .dropState("grid", 0)
                .state("grid", 10, new byte[] {2})
                .position(new HistoryPosition(22, 0, 10))
                .build();
        store.commit(batch, true);
        store.commit(batch, true); // committing the same batch again has no effect

        StoreContents contents = store.contents(-1);
        assertThat(firstSequences(contents)).containsExactly(10L);
        assertThat(tailSequences(contents)).containsExactly(20L);
        assertThat(contents.history()).isEqualTo(new HistoryPosition(22, 0, 10));
        assertThat(contents.states()).containsExactly(new StoredState("grid", 10, 1));
        store.close();
        assertThat(opened(WRITE).recovery().isComplete()).isTrue();
        assertThat(opened(READ).recovery().eventsExpected()).isEqualTo(12);
    }

    @Test
    void shouldAcceptAnEmptyBatch() {
        EventStore store = opened(WRITE);
        store.commit(batch().build(), false);
        store.commit(batch().build(), true);

        assertThat(store.contents(-1).blocks()).isEmpty();
    }

    @Test
    void shouldShowCommitsToReadersImmediately() {
        EventStore writer = opened(WRITE);
        EventStore reader = opened(READ);
        long before = reader.version();
        assertThat(reader.version()).isEqualTo(before);

        writer.commit(batch().tail(block(0, 4)).build(), false);

        assertThat(reader.version()).isNotEqualTo(before);
        assertThat(tailSequences(reader.contents(-1))).containsExactly(0L);
        long after = reader.version();
        assertThat(reader.version()).isEqualTo(after);
    }

    @Test
    void shouldRejectWritesByReaders() {
        opened(WRITE).close();
        EventStore reader = opened(READ);

        assertThatIllegalStateException().isThrownBy(() -> reader.commit(batch().build(), false));
        assertThatIllegalStateException().isThrownBy(reader::compact);
        assertThatIllegalStateException().isThrownBy(reader::maintain);
    }

    @Test
    void shouldRefuseASecondWriter() {
        EventStore store = opened(WRITE);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> opened(WRITE))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
        store.commit(batch().block(block(0, 9)).build(), false);
        store.close();
        assertThat(firstSequences(opened(WRITE).contents(-1))).containsExactly(0L);
    }

    @Test
    void shouldThrowWhenClosed() {
        EventStore store = opened(WRITE);
        store.commit(batch().block(block(0, 9)).build(), false);
        StoredBlock stored = store.contents(-1).blocks().get(0);
        store.close();
        store.close();

        List<Runnable> uses = List.of(
                () -> store.contents(-1),
                store::version,
                () -> store.headers(0, 1),
                () -> store.block(stored),
                () -> store.state(new StoredState("grid", 0, 1)),
                () -> store.commit(batch().build(), false),
                store::maintain,
                () -> store.verify(bytes -> {}),
                store::compact,
                store::sizeBytes);
        for (Runnable use : uses) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(use::run)
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
        }
    }

    @Test
    void shouldFindNoProblemInASoundStore() {
        EventStore store = opened(WRITE);
        store.commit(
                batch().block(block(0, 9))
                        .block(block(10, 1_033))
                        .tail(block(1_034, 1_040))
                        .build(),
                false);
        AtomicReference<Long> checked = new AtomicReference<>(0L);

        StoreCheck check = store.verify(checked::set);

        assertThat(check.problems()).isEmpty();
        assertThat(check.isSound()).isTrue();
        assertThat(check.blocks()).isEqualTo(3);
        assertThat(check.events()).isEqualTo(1_041);
        assertThat(check.bytes()).isPositive().isEqualTo(checked.get());
    }

    @Test
    void shouldKeepEverythingThroughMaintenanceAndCompaction() {
        EventStore store = opened(WRITE);
        for (long i = 0; i < 300; i++) {
            store.commit(batch().block(block(i * 100, i * 100 + 99)).build(), i % 50 == 0);
        }
        store.commit(batch().dropBefore(20_000).build(), true);
        int steps = 0;
        while (store.maintain()) {
            assertThat(++steps).isLessThan(100_000);
        }
        long before = store.sizeBytes();
        store.compact();

        assertThat(store.sizeBytes()).isLessThanOrEqualTo(before).isPositive();
        assertThat(store.contents(-1).blocks()).hasSize(100);
        assertThat(store.verify(bytes -> {}).problems()).isEmpty();
        store.close();
        assertThat(opened(WRITE).recovery().isComplete()).isTrue();
    }

    @Test
    void shouldReadWhileTheWriterCommits() throws Exception {
        EventStore writer = opened(WRITE);
        EventStore reader = opened(READ);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reading = new Thread(() -> {
            try {
                while (!done.get()) {
                    readAll(reader);
                }
                readAll(reader);
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        reading.start();
        long next = 0;
        for (int i = 0; i < 200; i++) {
            long sealed = next;
            writer.commit(batch().tail(block(next, next + 9)).build(), false);
            writer.commit(batch().tail(block(next + 10, next + 19)).build(), false);
            next += 20;
            writer.commit(
                    batch().block(block(sealed, next - 1))
                            .dropBefore(next - 1_000)
                            .build(),
                    false);
            writer.maintain();
        }
        done.set(true);
        reading.join();

        assertThat(failure.get()).isNull();
    }

    /**
     * Checks that the contents have no gaps, and that all readable events are correct. Both must hold after any commit
     * of the writer.
     */
    private static void readAll(EventStore reader) {
        StoreContents contents = reader.contents(-1);
        TreeMap<Long, Long> ranges = new TreeMap<>();
        for (StoredBlock block : contents.blocks()) {
            ranges.put(block.firstSequence(), block.lastSequence());
            Optional<SealedBlock> read = reader.block(block);
            assertThat(read.isEmpty() || StoreBlocks.isRight(read.get())).isTrue();
        }
        for (SealedBlock tail : contents.tail()) {
            ranges.put(tail.sequence(0), tail.sequence(tail.size() - 1));
            assertThat(StoreBlocks.isRight(tail)).isTrue();
        }
        long expected = ranges.isEmpty() ? 0 : ranges.firstKey();
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            assertThat(range.getKey()).isEqualTo(expected);
            expected = range.getValue() + 1;
        }
        assertThat(contents.history().nextSequence()).isEqualTo(expected);
    }

    @Test
    void shouldContainWhatWasCommittedAfterRandomOperations() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        EventStore store = opened(WRITE);
        TreeMap<Long, Long> blocks = new TreeMap<>();
        TreeMap<Long, Long> tail = new TreeMap<>();
        long next = 0;
        for (int step = 0; step < 120; step++) {
            int dice = random.nextInt(10);
            StoreBatch.Builder batch = batch();
            if (dice < 6) {
                long last = next + random.nextInt(30);
                batch.tail(block(next, last));
                tail.put(next, last);
                next = last + 1 + (random.nextInt(8) == 0 ? 5 : 0);
            } else if (dice < 8 && !tail.isEmpty()) {
                long first = tail.firstKey();
                long last = tail.lastEntry().getValue();
                batch.block(block(first, last));
                blocks.put(first, last);
                tail.clear();
            } else if (dice == 8 && !blocks.isEmpty()) {
                long before = random.nextLong(next + 1);
                batch.dropBefore(before);
                blocks.values().removeIf(last -> last < before);
                tail.values().removeIf(last -> last < before);
            } else {
                store.close();
                store = opened(WRITE);
            }
            store.commit(batch.build(), random.nextInt(10) == 0);

            StoreContents contents = store.contents(-1);
            assertThat(firstSequences(contents))
                    .as("seed=%d step=%d", seed, step)
                    .containsExactlyElementsOf(blocks.keySet());
            assertThat(tailSequences(contents))
                    .as("seed=%d step=%d", seed, step)
                    .containsExactlyElementsOf(tail.keySet());
        }
        store.close();
        assertThat(opened(WRITE).recovery().isComplete()).as("seed=%d", seed).isTrue();
    }
}
