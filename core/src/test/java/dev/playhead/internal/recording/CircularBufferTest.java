package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.Block;
import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.storage.MemoryMonitor;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.SnapshotManager.FoldedBaseline;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CircularBufferTest {
    private final SteppingClock clock = new SteppingClock();

    private CircularBuffer buffer(RetentionPolicy retention, boolean retiring) {
        return Buffers.started(new CircularBuffer(
                retention, UnaryOperator.identity(), clock, clock::nanoTime, Buffers.options(retiring)));
    }

    private CircularBuffer capacity(long events) {
        return buffer(RetentionPolicy.unlimited().withMaxCount(events), false);
    }

    static GridEvent event(Object payload) {
        return GridEvent.of("t", payload).at(Instant.EPOCH);
    }

    /** Returns a random text of the given length. Sealing hardly compresses such a text. */
    static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) (' ' + random.nextInt(95)));
        }
        return text.toString();
    }

    static List<Long> sequences(CircularBuffer buffer) {
        return sequences(buffer.held().run());
    }

    static List<Long> sequences(EventSlice run) {
        List<Long> sequences = new ArrayList<>();
        run.after(-1).forEachRemaining(event -> sequences.add(event.sequence()));
        return sequences;
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Long[] range(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toArray(Long[]::new);
    }

    @Test
    void shouldBeEmptyAtFirst() {
        CircularBuffer buffer = capacity(10);
        BufferView held = buffer.held();

        assertThat(held.run().isEmpty()).isTrue();
        assertThat(held.complete()).isTrue();
        assertThat(held.originSequence()).isZero();
        assertThat(held.retired()).isEmpty();
        assertThat(buffer.counts()).isEqualTo(new CircularBuffer.Counts(0, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldEvictTheOldestEventWhenFull() {
        CircularBuffer buffer = capacity(3);
        for (int i = 0; i < 3; i++) {
            assertThat(buffer.append(event((long) i))).isEqualTo(i);
        }
        assertThat(buffer.held().complete()).isTrue();
        assertThat(buffer.append(event(3L))).isEqualTo(3);

        assertThat(sequences(buffer)).containsExactly(1L, 2L, 3L);
        assertThat(buffer.held().complete()).isFalse();
        assertThat(buffer.counts().evicted()).isEqualTo(1);
        assertThat(buffer.counts().recorded()).isEqualTo(4);
        assertThat(buffer.counts().stored()).isEqualTo(3);
        assertThat(buffer.counts().nextSequence()).isEqualTo(4);
    }

    @Test
    void shouldKeepEvenOneEvent() {
        CircularBuffer buffer = capacity(1);
        for (int i = 0; i < 100; i++) {
            buffer.append(event((long) i));
            assertThat(sequences(buffer)).containsExactly((long) i);
        }
    }

    @Test
    void shouldKeepTheSpecifiedNumberAcrossManyBlocks() {
        CircularBuffer buffer = capacity(1_000);
        for (int i = 0; i < 5_000; i++) {
            buffer.append(event((long) i));
        }

        assertThat(sequences(buffer)).containsExactly(range(4_000, 4_999));
        assertThat(buffer.held().run().blocks()).hasSizeBetween(8, 10);
    }

    @Test
    void shouldConvertTheEventsOfASmallHistoryToPlainData() {
        AtomicInteger converted = new AtomicInteger();
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited().withMaxCount(200),
                captured -> {
                    converted.incrementAndGet();
                    return captured;
                },
                clock,
                clock::nanoTime,
                Buffers.options(false)));
        for (int i = 0; i < 200; i++) {
            buffer.append(event((long) i));
        }
        buffer.maintain();

        assertThat(converted.get())
                .as("events that were converted to plain data: at least seven eighths")
                .isGreaterThanOrEqualTo(175);
    }

    @Test
    void shouldEncodeABlockWhenItIsFull() {
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited(),
                captured -> GridEvent.of(captured.type(), "data").at(captured.timestamp()),
                clock,
                clock::nanoTime,
                Buffers.options(false)));
        for (int i = 0; i < 2_000; i++) {
            buffer.append(event((long) i));
        }
        buffer.maintain();
        EventSlice run = buffer.held().run();

        assertThat(run.get(0).orElseThrow().payload()).isEqualTo("data");
        assertThat(run.get(1_999).orElseThrow().payload()).isEqualTo("data");
        Block sealed = run.blocks().get(0);
        assertThat(sealed).isInstanceOf(SealedBlock.class);
        assertThat(run.blocks().get(1)).isNotInstanceOf(SealedBlock.class);
        assertThat(sealed.size()).isEqualTo(1_024);
        assertThat(sealed.sequence(3)).isEqualTo(3);
        assertThat(sealed.type(3)).isEqualTo("t");
        assertThat(sealed.source(3)).isEqualTo("core");
        assertThat(sealed.timestamp(3)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void shouldAppendAtAGivenSequenceUnlessItWasPassed() {
        CircularBuffer buffer = capacity(100);

        assertThat(buffer.append(event("a"), 5)).isEqualTo(5);
        assertThat(buffer.append(event("b"), 5)).isEqualTo(-1);
        assertThat(buffer.append(event("c"), 0)).isEqualTo(-1);
        assertThat(buffer.append(event("d"), 9)).isEqualTo(9);
        assertThat(buffer.append(event("e"))).isEqualTo(10);

        assertThat(sequences(buffer)).containsExactly(5L, 9L, 10L);
        assertThat(buffer.counts().recorded()).isEqualTo(3);
        assertThat(buffer.held().originSequence()).isZero();
    }

    @Test
    void shouldExpireWholeBlocksByTheTimeOfRecording() {
        CircularBuffer buffer = buffer(RetentionPolicy.unlimited().withMaxAge(Duration.ofSeconds(8)), false);
        for (int i = 0; i < 30; i++) {
            buffer.append(GridEvent.of("t", i).at(Instant.MIN)); // the timestamp of the event is irrelevant
            clock.advanceMillis(500);
        }
        clock.advanceMillis(-500);

        List<Long> kept = sequences(buffer);
        assertThat(kept.get(kept.size() - 1)).isEqualTo(29);
        assertThat(kept)
                .as("no older than 8 s, except events in the first block; a block spans up to 1 s")
                .hasSizeBetween(17, 20);

        clock.advanceMillis(20_000);
        assertThat(sequences(buffer)).isEmpty();
        assertThat(buffer.counts().stored()).isZero();
        assertThat(buffer.counts().bytes()).isZero();
        assertThat(buffer.counts().evicted()).isEqualTo(30);
        assertThat(buffer.append(event("next"))).isEqualTo(30);
        assertThat(sequences(buffer)).containsExactly(30L);
    }

    @Test
    void shouldNotExpireAnythingWhenTheClockJumpsBack() {
        CircularBuffer buffer = buffer(RetentionPolicy.unlimited().withMaxAge(Duration.ofSeconds(10)), false);
        buffer.append(event("a"));
        clock.advanceMillis(-3_600_000);
        buffer.append(event("b"));
        clock.advanceMillis(3_600_000 + 9_000);
        assertThat(sequences(buffer)).containsExactly(0L, 1L);
        clock.advanceMillis(2_000);

        assertThat(sequences(buffer)).isEmpty();
    }

    @Test
    void shouldTreatAnAgeBeyondTheRangeOfMillisecondsAsNoLimit() {
        CircularBuffer buffer = buffer(RetentionPolicy.unlimited().withMaxAge(ChronoUnit.FOREVER.getDuration()), false);
        buffer.append(event("a"));
        clock.advanceMillis(Long.MAX_VALUE / 4);
        buffer.append(event("b"));

        assertThat(sequences(buffer)).containsExactly(0L, 1L);
    }

    @Test
    void shouldExpireEventsAfterAMillisecondIfTheMaximumAgeIsLess() {
        CircularBuffer buffer = buffer(RetentionPolicy.unlimited().withMaxAge(Duration.ofNanos(1)), false);
        buffer.append(event("a"));
        buffer.append(event("b"));
        assertThat(sequences(buffer)).containsExactly(0L, 1L);
        clock.advanceMillis(1);

        assertThat(sequences(buffer)).isEmpty();
    }

    @Test
    void shouldNotExceedTheLimitOfBytesExceptForTheLatestEvent() {
        Random random = new Random(1);
        for (long maxBytes : new long[] {1_000, 100_000, 3_000_000}) {
            CircularBuffer buffer = buffer(RetentionPolicy.unlimited().withMaxBytes(maxBytes), false);
            int events = (int) (maxBytes / 400 * 3);
            for (int i = 0; i < events; i++) {
                buffer.append(event(text(random, 300)));
                assertThat(buffer.counts().bytes()).isLessThanOrEqualTo(maxBytes);
            }

            assertThat(buffer.counts().bytes())
                    .as("more than half of maxBytes=%s", maxBytes)
                    .isGreaterThan(maxBytes / 2);
            assertThat(buffer.counts().evicted()).isPositive();

            buffer.append(event(text(random, 4_000_000)));
            assertThat(sequences(buffer)).containsExactly((long) events);
            assertThat(buffer.counts().bytes()).isGreaterThan(maxBytes);
            buffer.append(event("small"));
            assertThat(sequences(buffer)).containsExactly(events + 1L);
            assertThat(buffer.counts().bytes()).isLessThanOrEqualTo(maxBytes);
        }
    }

    @Test
    void shouldNotEvictEventsIfSealingFreesEnoughBytes() throws InterruptedException {
        int threads = 20;
        Semaphore sealing = new Semaphore(0);
        CountDownLatch goOn = new CountDownLatch(1);
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited().withMaxBytes(80_000),
                data -> {
                    sealing.release();
                    awaitUnchecked(goOn);
                    return data;
                },
                clock,
                clock::nanoTime,
                Buffers.options(false)));
        List<Thread> recording = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            // Each thread closes and seals one block of at most 10,000 bytes, at the same time as the other threads.
            Thread thread =
                    new Thread(() -> IntStream.range(0, 10).forEach(e -> buffer.append(event("a".repeat(1_000)))));
            recording.add(thread);
            thread.start();
            sealing.acquire();
        }
        long evictedWhileSealing = buffer.counts().evicted();
        goOn.countDown();
        for (Thread thread : recording) {
            thread.join();
        }

        assertThat(evictedWhileSealing).isZero();
        assertThat(buffer.counts().evicted()).isZero();
        assertThat(buffer.counts().bytes()).isLessThan(80_000);
    }

    @Test
    void shouldApplyTheStrictestLimit() {
        Random random = new Random(1);
        RetentionPolicy policy = RetentionPolicy.unlimited()
                .withMaxCount(100)
                .withMaxAge(Duration.ofSeconds(10))
                .withMaxBytes(20_000);
        CircularBuffer buffer = buffer(policy, false);
        for (int i = 0; i < 300; i++) {
            buffer.append(event(null));
        }
        assertThat(sequences(buffer)).hasSize(100);
        for (int i = 0; i < 50; i++) {
            buffer.append(event(text(random, 1_000)));
        }
        assertThat(sequences(buffer)).hasSizeLessThan(20);
        clock.advanceMillis(11_000);
        assertThat(sequences(buffer)).isEmpty();
    }

    @Test
    void shouldRetireEvictedBlocksUntilTheyAreReleased() {
        CircularBuffer buffer = buffer(RetentionPolicy.unlimited().withMaxCount(20), true);
        for (int i = 0; i < 60; i++) {
            buffer.append(event((long) i));
        }
        // Each block has 16 events. Two blocks are evicted completely, and the third block is evicted partially.
        BufferView held = buffer.held();
        assertThat(held.retired()).hasSize(2);
        assertThat(buffer.retiredBlocks()).isEqualTo(2);
        assertThat(held.retired().get(0).sequence(0)).isZero();
        assertThat(held.retired().get(1).sequence(15)).isEqualTo(31);
        assertThat(held.run().firstSequence()).isEqualTo(40);
        assertThat(held.run().fromBlockStart().firstSequence()).isEqualTo(32);

        buffer.release(new FoldedBaseline(0, 15, Map::of));
        assertThat(buffer.retiredBlocks()).isEqualTo(2);
        buffer.release(new FoldedBaseline(0, 16, Map::of));
        assertThat(buffer.retiredBlocks()).isEqualTo(1);
        buffer.release(new FoldedBaseline(0, 1_000, Map::of));
        assertThat(buffer.retiredBlocks()).isZero();
        assertThat(held.retired()).as("the blocks that a reader holds remain").hasSize(2);
        assertThat(sequences(buffer)).containsExactly(range(40, 59));
    }

    @Test
    void shouldDropEvictedBlocksIfRetiringIsDisabled() {
        CircularBuffer buffer = capacity(20);
        for (int i = 0; i < 60; i++) {
            buffer.append(event((long) i));
        }

        assertThat(buffer.retiredBlocks()).isZero();
        assertThat(buffer.held().retired()).isEmpty();
    }

    @Test
    void shouldNotRetireABlockThatWasReleasedBeforeItWasEvicted() {
        CircularBuffer buffer = buffer(RetentionPolicy.unlimited().withMaxCount(20), true);
        for (int i = 0; i < 20; i++) {
            buffer.append(event((long) i));
        }
        buffer.release(new FoldedBaseline(0, 16, Map::of));
        for (int i = 20; i < 60; i++) {
            buffer.append(event((long) i));
        }

        List<Block> retired = buffer.held().retired();
        assertThat(retired).hasSize(1);
        assertThat(retired.get(0).sequence(0)).isEqualTo(16);
    }

    @Test
    void shouldNotFindAnEvictedEventByItsSequence() {
        CircularBuffer buffer = capacity(8);
        for (int i = 0; i < 100; i++) {
            buffer.append(event((long) i));
            for (int sequence = 0; sequence <= i + 1; sequence++) {
                assertThat(buffer.get(sequence).isPresent())
                        .as("whether sequence=%s is found, with the last 8 of %s events kept", sequence, i + 1)
                        .isEqualTo(sequence > i - 8 && sequence <= i);
            }
        }
        assertThat(buffer.get(-1)).isEmpty();
    }

    @Test
    void shouldKeepABlockReadableIfItCannotBeSealed() {
        List<Throwable> failures = new ArrayList<>();
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited(),
                UnaryOperator.identity(),
                clock,
                clock::nanoTime,
                new CircularBuffer.Options(true, false, null, null, new Buffers.Owner() {
                    @Override
                    public void sealingFailed(Throwable failure) {
                        failures.add(failure);
                    }
                })));
        buffer.append(event(1)); // an Integer is not plain data
        buffer.sealAll();
        buffer.append(event(2L));
        buffer.sealAll();

        assertThat(failures).hasSize(1);
        assertThat(sequences(buffer)).containsExactly(0L, 1L);
        assertThat(buffer.held().run().blocks().get(0)).isNotInstanceOf(SealedBlock.class);
        assertThat(buffer.held().run().blocks().get(1)).isInstanceOf(SealedBlock.class);
        assertThat(buffer.get(0).orElseThrow().payload()).isEqualTo(1L);
    }

    @Test
    void shouldNotifyTheOwnerOfExpiredBlocksIfNothingIsRecorded() {
        AtomicInteger notified = new AtomicInteger();
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited().withMaxAge(Duration.ofMinutes(8)),
                UnaryOperator.identity(),
                clock,
                clock::nanoTime,
                new CircularBuffer.Options(true, true, null, null, new Buffers.Owner() {
                    @Override
                    public void retired() {
                        notified.incrementAndGet();
                    }
                })));
        buffer.append(event(1L));
        clock.advanceMillis(Duration.ofMinutes(4).toMillis());
        buffer.maintain();
        assertThat(notified).hasValue(0);

        clock.advanceMillis(Duration.ofMinutes(5).toMillis());
        buffer.maintain();
        assertThat(notified).hasValue(1);
        assertThat(buffer.retiredBlocks()).isEqualTo(1);
    }

    @Test
    void shouldShedTheOldestBlocksOnceForEachCollectionWhenTheHeapIsTooFull() {
        AtomicReference<MemoryMonitor.Heap> heap = new AtomicReference<>(new MemoryMonitor.Heap(1, 80, 100));
        List<Long> notified = new ArrayList<>();
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited().withMaxCount(800),
                UnaryOperator.identity(),
                clock,
                clock::nanoTime,
                new CircularBuffer.Options(true, false, new MemoryMonitor(heap::get, 0.9), null, new Buffers.Owner() {
                    @Override
                    public void shed(long events) {
                        notified.add(events);
                    }
                })));
        for (int i = 0; i < 850; i++) {
            buffer.append(event((long) i));
        }
        buffer.sealAll();
        buffer.maintain();
        assertThat(notified).isEmpty();

        heap.set(new MemoryMonitor.Heap(2, 91, 100));
        buffer.maintain();
        // There are nine blocks. A single block takes less than an eighth of the bytes, so two blocks are shed. The
        // first of them has only 50 events, because of the count limit.
        assertThat(sequences(buffer)).first().isEqualTo(200L);
        assertThat(notified).containsExactly(150L);
        buffer.maintain();
        assertThat(notified).hasSize(1);

        for (int collections = 3; collections < 30; collections++) {
            heap.set(new MemoryMonitor.Heap(collections, 91, 100));
            buffer.maintain();
        }
        assertThat(sequences(buffer)).hasSize(50).last().isEqualTo(849L);
        assertThat(buffer.counts().shed()).isEqualTo(750);
        assertThat(buffer.counts().evicted()).isEqualTo(800);
        assertThat(notified.stream().mapToLong(events -> events).sum()).isEqualTo(750);
    }

    @Test
    void shouldBeGarbageCollectedWhenItIsUnreachable() {
        CircularBuffer buffer =
                buffer(RetentionPolicy.unlimited().withMaxCount(100).withMaxAge(Duration.ofHours(1)), false);
        for (int i = 0; i < 200; i++) {
            buffer.append(event((long) i)); // each full block requests maintenance
        }
        WeakReference<CircularBuffer> gone = new WeakReference<>(buffer);
        buffer = null;

        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            System.gc();
            return gone.refersTo(null);
        });
    }

    @Test
    void shouldDiscardEverythingExceptTheNextSequenceWhenCleared() {
        CircularBuffer buffer = buffer(RetentionPolicy.unlimited().withMaxCount(20), true);
        for (int i = 0; i < 60; i++) {
            buffer.append(event((long) i));
        }
        EventSlice before = buffer.held().run();
        buffer.clear();

        assertThat(buffer.counts()).isEqualTo(new CircularBuffer.Counts(60, 0, 0, 40, 0, 60));
        assertThat(buffer.held().run().isEmpty()).isTrue();
        assertThat(buffer.held().complete()).isTrue();
        assertThat(buffer.held().originSequence()).isEqualTo(60);
        assertThat(buffer.retiredBlocks()).isZero();
        assertThat(sequences(before)).containsExactly(range(40, 59));
        assertThat(buffer.append(event("next"))).isEqualTo(60);
        assertThat(sequences(buffer)).containsExactly(60L);
        assertThat(buffer.held().complete()).isTrue();
    }

    @Test
    void shouldGiveReadersAnImmutableSlice() {
        CircularBuffer buffer = capacity(40);
        for (int i = 0; i < 50; i++) {
            buffer.append(event((long) i));
        }
        EventSlice run = buffer.held().run();
        List<RecordedEvent> before = new ArrayList<>();
        run.after(-1).forEachRemaining(before::add);
        for (int i = 50; i < 500; i++) {
            buffer.append(event((long) i));
        }

        List<RecordedEvent> after = new ArrayList<>();
        run.after(-1).forEachRemaining(after::add);
        assertThat(after).isEqualTo(before);
        assertThat(sequences(run)).containsExactly(range(10, 49));
        assertThat(run.size()).isEqualTo(40);
    }
}
