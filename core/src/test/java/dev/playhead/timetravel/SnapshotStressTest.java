package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Tests of states that are requested while other threads record, evict and fold. Sequences have no gaps here, so a
 * sequence determines the expected state.
 */
class SnapshotStressTest {
    private static final int RECORDERS = 2;
    private static final int EVENTS_EACH = 30_000;

    private static final Projection<Long> SUM = Projection.of("sum", 0L, (sum, event) -> sum + event.sequence());

    @Test
    void shouldReturnTheStateAtTheSequenceWhileOtherThreadsRecord() throws Exception {
        Travels travels = Travels.ofCapacity(50, Travels.COUNT, SUM);
        AtomicInteger recording = new AtomicInteger(RECORDERS);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < RECORDERS; i++) {
            tasks.add(() -> record(travels, recording));
        }
        tasks.add(() -> fold(travels, recording));
        tasks.add(() -> fold(travels, recording));
        tasks.add(() -> check(travels, recording));
        tasks.add(() -> check(travels, recording));

        run(tasks);

        travels.snapshots.foldRetired();
        assertThat(travels.buffer.retiredBlocks()).isZero();
        assertThat(travels.snapshots.latest().state(Travels.COUNT)).isEqualTo(RECORDERS * EVENTS_EACH);
        assertThat(travels.failures).isEmpty();
    }

    private static void run(List<Callable<Void>> tasks) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void record(Travels travels, AtomicInteger recording) {
        GridEvent event = GridEvent.of("e", null, Travels.T0, "core", Map.of());
        for (int i = 0; i < EVENTS_EACH; i++) {
            travels.buffer.append(event);
        }
        recording.decrementAndGet();
        return null;
    }

    private static Void fold(Travels travels, AtomicInteger recording) {
        while (recording.get() > 0) {
            travels.snapshots.foldRetired();
        }
        return null;
    }

    private static Void check(Travels travels, AtomicInteger recording) {
        while (recording.get() > 0) {
            EventSnapshot snapshot = travels.snapshots.latest();
            long last = snapshot.sequence();
            assertThat(snapshot.state(Travels.COUNT)).isEqualTo(last + 1);
            assertThat(snapshot.state(SUM)).isEqualTo(last * (last + 1) / 2);
            travels.timeline
                    .firstEventWhere(SUM, sum -> Math.floorMod(sum, 97) == 5)
                    .ifPresent(event -> {
                        long sum = event.sequence() * (event.sequence() + 1) / 2;
                        assertThat(Math.floorMod(sum, 97)).isEqualTo(5);
                    });
        }
        return null;
    }
}
