package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.CorruptBlockException;
import dev.playhead.block.EventIndex;
import dev.playhead.block.EventSlice;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.block.MissingBlockRetry;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.storage.spi.StoredBlock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A test that compares a buffer with a list of its events. The buffer has more blocks than one index covers. The
 * results must be the same, whatever happens to the blocks: they are sealed, stored, paged out, dropped, or found
 * damaged, or they belong to an earlier session.
 */
class SharedBlocksFuzzTest {
    private static final int BLOCK_EVENTS = 32;
    private static final long BUDGET_BYTES = 2 << 20;

    private final List<RecordedEvent> all = new ArrayList<>();
    private final List<SequenceRange> lost = new CopyOnWriteArrayList<>();
    private final Set<Long> damaged = ConcurrentHashMap.newKeySet();
    private List<Long> keptAsOf = List.of();
    private List<RecordedEvent> keptThen = List.of();

    @ParameterizedTest
    @ValueSource(longs = 1)
    void shouldReturnTheSameAsAListInMemory(long seed) {
        Random random = new Random(seed);
        int maxCount = BLOCK_EVENTS * EventIndex.BLOCKS * 2;
        CircularBuffer buffer = buffer(maxCount, null);
        int blocks = EventIndex.BLOCKS * 3;
        int indexed = 0;
        for (int b = 0; b < blocks; b++) {
            record(buffer, random, random.nextInt(40) > 0);
            if (b % 800 == 790 || b == blocks - 1) {
                check(buffer, random, maxCount, "seed=" + seed + " block=" + b);
                indexed += indexes(buffer);
            }
        }
        assertThat(indexed).as("seed=%s", seed).isPositive();
        buffer.clear();
        all.clear();
        record(buffer, random, true);
        check(buffer, random, maxCount, "seed=" + seed + " cleared");
        buffer.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldReturnTheSameAsAListWithAStore(long seed) {
        Random random = new Random(seed);
        int maxCount = seed % 2 == 0 ? Integer.MAX_VALUE : BLOCK_EVENTS * EventIndex.BLOCKS * 2;
        InMemoryEventStore store = InMemoryEventStore.create();
        int indexed = 0;
        for (int session = 1; session <= 2; session++) {
            CircularBuffer buffer = buffer(maxCount, store);
            int blocks = EventIndex.BLOCKS * 3 / 4 + random.nextInt(EventIndex.BLOCKS / 2);
            for (int b = 0; b < blocks; b++) {
                record(buffer, random, true);
                if (b == blocks / 2 || b == blocks - 1) {
                    buffer.flush();
                    buffer.maintain();
                    String where = "seed=" + seed + " session=" + session + " block=" + b;
                    check(buffer, random, maxCount, where);
                    damageSome(buffer, random);
                    check(buffer, random, maxCount, where + " damaged=" + damaged);
                    indexed += indexes(buffer);
                }
            }
            buffer.close();
            store = store.reopen(EventStore.Mode.WRITE);
        }
        assertThat(indexed).as("seed=%s", seed).isPositive();
    }

    private CircularBuffer buffer(int maxCount, @Nullable EventStore store) {
        StoreConfig storing =
                store == null ? null : new StoreConfig(damaging(store), Durability.ON_FLUSH, BUDGET_BYTES, Map.of());
        Buffers.Owner owner = new Buffers.Owner() {
            @Override
            public void lost(SequenceRange range, String why, Throwable cause) {
                lost.add(range);
            }
        };
        RetentionPolicy policy = maxCount == Integer.MAX_VALUE
                ? RetentionPolicy.unlimited()
                : RetentionPolicy.unlimited().withMaxCount(maxCount);
        return Buffers.started(new CircularBuffer(
                policy,
                UnaryOperator.identity(),
                Clock.systemUTC(),
                System::nanoTime,
                new CircularBuffer.Options(true, false, null, storing, owner)));
    }

    /** Returns a proxy of the store that reports a block as damaged if its first sequence is in {@link #damaged}. */
    private EventStore damaging(EventStore store) {
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("block")
                            && damaged.contains(((StoredBlock) arguments[0]).firstSequence())) {
                        throw new CorruptBlockException("damaged by the test", new IllegalStateException());
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void record(CircularBuffer buffer, Random random, boolean seal) {
        for (int i = 0; i < BLOCK_EVENTS; i++) {
            GridEvent event = event(random);
            long wanted = random.nextInt(2_000) == 0 ? buffer.counts().nextSequence() + 1 + random.nextInt(5) : -1;
            all.add(RecordedEvent.of(buffer.append(event, wanted), event));
        }
        if (seal) {
            buffer.sealAll();
        }
    }

    /** Returns an event with values that occur in many blocks, in a few blocks, or in hardly any block. */
    private GridEvent event(Random random) {
        int rare = random.nextInt(40_000);
        return GridEvent.of(
                rare == 0 ? "audit" : random.nextInt(200) == 0 ? "row:add" : "cell:edit",
                PlainData.of(Map.of(
                        "row",
                        "R" + (rare < 20_000 ? random.nextInt(50) : rare),
                        "value",
                        random.nextBoolean() ? (long) random.nextInt(3_000) : random.nextInt(40_000) / 4.0,
                        "at",
                        Map.of("x", (long) random.nextInt(2_000)))),
                Instant.ofEpochSecond(all.size() / 100 + random.nextInt(3)),
                random.nextInt(3_000) == 0 ? "plugin:a" : "user",
                Map.of());
    }

    private void damageSome(CircularBuffer buffer, Random random) {
        EventSlice run = buffer.held().run();
        for (int i = 0; i < 2; i++) {
            damaged.add(run.blocks().get(random.nextInt(run.blocks().size())).sequence(0));
        }
    }

    private static int indexes(CircularBuffer buffer) {
        EventSlice run = buffer.held().run();
        int indexes = 0;
        for (int b = 0; b < run.blocks().size(); b = run.groupEnd(b)) {
            indexes += run.wholeGroup(b, true) == null ? 0 : 1;
        }
        return indexes;
    }

    /** Returns the events that are retained and are not known to be lost. */
    private List<RecordedEvent> kept(CircularBuffer buffer, int maxCount) {
        long first = buffer.held().run().firstSequence();
        if (lost.isEmpty() && maxCount < all.size()) {
            assertThat(first).isEqualTo(all.get(all.size() - maxCount).sequence());
        }
        List<Long> asOf = List.of((long) all.size(), (long) lost.size(), first);
        if (asOf.equals(keptAsOf)) {
            return keptThen;
        }
        List<RecordedEvent> kept = new ArrayList<>();
        SequenceRanges missing = new SequenceRanges(lost);
        for (RecordedEvent event : all) {
            if (event.sequence() >= first && !missing.overlaps(event.sequence(), event.sequence())) {
                kept.add(event);
            }
        }
        keptAsOf = asOf;
        keptThen = kept;
        return kept;
    }

    private void check(CircularBuffer buffer, Random random, int maxCount, String where) {
        // Each check has two rounds, because an index is created only when a second query needs it.
        for (int time = 0; time < 2; time++) {
            List<EventFilter> some = new ArrayList<>(filters(random));
            Collections.shuffle(some, random);
            for (EventFilter filter : some.subList(0, 3)) {
                String what = where + " filter=" + filter;
                same(buffer, maxCount, searcher -> searcher.first(filter, 7), filter, 7, true, what);
                same(buffer, maxCount, searcher -> searcher.latest(filter, 5), filter, 5, false, what);
                same(
                        buffer,
                        maxCount,
                        searcher -> searcher.events(filter).toList(),
                        filter,
                        Integer.MAX_VALUE,
                        true,
                        what);
                long count = MissingBlockRetry.ask(() -> searcher(buffer).count(filter));
                List<RecordedEvent> kept = kept(buffer, maxCount);
                assertThat(count)
                        .as(what)
                        .isEqualTo(kept.stream().filter(filter::test).count());
            }
        }
        checkRun(buffer, maxCount, random, where);
    }

    private void checkRun(CircularBuffer buffer, int maxCount, Random random, String where) {
        MissingBlockRetry.ask(() -> {
            EventSlice run = buffer.held().run();
            List<RecordedEvent> kept = kept(buffer, maxCount);
            assertThat(run.size()).as(where).isEqualTo(kept.size());
            assertThat(run.countsByType().values().stream().mapToLong(n -> n).sum())
                    .as(where)
                    .isEqualTo(kept.size());
            assertThat(run.countsByType().getOrDefault("row:add", 0L))
                    .as(where)
                    .isEqualTo(kept.stream()
                            .filter(e -> e.type().equals("row:add"))
                            .count());
            assertThat(run.countsBySource().getOrDefault("plugin:a", 0L))
                    .as(where)
                    .isEqualTo(kept.stream()
                            .filter(e -> e.source().equals("plugin:a"))
                            .count());
            assertThat(run.minTime())
                    .as(where)
                    .isEqualTo(kept.stream().map(RecordedEvent::timestamp).min(Instant::compareTo));
            assertThat(run.maxTime())
                    .as(where)
                    .isEqualTo(kept.stream().map(RecordedEvent::timestamp).max(Instant::compareTo));
            int cut = random.nextInt(kept.size());
            EventSlice start = run.upTo(kept.get(cut).sequence());
            assertThat(start.size()).as(where).isEqualTo(cut + 1);
            EventFilter edits = EventFilter.typeIs("cell:edit");
            assertThat(new EventSearcher(start).count(edits))
                    .as(where)
                    .isEqualTo(kept.subList(0, cut + 1).stream()
                            .filter(edits::test)
                            .count());
            return true;
        });
        for (int i = 0; i < 100; i++) {
            RecordedEvent event = all.get(random.nextInt(all.size()));
            boolean found =
                    MissingBlockRetry.ask(() -> buffer.get(event.sequence())).isPresent();
            boolean isKept = event.sequence() >= buffer.held().run().firstSequence()
                    && lost.stream().noneMatch(r -> r.first() <= event.sequence() && event.sequence() <= r.last());
            assertThat(found).as("%s sequence=%s", where, event.sequence()).isEqualTo(isKept);
        }
    }

    private static EventSearcher searcher(CircularBuffer buffer) {
        return new EventSearcher(buffer.held().run());
    }

    private void same(
            CircularBuffer buffer,
            int maxCount,
            Function<EventSearcher, List<RecordedEvent>> question,
            EventFilter filter,
            int limit,
            boolean fromFirst,
            String what) {
        List<Long> found = MissingBlockRetry.ask(() -> question.apply(searcher(buffer))).stream()
                .map(RecordedEvent::sequence)
                .toList();
        List<Long> expected = kept(buffer, maxCount).stream()
                .filter(filter::test)
                .map(RecordedEvent::sequence)
                .toList();
        int some = Math.min(limit, expected.size());
        List<Long> part =
                fromFirst ? expected.subList(0, some) : expected.subList(expected.size() - some, expected.size());
        if (!found.equals(part)) {
            throw new AssertionError(what + " found=" + found.size() + " expected=" + part.size());
        }
    }

    private List<EventFilter> filters(Random random) {
        RecordedEvent some = all.get(random.nextInt(all.size()));
        EventFilter value = EventFilter.payload(PlainData.mapOf((Map<?, ?>) some.payload()));
        EventFilter row = EventFilter.payloadField("row", "R" + (20_000 + random.nextInt(20_000)));
        EventFilter time =
                EventFilter.between(some.timestamp(), some.timestamp().plusSeconds(20));
        EventFilter sequences = EventFilter.sequenceBetween(some.sequence(), some.sequence() + 90_000);
        return List.of(
                EventFilter.typeIs("row:add"),
                EventFilter.typeIs("audit").or(row),
                EventFilter.source("plugin"),
                row,
                value.and(time),
                EventFilter.payloadField("row", "nowhere"),
                EventFilter.payloadField("value", random.nextInt(10_000)).and(sequences),
                EventFilter.payloadField("at.x", random.nextInt(2_000))
                        .and(EventFilter.typeIs("cell:edit").negate()),
                EventFilter.typeContains("add").and(EventFilter.matching(event -> event.sequence() % 3 == 0)));
    }
}
