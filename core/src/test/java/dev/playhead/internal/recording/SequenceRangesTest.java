package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.SequenceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
class SequenceRangesTest {
    private static final int ROUNDS = Boolean.getBoolean("playhead.full") ? 20_000 : 300;
    private static final int STEPS = 40;
    private static final int SEQUENCES = 60;

    @Test
    void shouldHoldTheSameSequencesAsASet() {
        long first = Long.getLong("playhead.seed", 1);
        for (long seed = first; seed < first + ROUNDS; seed++) {
            compareWithASet(seed);
        }
    }

    private static void compareWithASet(long seed) {
        Random random = new Random(seed);
        SequenceRanges ranges = new SequenceRanges();
        NavigableSet<Long> expected = new TreeSet<>();
        for (int step = 0; step < STEPS; step++) {
            long from = random.nextInt(SEQUENCES);
            long to = from + random.nextInt(12) - 1; // the range is empty in one of twelve cases
            int action = random.nextInt(5);
            if (action < 2 && to >= from) {
                ranges.add(new SequenceRange(from, to));
                expected.addAll(sequences(from, to));
            } else if (action < 4) {
                ranges.remove(from, to);
                sequences(from, to).forEach(expected::remove);
            } else {
                assertThat(ranges.overlaps(from, Math.max(from, to)))
                        .as("seed=%d, step=%d, %d..%d in %s", seed, step, from, to, ranges.list())
                        .isEqualTo(!expected.subSet(from, true, Math.max(from, to), true)
                                .isEmpty());
            }
            assertThat(ranges.list()).as("seed=%d, step=%d", seed, step).isEqualTo(runs(expected));
        }
    }

    private static List<Long> sequences(long first, long last) {
        List<Long> all = new ArrayList<>();
        for (long sequence = first; sequence <= last; sequence++) {
            all.add(sequence);
        }
        return all;
    }

    /** Returns ranges that together contain exactly the given sequences. The ranges are as few as possible. */
    private static List<SequenceRange> runs(NavigableSet<Long> sequences) {
        List<SequenceRange> runs = new ArrayList<>();
        for (long sequence : sequences) {
            SequenceRange last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.last() == sequence - 1) {
                runs.set(runs.size() - 1, new SequenceRange(last.first(), sequence));
            } else {
                runs.add(new SequenceRange(sequence, sequence));
            }
        }
        return runs;
    }

    @Test
    void shouldNotMergeAdjacentInitialRangesOnRemoval() {
        SequenceRanges ranges = new SequenceRanges(List.of(range(0, 9), range(10, 19)));

        ranges.remove(12, 13);

        assertThat(ranges.list()).containsExactly(range(0, 9), range(10, 11), range(14, 19));
    }

    @Test
    void shouldMergeAdjacentInitialRangesWhenARangeIsAdded() {
        SequenceRanges ranges = new SequenceRanges(List.of(range(0, 9), range(10, 19)));

        ranges.add(range(30, 30));

        assertThat(ranges.list()).containsExactly(range(0, 19), range(30, 30));
    }

    @Test
    void shouldMergeAllRangesThatAnAddedRangeCovers() {
        SequenceRanges ranges = new SequenceRanges();
        ranges.add(range(30, 31));
        ranges.add(range(38, 40));

        ranges.add(range(29, 40));

        assertThat(ranges.list()).containsExactly(range(29, 40));
    }

    @Test
    void shouldNotSplitARangeWhenAnEmptyRangeIsRemoved() {
        SequenceRanges ranges = new SequenceRanges();
        ranges.add(range(25, 35));

        ranges.remove(27, 26);

        assertThat(ranges.list()).containsExactly(range(25, 35));
    }

    @Test
    void shouldHoldTheGreatestSequence() {
        SequenceRanges ranges = new SequenceRanges();
        ranges.add(range(5, Long.MAX_VALUE));

        ranges.add(range(Long.MAX_VALUE, Long.MAX_VALUE));

        assertThat(ranges.list()).containsExactly(range(5, Long.MAX_VALUE));
        ranges.remove(6, Long.MAX_VALUE);
        assertThat(ranges.list()).containsExactly(range(5, 5));
    }

    @Test
    void shouldRemoveOnlyRangesThatAreUnchangedSinceTheyWereListed() {
        SequenceRanges ranges = new SequenceRanges();
        ranges.add(range(0, 4));
        ranges.add(range(10, 14));
        List<SequenceRange> listed = ranges.list();
        ranges.add(range(15, 19));

        ranges.removeUnchanged(listed);

        assertThat(ranges.list()).containsExactly(range(10, 19));
    }

    @Test
    void shouldNotChangeAReturnedList() {
        SequenceRanges ranges = new SequenceRanges();
        ranges.add(range(0, 4));
        List<SequenceRange> listed = ranges.list();

        ranges.clear();

        assertThat(listed).containsExactly(range(0, 4));
        assertThat(ranges.list()).isEmpty();
    }

    private static SequenceRange range(long first, long last) {
        return new SequenceRange(first, last);
    }
}
