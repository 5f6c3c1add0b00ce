package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.block.EventIndex;
import dev.playhead.block.EventSlice;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.EncodedIndex;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredIndex;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a writer stores the indexes of groups of blocks, and that later sessions use these indexes. */
class StoredIndexesTest {
    private static final int BLOCK_EVENTS = 96;

    private final List<RecordedEvent> all = new ArrayList<>();
    private final AtomicInteger headersRead = new AtomicInteger();
    private final AtomicInteger blocksRead = new AtomicInteger();
    private final AtomicInteger indexesTried = new AtomicInteger();
    private boolean blocksUnreadable;
    private @Nullable StoreException failureOfIndexes;
    private final AtomicInteger contentsRead = new AtomicInteger();
    /** The report that the store returns after a commit of an index, as if that commit had salvaged the store. */
    private @Nullable RecoveryReport salvagedWithIndex;

    /** Whether each recorded event has a source of its own. */
    private boolean distinctSources;

    private Durability durability = Durability.ON_FLUSH;
    private long memoryBytes = 8 << 20;
    private InMemoryEventStore store = InMemoryEventStore.create();

    /**
     * Returns a proxy of the store. It counts reads of headers, blocks and contents, and commits of indexes. Reads of
     * blocks fail if {@link #blocksUnreadable} is set. Reads and commits of indexes fail if {@link #failureOfIndexes}
     * is set. If {@link #salvagedWithIndex} is set, it is returned as the recovery report after the first commit of an
     * index.
     */
    private EventStore counting() {
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    headersRead.addAndGet(method.getName().equals("headers") ? 1 : 0);
                    blocksRead.addAndGet(method.getName().equals("block") ? 1 : 0);
                    if (blocksUnreadable && method.getName().equals("block")) {
                        throw new StoreException(StoreException.Reason.DAMAGED, "a block is damaged", null);
                    }
                    boolean adds = method.getName().equals("commit")
                            && !((StoreBatch) arguments[0]).indexes().isEmpty();
                    indexesTried.addAndGet(adds ? 1 : 0);
                    contentsRead.addAndGet(method.getName().equals("contents") ? 1 : 0);
                    RecoveryReport salvaged = salvagedWithIndex;
                    if (salvaged != null
                            && indexesTried.get() > 0
                            && method.getName().equals("recovery")) {
                        return salvaged;
                    }
                    StoreException failure = failureOfIndexes;
                    if (failure != null && (adds || method.getName().equals("index"))) {
                        throw failure;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private CircularBuffer open(EventStore.Mode mode, int maxCount) {
        store = store.reopen(mode);
        return Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited().withMaxCount(maxCount),
                UnaryOperator.identity(),
                Clock.systemUTC(),
                System::nanoTime,
                new CircularBuffer.Options(
                        true,
                        false,
                        null,
                        new StoreConfig(counting(), durability, memoryBytes, Map.of()),
                        new Buffers.Owner())));
    }

    private void record(CircularBuffer buffer, Random random, int blocks) {
        for (int b = 0; b < blocks; b++) {
            for (int i = 0; i < BLOCK_EVENTS; i++) {
                String row = "R" + (random.nextInt(3_000) == 0 ? 1_000 + random.nextInt(50) : random.nextInt(8));
                GridEvent event = GridEvent.of(
                        random.nextInt(5_000) == 0 ? "audit" : "edit",
                        PlainData.of(Map.of("row", row, "value", (long) random.nextInt(6))),
                        Instant.ofEpochSecond(all.size()),
                        distinctSources ? "user-" + all.size() : "user",
                        Map.of());
                all.add(RecordedEvent.of(buffer.append(event, -1), event));
            }
            buffer.sealAll();
        }
        buffer.flush();
        if (failureOfIndexes == null && !distinctSources) {
            await().until(() -> {
                StoredIndexes stored = new StoredIndexes(store);
                stored.reset(contents());
                return buffer.unstored().unindexed(stored).isEmpty()
                        && stored.stale().isEmpty();
            });
        }
    }

    private void recordSession(Random random, int blocks) {
        store.close();
        CircularBuffer buffer = open(EventStore.Mode.WRITE, Integer.MAX_VALUE);
        record(buffer, random, blocks);
        buffer.close();
    }

