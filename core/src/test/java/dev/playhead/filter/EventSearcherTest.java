package dev.playhead.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.block.Block;
import dev.playhead.block.Blocks;
import dev.playhead.block.EventSlice;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventSearcherTest {
    private final List<RecordedEvent> kept = new ArrayList<>();

    /**
     * Returns a searcher on a slice of blocks with up to five events each. The slice begins after the first two events
     * and ends before the last event.
     */
    private EventSearcher searcher(int events, Random random) {
        for (int i = 0; i < events; i++) {
            GridEvent event = GridEvent.of(random.nextBoolean() ? "a" : "b", i)
                    .from(random.nextBoolean() ? "user" : "core")
                    .at(Instant.ofEpochSecond(i / 8 + random.nextInt(3)));
            kept.add(RecordedEvent.of(i * 2L, event));
        }
        List<Block> blocks = new ArrayList<>();
        for (int from = 0; from < events; from += 5) {
            List<RecordedEvent> block = kept.subList(from, Math.min(events, from + 5));
            blocks.add(random.nextBoolean() ? Blocks.of(block) : Blocks.sealed(block));
        }
        kept.remove(events - 1);
        kept.subList(0, 2).clear();
        return new EventSearcher(new EventSlice(blocks, 2, (events - 1) % 5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldFindTheSameEventsAsANaiveScan(long seed) {
        EventSearcher searcher = searcher(48, new Random(seed));
        for (EventFilter filter : List.of(
                EventFilter.all(),
                EventFilter.typeIs("a"),
                EventFilter.typeIs("none"),
                EventFilter.sequenceBetween(20, 41),
                EventFilter.sequenceBetween(23, 23).and(EventFilter.typeIs("a")),
                EventFilter.typeIs("b").and(EventFilter.sequenceBetween(70, Long.MAX_VALUE)),
                EventFilter.sequenceBetween(-7, 3),
                EventFilter.sequenceBetween(500, 900),
                EventFilter.all().negate())) {
            List<RecordedEvent> expected = kept.stream().filter(filter::test).toList();

            assertThat(searcher.events(filter)).as("seed=%s", seed).isEqualTo(expected);
            assertThat(searcher.count(filter)).as("seed=%s", seed).isEqualTo(expected.size());
            for (int limit = 0; limit <= expected.size() + 1; limit++) {
                int some = Math.min(limit, expected.size());
                assertThat(searcher.first(filter, limit))
                        .as("seed=%s first=%s", seed, limit)
                        .isEqualTo(expected.subList(0, some));
                assertThat(searcher.latest(filter, limit))
                        .as("seed=%s latest=%s", seed, limit)
                        .isEqualTo(expected.subList(expected.size() - some, expected.size()));
            }
            for (long after = -1; after < 100; after++) {
                long place = after;
                List<RecordedEvent> found = new ArrayList<>();
                searcher.after(after, filter).forEachRemaining(found::add);
                assertThat(found)
                        .as("seed=%s after=%s", seed, after)
                        .isEqualTo(expected.stream()
                                .filter(event -> event.sequence() > place)
                                .toList());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldCountTheSameEventsAsANaiveScan(long seed) {
        Random random = new Random(seed);
        EventSearcher searcher = searcher(48, random);
        EventFilter time = EventFilter.between(Instant.ofEpochSecond(1), Instant.ofEpochSecond(4));
        for (EventFilter filter : List.of(
                EventFilter.all(),
                EventFilter.typeIs("a"),
                EventFilter.typeIs("none"),
                EventFilter.source("user"),
                EventFilter.typeIs("a").and(EventFilter.source("core")),
                time,
                time.and(EventFilter.typeIs("b")),
                EventFilter.sequenceBetween(13, 44),
                EventFilter.sequenceBetween(13, 44).and(time).and(EventFilter.source("user")),
                EventFilter.matching(event -> event.sequence() % 3 == 0).and(EventFilter.sequenceBetween(9, 60)),
                EventFilter.all().negate())) {
            for (CountBy by : CountBy.values()) {
                long after = random.nextInt(100) - 1L;
                List<EventCounts> runs = new ArrayList<>();
                searcher.counts(after, filter, by).forEachRemaining(runs::add);

                long before = after;
                for (EventCounts run : runs) {
                    String as = "seed=" + seed + " filter=" + filter + " by=" + by + " after=" + after + " run=" + run;
                    assertThat(run.firstSequence()).as(as).isGreaterThan(before);
                    before = run.lastSequence();
                    assertThat(run.lastSequence()).as(as).isGreaterThanOrEqualTo(run.firstSequence());
                    List<RecordedEvent> expected = matching(filter, run.firstSequence(), run.lastSequence());
                    assertThat(run.count()).as(as).isEqualTo(expected.size());
                    assertThat(run.names()).as(as).isEqualTo(names(expected, by));
                    assertThat(expected)
                            .as(as)
                            .allMatch(event -> !event.timestamp().isBefore(run.minTime()));
                    assertThat(expected)
                            .as(as)
                            .allMatch(event -> !event.timestamp().isAfter(run.maxTime()));
                }
                assertThat(runs.stream().mapToLong(EventCounts::count).sum())
                        .as("seed=%s filter=%s by=%s after=%s", seed, filter, by, after)
                        .isEqualTo(matching(filter, after + 1, Long.MAX_VALUE).size());
            }
        }
    }

    private List<RecordedEvent> matching(EventFilter filter, long first, long last) {
        return kept.stream()
                .filter(event -> event.sequence() >= first && event.sequence() <= last && filter.test(event))
                .toList();
    }

    private static Map<String, Integer> names(List<RecordedEvent> events, CountBy by) {
        Map<String, Integer> names = new HashMap<>();
        for (RecordedEvent event : events) {
            if (by != CountBy.NOTHING) {
                names.merge(by == CountBy.TYPE ? event.type() : event.source(), 1, Integer::sum);
            }
        }
        return names;
    }

    @Test
    void shouldTestOnlyTheEventsThatTheResultNeeds() {
        EventSearcher searcher = searcher(48, new Random(1));
        List<Long> tested = new ArrayList<>();
        EventFilter filter = EventFilter.matching(event -> {
            tested.add(event.sequence());
            return true;
        });

        assertThat(searcher.first(filter, 3)).isEqualTo(kept.subList(0, 3));
        assertThat(tested).containsExactly(4L, 6L, 8L);
        tested.clear();
        assertThat(searcher.latest(filter, 2)).isEqualTo(kept.subList(kept.size() - 2, kept.size()));
        assertThat(tested).containsExactly(92L, 90L);
        tested.clear();
        assertThat(searcher.events(filter).findFirst()).contains(kept.get(0));
        assertThat(tested).containsExactly(4L);
        tested.clear();
        assertThat(searcher.first(filter, 0)).isEmpty();
        assertThat(tested).isEmpty();
    }

    @Test
    void shouldThrowIfItsIteratorIsReadBeyondTheEnd() {
        Iterator<RecordedEvent> none =
                searcher(10, new Random(1)).after(-1, EventFilter.all().negate());

        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void shouldReturnImmutableLists() {
        EventSearcher searcher = searcher(10, new Random(1));

        assertThatThrownBy(() -> searcher.latest(EventFilter.all(), 2).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> searcher.first(EventFilter.all(), 2).clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
