package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.Block;
import dev.playhead.block.BufferView;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.SnapshotManager.FoldedBaseline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A test of random appends, clock jumps, clears and releases. It compares the buffer with a list of all events. A limit
 * by count is exact. Limits by age and bytes evict whole blocks, each of which has at most an eighth of the limit. The
 * bytes of the open block are estimated as if the block were full. The estimate may be too large by another eighth. The
 * texts are random, so that sealing hardly compresses them.
 */
class CircularBufferFuzzTest {
    private static final long NONE = Long.MAX_VALUE;
    private static final int MAX_TEXT = 300;

    private record Entry(RecordedEvent event, long recordedAtMillis, long bytes) {}

    private final SteppingClock clock = new SteppingClock();
    /** All events since the buffer was last cleared. */
    private final List<Entry> all = new ArrayList<>();

    private long maxCount = NONE;
    private long maxAgeMillis = NONE;
    private long maxBytes = NONE;
    private boolean retiring;
    private boolean released;
    private long recorded;
    private long next;
    private long origin;
    private long nowMillis = Long.MIN_VALUE;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldHoldTheSameEventsAsANaiveModel(long seed) {
        Random random = new Random(seed);
        RetentionPolicy policy = RetentionPolicy.unlimited();
        if (seed % 4 <= 1) {
            maxCount = 1L + random.nextInt(300);
            policy = policy.withMaxCount(maxCount);
        }
        if (seed % 4 == 1 || seed % 4 == 2) {
            maxAgeMillis = 1L + random.nextInt(3_000);
            policy = policy.withMaxAge(Duration.ofMillis(maxAgeMillis));
        }
        if (seed % 4 == 1 || seed % 4 == 3) {
            maxBytes = 1L + random.nextInt(60_000);
            policy = policy.withMaxBytes(maxBytes);
        }
        retiring = random.nextBoolean();
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                policy, UnaryOperator.identity(), clock, clock::nanoTime, Buffers.options(retiring)));

        for (int step = 0; step < 3_000; step++) {
            String where = "seed=" + seed + " step=" + step;
            int choice = random.nextInt(200);
            if (choice < 160) {
                append(buffer, random, where);
            } else if (choice < 197) {
                clock.advanceMillis(random.nextInt(50) == 0 ? -random.nextInt(1_000) : random.nextInt(100));
            } else if (choice < 199) {
                release(buffer, random.nextLong(next + 1), where);
            } else {
                buffer.clear();
                all.clear();
                origin = next;
            }
            if (step % 10 == 0) {
                check(buffer, where);
            }
        }
        assertThat(buffer.counts().evicted()).as("seed=%s evicted events", seed).isPositive();
    }

    private void append(CircularBuffer buffer, Random random, String where) {
        GridEvent event = CircularBufferTest.event(CircularBufferTest.text(random, random.nextInt(MAX_TEXT)));
        long wanted = random.nextInt(20) == 0 ? Math.max(0, next + random.nextInt(10) - 4) : -1;
        long expected = wanted < 0 ? next : wanted < next ? -1 : wanted;
        assertThat(buffer.append(event, wanted)).as(where).isEqualTo(expected);
        if (expected >= 0) {
            nowMillis = Math.max(nowMillis, clock.millis());
            all.add(new Entry(RecordedEvent.of(expected, event), nowMillis, EstimatedBytes.of(event)));
            next = expected + 1;
            recorded++;
        }
    }

    private void release(CircularBuffer buffer, long before, String where) {
        buffer.release(new FoldedBaseline(0, before, Map::of));
        released = true;
        for (Block block : buffer.held().retired()) {
            assertThat(block.sequence(block.size() - 1)).as(where).isGreaterThanOrEqualTo(before);
        }
    }

    private void check(CircularBuffer buffer, String where) {
        BufferView held = buffer.held();
        nowMillis = Math.max(nowMillis, clock.millis());
        List<RecordedEvent> kept = new ArrayList<>();
        held.run().after(-1).forEachRemaining(kept::add);
        List<Entry> suffix = all.subList(all.size() - kept.size(), all.size());

        assertThat(kept).as(where).isEqualTo(suffix.stream().map(Entry::event).toList());
        assertThat(held.run().size()).as(where).isEqualTo(kept.size());
        assertThat(held.complete()).as(where).isEqualTo(kept.size() == all.size());
        assertThat(held.originSequence()).as(where).isEqualTo(origin);
        CircularBuffer.Counts counts = buffer.counts();
        assertThat(counts.stored()).as(where).isEqualTo(kept.size());
        assertThat(counts.recorded()).as(where).isEqualTo(recorded);
        assertThat(counts.nextSequence()).as(where).isEqualTo(next);
        assertThat(counts.bytes() <= maxBytes || held.run().blocks().size() <= 1)
                .as(where)
                .isTrue();
        checkLimits(suffix, counts.bytes(), where);
        checkRetired(held, where);
    }

    private void checkLimits(List<Entry> kept, long bytes, String where) {
        assertThat((long) kept.size()).as(where).isLessThanOrEqualTo(maxCount);
        if (maxAgeMillis != NONE && !kept.isEmpty()) {
            assertThat(nowMillis - kept.get(0).recordedAtMillis())
                    .as(where)
                    .isLessThanOrEqualTo(maxAgeMillis + maxAgeMillis / 8);
        }
        if (kept.size() < all.size()) {
            // The latest evicted event must have been evicted because of a limit.
            Entry lost = all.get(all.size() - kept.size() - 1);
            boolean byCount = kept.size() == maxCount;
            boolean byAge = maxAgeMillis != NONE && nowMillis - lost.recordedAtMillis() > maxAgeMillis;
            boolean byBytes = maxBytes != NONE && bytes > maxBytes - maxBytes / 4 - MAX_TEXT - 1_000;
            assertThat(byCount || byAge || byBytes)
                    .as("%s kept=%s of %s, bytes=%s", where, kept.size(), all.size(), bytes)
                    .isTrue();
        }
    }

    private void checkRetired(BufferView held, String where) {
        if (!retiring) {
            assertThat(held.retired()).as(where).isEmpty();
            return;
        }
        List<Long> sequences = new ArrayList<>();
        for (Block block : held.retired()) {
            for (int i = 0; i < block.size(); i++) {
                sequences.add(block.sequence(i));
            }
        }
        held.run().fromBlockStart().after(-1).forEachRemaining(event -> sequences.add(event.sequence()));
        List<Long> expected =
                all.stream().map(entry -> entry.event().sequence()).toList();
        assertThat(sequences)
                .as("%s retired and kept events, without a gap between them", where)
                .isEqualTo(expected.subList(expected.size() - sequences.size(), expected.size()));
        if (!released) {
            assertThat(sequences).as(where).hasSameSizeAs(expected);
        }
    }
}