    private void commit(StoreBatch batch) {
        try (InMemoryEventStore writer = store.reopen(EventStore.Mode.WRITE)) {
            writer.commit(batch, false);
        }
    }

    private StoreContents contents() {
        try (InMemoryEventStore reader = store.reopen(EventStore.Mode.READ)) {
            return reader.contents(-1);
        }
    }

    private void assertFindsAll(CircularBuffer buffer, String what) {
        EventSlice run = buffer.held().run();
        for (int row = 995; row < 1_060; row += 5) {
            EventFilter filter = EventFilter.payloadField("row", "R" + row);
            assertFinds(run, filter, what);
        }
        assertFinds(run, EventFilter.typeIs("audit"), what);
        assertFinds(run, EventFilter.typeIs("edit").and(EventFilter.payloadField("value", 3)), what);
    }

    private void assertFinds(EventSlice run, EventFilter filter, String what) {
        long first = run.firstSequence();
        List<Long> expected = all.stream()
                .filter(event -> event.sequence() >= first && filter.test(event))
                .map(RecordedEvent::sequence)
                .toList();
        EventSearcher searcher = new EventSearcher(run);
        assertThat(searcher.events(filter).map(RecordedEvent::sequence).toList())
                .as("%s filter=%s", what, filter)
                .isEqualTo(expected);
        assertThat(searcher.count(filter)).as(what).isEqualTo(expected.size());
    }

    private static List<Long> firstSequences(StoreContents contents) {
        return contents.indexes().stream().map(StoredIndex::firstSequence).toList();
    }

    @Test
    void shouldSearchWithoutReadingHeadersInALaterSession() {
        recordSession(new Random(1), EventIndex.BLOCKS * 2 + 5);
        StoreContents contents = contents();
        assertThat(contents.indexes()).hasSize(2);
        assertThat(contents.indexes().get(0).lastSequence())
                .isEqualTo(contents.blocks().get(EventIndex.BLOCKS - 1).lastSequence());
        assertThat(contents.indexes()).as("indexes with filters").allMatch(index -> index.bytes() > 8_192);
        assertThat(contents.indexes())
                .allMatch(index -> index.bytes() <= index.lastSequence() - index.firstSequence() + 1);

        CircularBuffer buffer = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        headersRead.set(0);
        EventSlice run = buffer.held().run();
        assertThat(new EventSearcher(run).count(EventFilter.typeIs("audit")))
                .isEqualTo(all.stream().filter(e -> e.type().equals("audit")).count());
        assertThat(headersRead.get())
                .as("reads of headers, which only the last five blocks need")
                .isLessThan(10);
        assertFindsAll(buffer, "reader");
        buffer.close();
    }

    /** Searches for many absent values, and returns the number of blocks that were read. */
    private int blocksReadForAbsentValues() {
        CircularBuffer buffer = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        EventSearcher searcher = new EventSearcher(buffer.held().run());
        blocksRead.set(0);
        for (int i = 0; i < 300; i++) {
            assertThat(searcher.count(EventFilter.payloadField("row", "absent" + i)))
                    .isZero();
            assertThat(searcher.count(EventFilter.payloadField("value", 0.5 + i)))
                    .isZero();
        }
        buffer.close();
        return blocksRead.get();
    }

    @Test
    void shouldReadNoBlockForAnAbsentValue() {
        recordSession(new Random(20), EventIndex.BLOCKS);
        assertThat(blocksRead).as("blocks read to create the index").hasValue(0);
        assertThat(blocksReadForAbsentValues()).isZero();
        CircularBuffer buffer = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        assertFindsAll(buffer, "reader");
        buffer.close();
    }

    @Test
    void shouldReadTheValuesOfBlocksOfEarlierSessions() {
        recordSession(new Random(21), 500);
        recordSession(new Random(22), 300);
        recordSession(new Random(23), EventIndex.BLOCKS - 800);
        assertThat(blocksRead.get()).isBetween(800, 803);
        assertThat(blocksReadForAbsentValues()).isZero();
        CircularBuffer buffer = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        assertFindsAll(buffer, "reader");
        buffer.close();
    }

    @Test
    void shouldReadTheValuesOfBlocksIfMemoryIsShort() {
        memoryBytes = 100_000;
        recordSession(new Random(24), EventIndex.BLOCKS);
        assertThat(blocksRead.get()).isPositive();
        assertThat(blocksReadForAbsentValues()).isZero();
        CircularBuffer buffer = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        assertFindsAll(buffer, "reader");
        buffer.close();
    }

