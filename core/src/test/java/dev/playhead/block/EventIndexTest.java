package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventIndexTest {
    /** Returns headers of blocks. Each block has up to {@code 2 * events} events with few or many distinct values. */
    private static List<BlockHeader> headers(Random random, int events, int types, int mostValues) {
        List<BlockHeader> headers = new ArrayList<>();
        long sequence = 0;
        for (int b = 0; b < EventIndex.BLOCKS; b++) {
            int values = random.nextBoolean() ? 10 : mostValues;
            List<RecordedEvent> block = new ArrayList<>();
            int size = 1 + random.nextInt(2 * events);
            for (int i = 0; i < size; i++) {
                Object payload = PlainData.of(Map.of(
                        "text", "t" + random.nextInt(values), "at", Map.of("number", (long) random.nextInt(values))));
                String type = "type" + random.nextInt(types);
                Instant time = Instant.ofEpochSecond(random.nextInt(1_000_000));
                String source = random.nextInt(200) == 0 ? "core" : "user";
                block.add(RecordedEvent.of(sequence++, GridEvent.of(type, payload, time, source, Map.of())));
            }
            headers.add(((SealedBlock) Blocks.sealed(block)).header());
        }
        return headers;
    }

    private static long events(List<BlockHeader> headers) {
        return headers.stream().mapToLong(BlockHeader::size).sum();
    }

    private static List<Integer> numbers(long[] set) {
        return IntStream.range(0, EventIndex.BLOCKS)
                .filter(b -> (set[b / 64] >> b % 64 & 1) != 0)
                .boxed()
                .toList();
    }

    private static List<Integer> matching(List<BlockHeader> headers, Function<BlockHeader, Boolean> matches) {
        return IntStream.range(0, EventIndex.BLOCKS)
                .filter(b -> matches.apply(headers.get(b)))
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"20, 5000, true", "60, 5000, false", "300, 5000, false", "100, 10, true"})
    void shouldSelectEveryBlockWhoseHeaderMatchesAndFewOthers(int blockEvents, int mostValues, boolean isExact) {
        Random random = new Random(blockEvents);
        List<BlockHeader> headers = headers(random, blockEvents, 5, mostValues);
        EventIndex index = Objects.requireNonNull(EventIndex.of(headers));

        assertThat(index.memoryBytes()).isLessThanOrEqualTo(events(headers));
        int passed = 0;
        int byHeaders = 0;
        for (int i = 0; i < 100; i++) {
            Object value = i % 2 == 0 ? "t" + random.nextInt(10_000) : (Object) (long) random.nextInt(10_000);
            Map<String, Object> partial = Map.of("at", Map.of("number", value), "text", "t" + random.nextInt(10));
            List<Integer> may = numbers(index.mayHaveValue(value));
            passed += may.size();
            List<Integer> ofHeaders = matching(headers, header -> header.mayHaveValue(value));
            byHeaders += ofHeaders.size();
            assertThat(may).as("value=%s", value).containsAll(ofHeaders);
            Set<Integer> has = Set.copyOf(may);
            Set<Integer> contains = Set.copyOf(numbers(index.mayContain(partial)));
            List<Integer> mayContain = numbers(index.mayContain(partial));
            assertThat(mayContain)
                    .as("partial=%s", partial)
                    .containsAll(matching(headers, header -> header.mayContain(partial)));
            for (int b = 0; b < EventIndex.BLOCKS; b++) {
                int number = index.numberOf(headers.get(b).firstSequence());
                assertThat(number).isEqualTo(b);
                assertThat(index.mayHaveValue(number, value)).isEqualTo(has.contains(b));
                assertThat(index.mayContain(number, partial)).isEqualTo(contains.contains(b));
            }
        }
        if (index.isExact()) {
            assertThat(passed).isEqualTo(byHeaders);
        }
        assertThat(passed).isLessThanOrEqualTo(byHeaders * 6 / 5);
        assertThat(index.isExact()).isEqualTo(isExact);
        assertThat(numbers(index.mayHaveValue(null))).hasSize(EventIndex.BLOCKS);
        assertThat(index.numberOf(Long.MAX_VALUE)).isNegative();
    }

    @Test
    void shouldReportTypesSourcesAndTimesExactly() {
        List<BlockHeader> headers = headers(new Random(3), 90, 40, 100);
        EventIndex index = Objects.requireNonNull(EventIndex.of(headers));

        assertThat(numbers(index.typesMatching("type7"::equals)))
                .isEqualTo(matching(headers, header -> header.anyType("type7"::equals)));
        assertThat(numbers(index.sourcesMatching("core"::equals)))
                .isEqualTo(matching(headers, header -> header.anySource("core"::equals)));
        NavigableMap<String, Integer> types = new TreeMap<>();
        NavigableMap<String, Integer> sources = new TreeMap<>();
        headers.forEach(header -> header.countTypes((type, count) -> types.merge(type, count, Integer::sum)));
        headers.forEach(header -> header.countSources((source, count) -> sources.merge(source, count, Integer::sum)));
        NavigableMap<String, Integer> ofIndex = new TreeMap<>();
        index.countTypes(ofIndex::put);
        assertThat(ofIndex).isEqualTo(types);
        ofIndex.clear();
        index.countSources(ofIndex::put);
        assertThat(ofIndex).isEqualTo(sources);
        assertThat(headers).extracting(BlockHeader::minTime).contains(index.minTime());
        assertThat(headers).noneMatch(header -> header.minTime().isBefore(index.minTime()));
        assertThat(headers).extracting(BlockHeader::maxTime).contains(index.maxTime());
        assertThat(headers).noneMatch(header -> header.maxTime().isAfter(index.maxTime()));
        assertThat(numbers(index.timeBetween(Instant.MIN, index.minTime().minusNanos(1))))
                .isEmpty();
        assertThat(numbers(index.timeBetween(index.maxTime(), Instant.MAX))).hasSize(EventIndex.BLOCKS);
    }

    @Test
    void shouldNotBuildAnIndexThatExceedsAByteForEachEvent() {
        Random random = new Random(4);

        assertThat(EventIndex.of(headers(random, 20, 1_000, 100)))
                .as("blocks with many types")
                .isNull();
        assertThat(EventIndex.of(headers(random, 2, 2, 100)))
                .as("blocks with few events")
                .isNull();
    }
}
