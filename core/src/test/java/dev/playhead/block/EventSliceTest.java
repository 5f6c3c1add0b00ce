package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventSliceTest {
    private static final int SECONDS = 12;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldReturnTheSameEventsAsANaiveList(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            List<Block> blocks = new ArrayList<>();
            List<RecordedEvent> all = new ArrayList<>();
            long sequence = random.nextInt(5);
            for (int b = random.nextInt(6); b > 0; b--) {
                List<RecordedEvent> block = new ArrayList<>();
                for (int i = 1 + random.nextInt(8); i > 0; i--) {
                    GridEvent event = event(random, sequence);
                    block.add(RecordedEvent.of(sequence, event));
                    sequence += random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 1;
                }
                all.addAll(block);
                blocks.add(random.nextBoolean() ? Blocks.of(block) : Blocks.sealed(block));
            }
            int first = blocks.isEmpty() ? 0 : random.nextInt(blocks.get(0).size());
            int last = blocks.size() - 1;
            int leastEnd = last == 0 ? first + 1 : 1;
            int lastSize = blocks.isEmpty() ? 0 : blocks.get(last).size();
            int end = blocks.isEmpty() ? 0 : leastEnd + random.nextInt(lastSize - leastEnd + 1);
            EventSlice run = new EventSlice(blocks, first, end);
            List<RecordedEvent> upToEnd = all.subList(0, all.size() - lastSize + end);
            List<RecordedEvent> expected = upToEnd.subList(first, upToEnd.size());

            String where = "seed=" + seed + " round=" + round;
            check(run, expected, sequence + 3, where);
            check(run.fromBlockStart(), upToEnd, sequence + 3, where + " from block start");
        }
    }

    private static void check(EventSlice run, List<RecordedEvent> expected, long maxSequence, String where) {
        assertThat(run.isEmpty()).as(where).isEqualTo(expected.isEmpty());
        assertThat(run.size()).as(where).isEqualTo(expected.size());
        assertThat(run.firstSequence())
                .as(where)
                .isEqualTo(expected.isEmpty() ? -1 : expected.get(0).sequence());
        assertThat(run.lastSequence())
                .as(where)
                .isEqualTo(
                        expected.isEmpty()
                                ? -1
                                : expected.get(expected.size() - 1).sequence());
        for (long place = -2; place < maxSequence; place++) {
            long at = place;
            Optional<RecordedEvent> floor =
                    expected.stream().filter(event -> event.sequence() <= at).reduce((earlier, later) -> later);
            assertThat(run.floor(at)).as("%s floor(%s)", where, at).isEqualTo(floor);
            assertThat(run.get(at))
                    .as("%s get(%s)", where, at)
                    .isEqualTo(floor.filter(event -> event.sequence() == at));
            assertThat(list(run.upTo(at).after(-1)))
                    .as("%s upTo(%s)", where, at)
                    .isEqualTo(expected.stream()
                            .filter(event -> event.sequence() <= at)
                            .toList());
            assertThat(list(run.after(at)))
                    .as("%s after(%s)", where, at)
                    .isEqualTo(expected.stream()
                            .filter(event -> event.sequence() > at)
                            .toList());
        }
        assertThat(list(run.after(Long.MAX_VALUE))).as(where).isEmpty();
        checkSummary(run, expected, where);
    }

    private static void checkSummary(EventSlice run, List<RecordedEvent> expected, String where) {
        assertThat(run.countsByType()).as(where).isEqualTo(counts(expected, RecordedEvent::type));
        assertThat(run.countsBySource()).as(where).isEqualTo(counts(expected, RecordedEvent::source));
        assertThat(run.minTime())
                .as(where)
                .isEqualTo(expected.stream().map(RecordedEvent::timestamp).min(Comparator.naturalOrder()));
        assertThat(run.maxTime())
                .as(where)
                .isEqualTo(expected.stream().map(RecordedEvent::timestamp).max(Comparator.naturalOrder()));
        for (int second = -1; second <= SECONDS; second++) {
            Instant time = Instant.ofEpochSecond(second);
            Predicate<RecordedEvent> later = event -> event.timestamp().isAfter(time);
            assertThat(run.countAfter(time))
                    .as("%s after second %d", where, second)
                    .isEqualTo(expected.stream().filter(later).count());
            assertThat(run.lastAtOrBefore(time))
                    .as("%s at second %d", where, second)
                    .isEqualTo(expected.stream().filter(later.negate()).reduce((earlier, last) -> last));
        }
    }

    private static Map<String, Long> counts(List<RecordedEvent> events, Function<RecordedEvent, String> name) {
        return events.stream().collect(Collectors.groupingBy(name, Collectors.counting()));
    }

    private static List<RecordedEvent> list(Iterator<RecordedEvent> events) {
        List<RecordedEvent> list = new ArrayList<>();
        events.forEachRemaining(list::add);
        return list;
    }

    private static GridEvent event(Random random, long number) {
        return GridEvent.of("type" + random.nextInt(3), number)
                .from("source" + random.nextInt(2))
                .at(Instant.ofEpochSecond(random.nextInt(SECONDS)));
    }

    private static GridEvent event(long number) {
        return GridEvent.of("t", number).at(Instant.ofEpochSecond(number));
    }

    @Test
    void shouldThrowIfItsIteratorIsReadBeyondTheEnd() {
        Iterator<RecordedEvent> none = new EventSlice(List.of(), 0, 0).after(-1);

        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void shouldCopyTheListOfBlocks() {
        Block block = Blocks.of(List.of(RecordedEvent.of(0, event(0))));
        List<Block> blocks = new ArrayList<>(List.of(block));
        EventSlice run = new EventSlice(blocks, 0, 1);
        blocks.clear();

        assertThat(run.blocks()).containsExactly(block);
    }

    @Test
    void shouldDescribeWhichSequencesAreKept() {
        Block block = Blocks.of(List.of(RecordedEvent.of(17, event(0)), RecordedEvent.of(20, event(1))));

        assertThat(new BufferView(new EventSlice(List.of(block), 0, 2), List.of(), false, 0).kept())
                .isEqualTo("kept=17..20");
        assertThat(new BufferView(new EventSlice(List.of(), 0, 0), List.of(), true, 0).kept())
                .isEqualTo("no event is kept");
    }
}