    @Test
    void shouldReadNoBlocksOfAGroupThatCanHaveNoIndex() {
        distinctSources = true;
        recordSession(new Random(27), 800);
        store.close();
        CircularBuffer buffer = open(EventStore.Mode.WRITE, Integer.MAX_VALUE);
        headersRead.set(0);
        record(buffer, new Random(28), EventIndex.BLOCKS - 800);
        await().untilAsserted(
                        () -> assertThat(headersRead).as("to build the index").hasPositiveValue());
        buffer.close();

        assertThat(contents().indexes()).isEmpty();
        assertThat(blocksRead.get()).as("for continuing the last block").isLessThan(4);
    }

    @Test
    void shouldStoreAnIndexWithoutValuesIfABlockCannotBeRead() {
        recordSession(new Random(25), 500);
        blocksUnreadable = true;
        recordSession(new Random(26), EventIndex.BLOCKS - 500);
        blocksUnreadable = false;

        assertThat(contents().indexes()).hasSize(1);
        assertThat(blocksReadForAbsentValues()).isPositive();
        CircularBuffer buffer = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        assertFindsAll(buffer, "reader");
        buffer.close();
    }

    @Test
    void shouldUseStoredIndexesThatExceedTheMemoryBudget() {
        recordSession(new Random(4), 2 * EventIndex.BLOCKS);
        store.close();
        memoryBytes = 100_000;
        CircularBuffer reader = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        headersRead.set(0);
        assertThat(new EventSearcher(reader.held().run()).count(EventFilter.typeIs("audit")))
                .isEqualTo(all.stream().filter(e -> e.type().equals("audit")).count());
        assertThat(headersRead.get()).isZero();
        reader.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldReturnTheSameAsAListIfStoredIndexesAreDamagedOrWrong(long seed) {
        Random random = new Random(seed);
        recordSession(random, EventIndex.BLOCKS * 2 + random.nextInt(300));
        StoreContents contents = contents();
        StoredIndex first = contents.indexes().get(0);
        StoredIndex second = contents.indexes().get(1);
        byte[] ofFirst = store.reopen(EventStore.Mode.READ).index(first).orElseThrow();
        byte[] damaged = ofFirst.clone();
        damaged[random.nextInt(damaged.length)] ^= 4;
        commit(StoreBatch.builder()
                .index(new EncodedIndex(first.firstSequence(), first.lastSequence(), damaged))
                .index(new EncodedIndex(second.firstSequence(), second.lastSequence(), ofFirst))
                .build());

        CircularBuffer reader = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        assertFindsAll(reader, "seed=" + seed + " reader");
        reader.close();
        CircularBuffer writer = open(EventStore.Mode.WRITE, Integer.MAX_VALUE);
        assertFindsAll(writer, "seed=" + seed + " writer");
        record(writer, random, 1);
        writer.close();

        InMemoryEventStore after = store.reopen(EventStore.Mode.READ);
        assertThat(after.index(after.contents(-1).indexes().get(0)))
                .as("seed=%s", seed)
                .contains(ofFirst);
        CircularBuffer again = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        assertFindsAll(again, "seed=" + seed + " again");
        again.close();
    }

    @Test
    void shouldUseIndexesAfterTheFirstBlocksWereDropped() {
        Random random = new Random(4);
        recordSession(random, EventIndex.BLOCKS * 3 + 10);
        List<Long> before = firstSequences(contents());
        assertThat(before).hasSize(3);
        CircularBuffer dropping = open(EventStore.Mode.WRITE, BLOCK_EVENTS * (EventIndex.BLOCKS * 2 + 500));
        record(dropping, random, 3);
        dropping.close();

        StoreContents after = contents();
        assertThat(after.blocks().get(0).firstSequence()).isPositive();
        assertThat(firstSequences(after)).isEqualTo(before.subList(1, 3));
        CircularBuffer buffer = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        EventSlice run = buffer.held().run();
        List<Long> starts = new ArrayList<>();
        for (int b = 0; b < run.blocks().size(); b = run.groupEnd(b)) {
            starts.add(run.blocks().get(b).sequence(0));
        }
        assertThat(starts).containsAll(before.subList(1, 3));
        assertFindsAll(buffer, "reader");
        buffer.close();
    }

    @Test
    void shouldDropIndexesThatDoNotMatchTheBlocks() {
        Random random = new Random(5);
        recordSession(random, EventIndex.BLOCKS + 10);
        StoreContents contents = contents();
        StoredBlock other = contents.blocks().get(EventIndex.BLOCKS + 2);
        commit(StoreBatch.builder()
                .index(new EncodedIndex(other.firstSequence(), other.lastSequence(), new byte[] {1, 2, 3}))
                .build());
        assertThat(contents().indexes()).hasSize(2);

        recordSession(random, 1);

        assertThat(contents().indexes()).isEqualTo(contents.indexes());
    }

    @Test
    void shouldStoreEventsIfThereIsNoSpaceForAnIndex() {
        store.close();
        failureOfIndexes = new StoreException(StoreException.Reason.FULL, "no room for an index", null);
        CircularBuffer buffer = open(EventStore.Mode.WRITE, Integer.MAX_VALUE);
        Random random = new Random(8);
        record(buffer, random, EventIndex.BLOCKS + 3);
        await().until(() -> indexesTried.get() > 0);
        record(buffer, random, 2);
        record(buffer, random, 2);
        buffer.close();

        assertThat(indexesTried)
                .as("attempts to store an index in this session")
                .hasValue(1);
        assertThat(contents().indexes()).isEmpty();
        assertThat(contents().blocks().stream().mapToInt(StoredBlock::size).sum())
                .isEqualTo(all.size());

        failureOfIndexes = null;
        recordSession(random, 1);
        assertThat(contents().indexes()).hasSize(1);
    }

    @Test
    void shouldReconcileWithAStoreThatWasSalvagedWhileAnIndexWasStored() {
        store.close();
        durability = Durability.INTERVAL;
        CircularBuffer buffer = open(EventStore.Mode.WRITE, Integer.MAX_VALUE);
        record(buffer, new Random(10), EventIndex.BLOCKS - 1);
        int before = contentsRead.get();
        salvagedWithIndex = new RecoveryReport(true, -1, 0, 0, List.of(), List.of(), Optional.empty());
        record(buffer, new Random(11), 1);

        await().until(() -> contentsRead.get() > before); // happens without a further event
        assertFindsAll(buffer, "reconciled");
        buffer.close();
    }

    @Test
    void shouldSearchByHeadersIfAnIndexIsDamaged() {
        recordSession(new Random(9), EventIndex.BLOCKS + 3);
        failureOfIndexes = new StoreException(StoreException.Reason.DAMAGED, "a page is damaged", null);
        CircularBuffer buffer = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        assertFindsAll(buffer, "damaged");
        buffer.close();

        failureOfIndexes = new StoreException(StoreException.Reason.IO, "the disk is gone", null);
        CircularBuffer other = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        assertThatThrownBy(() -> new EventSearcher(other.held().run()).count(EventFilter.typeIs("audit")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the disk is gone");
        other.close();
    }

    @Test
    void shouldRemoveIndexesWhenItIsCleared() {
        store.close();
        CircularBuffer buffer = open(EventStore.Mode.WRITE, Integer.MAX_VALUE);
        record(buffer, new Random(6), EventIndex.BLOCKS + 3);
        assertThat(contents().indexes()).hasSize(1);

        buffer.clear();
        buffer.flush();

        assertThat(contents().indexes()).isEmpty();
        buffer.close();
    }

    @Test
    void shouldReplaceTheIndexOfAGroupThatLostABlock() {
        Random random = new Random(7);
        recordSession(random, EventIndex.BLOCKS * 2 + 10);
        StoredBlock gone = contents().blocks().get(100);
        commit(StoreBatch.builder().quarantine(gone.firstSequence(), "a test").build());
        all.removeIf(event -> event.sequence() >= gone.firstSequence() && event.sequence() <= gone.lastSequence());
        assertThat(contents().indexes()).hasSize(1);

        recordSession(random, 1);

        CircularBuffer buffer = open(EventStore.Mode.READ, Integer.MAX_VALUE);
        assertFindsAll(buffer, "reader");
        assertThat(contents().indexes()).hasSize(1);
        buffer.close();
    }
}
