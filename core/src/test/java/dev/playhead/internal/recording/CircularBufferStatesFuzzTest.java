package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.Block;
import dev.playhead.block.EventSlice;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RandomData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.storage.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that the results of queries do not depend on whether blocks are open, closed or sealed. The results must equal
 * those of a list of the events.
 */
class CircularBufferStatesFuzzTest {
    private final List<RecordedEvent> all = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldReturnTheSameResultsInAllBlockStates(long seed) {
        Random random = new Random(seed);
        RandomData data = new RandomData(random);
        boolean gaps = seed % 2 == 0;
        int maxCount = 50 + random.nextInt(400);
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited().withMaxCount(maxCount),
                UnaryOperator.identity(),
                java.time.Clock.systemUTC(),
                System::nanoTime,
                new CircularBuffer.Options(random.nextBoolean(), false, null, null, new Buffers.Owner())));
        int events = maxCount / 2 + random.nextInt(maxCount);
        for (int i = 0; i < events; i++) {
            GridEvent event = event(random, data);
            long wanted = gaps && random.nextInt(30) == 0 ? buffer.counts().nextSequence() + random.nextInt(5) : -1;
            all.add(RecordedEvent.of(buffer.append(event, wanted), event));
        }
        List<RecordedEvent> kept = all.subList(Math.max(0, events - maxCount), events);
        List<EventFilter> filters = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            filters.add(filter(random, kept, random.nextInt(4)));
        }

        // Most blocks are closed and the last block is open. Maintenance may seal some blocks during the check.
        EventSlice before = buffer.held().run();
        check(buffer, before, kept, filters, "seed=" + seed + " open");
        buffer.sealAll();
        EventSlice after = buffer.held().run();
        assertThat(after.blocks()).as("seed=%s", seed).hasOnlyElementsOfType(SealedBlock.class);
        check(buffer, before, kept, filters, "seed=" + seed + " closed");
        check(buffer, after, kept, filters, "seed=" + seed + " sealed");
        List<Block> mixed = new ArrayList<>();
        for (int b = 0; b < after.blocks().size(); b++) {
            mixed.add((random.nextBoolean() ? before : after).blocks().get(b));
        }
        EventSlice run = new EventSlice(mixed, after.begin(0), after.end(mixed.size() - 1));
        check(buffer, run, kept, filters, "seed=" + seed + " mixed");
    }

    private static void check(
            CircularBuffer buffer, EventSlice run, List<RecordedEvent> kept, List<EventFilter> filters, String where) {
        EventSearcher searcher = new EventSearcher(run);
        int found = 0;
        for (EventFilter filter : filters) {
            List<RecordedEvent> expected = kept.stream().filter(filter::test).toList();
            String what = where + " filter=" + filter;
            found += expected.isEmpty() ? 0 : 1;
            same(searcher.events(filter).toList(), expected, what);
            assertThat(searcher.count(filter)).as(what).isEqualTo(expected.size());
            int some = Math.min(3, expected.size());
            same(searcher.first(filter, 3), expected.subList(0, some), what);
            same(searcher.latest(filter, 3), expected.subList(expected.size() - some, expected.size()), what);
        }
        assertThat(found).as(where).isGreaterThan(filters.size() / 4);
        int next = 0;
        for (long sequence = -1; sequence <= kept.get(kept.size() - 1).sequence() + 1; sequence++) {
            while (next < kept.size() && kept.get(next).sequence() < sequence) {
                next++;
            }
            boolean there = next < kept.size() && kept.get(next).sequence() == sequence;
            List<RecordedEvent> expected = there ? List.of(kept.get(next)) : List.of();
            same(buffer.get(sequence).stream().toList(), expected, where + " sequence=" + sequence);
            same(run.get(sequence).stream().toList(), expected, where + " sequence=" + sequence);
        }
    }

    /**
     * Compares two lists. AssertJ is not used, because it would take longer to describe a difference in such data than
     * the test takes.
     */
    private static void same(List<RecordedEvent> found, List<RecordedEvent> expected, String what) {
        if (!found.equals(expected)) {
            List<Long> are = found.stream().map(RecordedEvent::sequence).toList();
            List<Long> shouldBe = expected.stream().map(RecordedEvent::sequence).toList();
            throw new AssertionError(what + " found=" + are + " expected=" + shouldBe);
        }
    }

    /**
     * Returns an event with plain data of all kinds. About half of the events have one of a few shapes, so that blocks
     * have columns.
     */
    private static GridEvent event(Random random, RandomData data) {
        GridEvent any = data.event();
        if (random.nextBoolean()) {
            return any;
        }
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("row", (long) random.nextInt(5));
        payload.put("value", random.nextInt(3) == 0 ? data.value(2) : random.nextInt(4) / 2.0);
        if (random.nextBoolean()) {
            payload.put("at", Map.of("x", (long) random.nextInt(3), "name", "n" + random.nextInt(4)));
        }
        return GridEvent.of(
                List.of("cell:edit", "cell:select", "row:add").get(random.nextInt(3)),
                PlainData.of(payload),
                Instant.ofEpochSecond(random.nextInt(10)),
                List.of("core", "user", "plugin:a").get(random.nextInt(3)),
                Map.of());
    }

    private static EventFilter filter(Random random, List<RecordedEvent> kept, int depth) {
        if (depth == 0) {
            return leaf(random, kept);
        }
        EventFilter a = filter(random, kept, random.nextInt(depth));
        EventFilter b = filter(random, kept, depth - 1);
        return switch (random.nextInt(4)) {
            case 0 -> a.negate();
            case 1 -> a.and(b);
            default -> a.or(b);
        };
    }

    private static EventFilter leaf(Random random, List<RecordedEvent> kept) {
        RecordedEvent some = kept.get(random.nextInt(kept.size()));
        Instant from = Instant.ofEpochSecond(random.nextInt(10));
        return switch (random.nextInt(12)) {
            case 0 -> EventFilter.all();
            case 1 -> EventFilter.typeIs(some.type());
            case 2 -> EventFilter.typeContains("edit");
            case 3 -> EventFilter.typeStartsWith("cell");
            case 4 -> EventFilter.source(random.nextBoolean() ? some.source() : "plugin");
            case 5 -> EventFilter.payloadField("row", random.nextInt(5));
            case 6 -> EventFilter.payloadField("at.x", random.nextInt(3));
            case 7 -> EventFilter.payloadField("value", random.nextInt(4) / 2.0);
            case 8 ->
                some.payload() instanceof Map<?, ?> map
                        ? EventFilter.payload(PlainData.mapOf(map))
                        : EventFilter.payload(Map.of("at", Map.of("name", "n1")));
            case 9 -> EventFilter.between(from, from.plusSeconds(random.nextInt(5)));
            case 10 -> EventFilter.sequenceBetween(some.sequence(), some.sequence() + random.nextInt(100));
            default -> EventFilter.matching(event -> event.sequence() % 3 == 0);
        };
    }
}
