package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.SnapshotManager.FoldedBaseline;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CircularBufferStressTest {
    private static final int THREADS = 8;
    private static final int EACH = 5_000;

    @Test
    void shouldOrderTheEventsOfManyThreadsWithoutLoss() throws Exception {
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited(),
                UnaryOperator.identity(),
                Clock.systemUTC(),
                System::nanoTime,
                Buffers.options(false)));
        long[][] sequences = appendFromManyThreads(buffer);

        long[] all =
                Arrays.stream(sequences).flatMapToLong(Arrays::stream).sorted().toArray();
        assertThat(all).hasSize(THREADS * EACH);
        for (int i = 0; i < all.length; i++) {
            assertThat(all[i]).isEqualTo(i);
        }
        List<RecordedEvent> held = list(buffer.held().run());
        assertThat(held).hasSize(THREADS * EACH);
        int[] nextOfThread = new int[THREADS];
        for (int position = 0; position < held.size(); position++) {
            RecordedEvent event = held.get(position);
            Map<?, ?> payload = (Map<?, ?>) event.payload();
            int thread = ((Long) payload.get("thread")).intValue();
            int number = ((Long) payload.get("number")).intValue();
            assertThat(event.sequence()).isEqualTo(position);
            assertThat(number)
                    .as("the number of the next event of thread %s", thread)
                    .isEqualTo(nextOfThread[thread]++);
            assertThat(sequences[thread][number]).isEqualTo(position);
        }
    }

    @Test
    void shouldGiveReadersConsistentSlicesWhileManyThreadsAppend() throws Exception {
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited().withMaxCount(500),
                UnaryOperator.identity(),
                Clock.systemUTC(),
                System::nanoTime,
                Buffers.options(true)));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            Callable<Integer> reader = () -> {
                long last = -1;
                int runs = 0;
                while (!done.get() || runs == 0) {
                    long recorded = buffer.counts().recorded();
                    EventSlice run = buffer.held().run();
                    List<RecordedEvent> events = list(run);
                    assertThat(events).hasSizeGreaterThanOrEqualTo((int) Math.min(500, recorded));
                    assertThat(events).hasSizeLessThanOrEqualTo(500).hasSize((int) run.size());
                    for (int i = 1; i < events.size(); i++) {
                        assertThat(events.get(i).sequence())
                                .isEqualTo(events.get(i - 1).sequence() + 1);
                    }
                    assertThat(run.lastSequence()).isGreaterThanOrEqualTo(last);
                    last = run.lastSequence();
                    assertThat(list(run)).isEqualTo(events);
                    buffer.release(new FoldedBaseline(0, run.firstSequence(), Map::of));
                    runs++;
                }
                return runs;
            };
            List<Future<Integer>> reading = List.of(readers.submit(reader), readers.submit(reader));
            appendFromManyThreads(buffer);
            done.set(true);
            for (Future<Integer> each : reading) {
                assertThat(each.get()).isPositive();
            }
        } finally {
            done.set(true);
            readers.shutdownNow();
        }
        CircularBuffer.Counts counts = buffer.counts();
        assertThat(counts.recorded()).isEqualTo(THREADS * EACH);
        assertThat(counts.stored()).isEqualTo(500);
        assertThat(counts.evicted()).isEqualTo(THREADS * EACH - 500);
    }

    @Test
    void shouldShowEveryReaderAGrowingPrefixWithoutGaps() throws Exception {
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited(),
                UnaryOperator.identity(),
                Clock.systemUTC(),
                System::nanoTime,
                Buffers.options(false)));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            Callable<List<RecordedEvent>> reader = () -> {
                List<RecordedEvent> seen = List.of();
                boolean last;
                do {
                    last = done.get();
                    long promised = buffer.counts().nextSequence();
                    List<RecordedEvent> events = list(buffer.held().run());
                    assertThat(events).hasSizeGreaterThanOrEqualTo((int) promised);
                    for (int i = 0; i < events.size(); i++) {
                        if (events.get(i).sequence() != i) {
                            throw new AssertionError("position=" + i + " has " + events.get(i));
                        }
                    }
                    assertThat(events.subList(0, seen.size()).equals(seen))
                            .as("the events read before are a prefix of the events read now")
                            .isTrue();
                    seen = events;
                } while (!last);
                return seen;
            };
            List<Future<List<RecordedEvent>>> reading = List.of(readers.submit(reader), readers.submit(reader));
            appendFromManyThreads(buffer);
            done.set(true);
            for (Future<List<RecordedEvent>> each : reading) {
                List<RecordedEvent> events = each.get();
                assertThat(events).hasSize(THREADS * EACH);
                assertThat(events.stream().map(RecordedEvent::payload).distinct())
                        .as("distinct events")
                        .hasSize(THREADS * EACH);
            }
        } finally {
            done.set(true);
            readers.shutdownNow();
        }
    }

    @Test
    void shouldNeverAssignASequenceTwiceWhenAThreadRequestsSequences() throws Exception {
        CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited(),
                UnaryOperator.identity(),
                Clock.systemUTC(),
                System::nanoTime,
                Buffers.options(false)));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService importer = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> importing = importer.submit(() -> {
                int kept = 0;
                while (!done.get()) {
                    long next = buffer.counts().nextSequence();
                    kept += buffer.append(CircularBufferTest.event("wanted"), next) == next ? 1 : 0;
                }
                return kept;
            });
            appendFromManyThreads(buffer);
            done.set(true);
            int kept = importing.get();

            List<RecordedEvent> events = list(buffer.held().run());
            assertThat(events).hasSize(THREADS * EACH + kept);
            for (int i = 1; i < events.size(); i++) {
                assertThat(events.get(i).sequence())
                        .isGreaterThan(events.get(i - 1).sequence());
            }
        } finally {
            done.set(true);
            importer.shutdownNow();
        }
    }

    /** Appends events from several threads. Returns the sequences of each thread, in the order of its calls. */
    private static long[][] appendFromManyThreads(CircularBuffer buffer) throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<long[]>> writing = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                writing.add(writers.submit(() -> {
                    long[] sequences = new long[EACH];
                    start.await(30, TimeUnit.SECONDS);
                    for (int i = 0; i < EACH; i++) {
                        sequences[i] = buffer.append(
                                CircularBufferTest.event(Map.of("thread", (long) thread, "number", (long) i)));
                    }
                    return sequences;
                }));
            }
            long[][] sequences = new long[THREADS][];
            for (int t = 0; t < THREADS; t++) {
                sequences[t] = writing.get(t).get();
            }
            return sequences;
        } finally {
            writers.shutdownNow();
        }
    }

    private static List<RecordedEvent> list(EventSlice run) {
        List<RecordedEvent> events = new ArrayList<>();
        run.after(-1).forEachRemaining(events::add);
        return events;
    }
}
