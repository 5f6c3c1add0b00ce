package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playhead.bus.EventBus;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.replay.Replay;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.Projection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests of a history that many threads use at the same time. */
class EventHistoryStressTest {
    private static final int THREADS = 4;
    private static final int EVENTS_EACH = 10_000;
    private static final Duration A_WHILE = Duration.ofMinutes(1);
    private static final EventFilter ALL = EventFilter.all();
    private static final Projection<Long> COUNT = Projection.of("count", 0L, (count, event) -> count + 1);

    private static void runAll(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static GridEvent event(int thread, int number) {
        return GridEvent.of("e", Map.of("thread", thread, "number", number));
    }

    @Test
    void shouldShowEveryEventToEveryQueryOnceRecordEventHasReturned() throws Exception {
        try (EventHistory history =
                EventHistory.builder().retention(RetentionPolicy.unlimited()).build()) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                tasks.add(() -> {
                    for (int i = 0; i < EVENTS_EACH; i++) {
                        long sequence = history.recordEvent(event(thread, i));
                        if (i % 250 == 0) {
                            assertSeen(history, sequence, thread, i);
                        }
                    }
                    return null;
                });
            }
            runAll(tasks);

            assertInOneTotalOrder(history.getEvents());
        }
    }

    private static void assertSeen(EventHistory history, long sequence, int thread, int number) {
        RecordedEvent seen = history.getEvent(Long.toString(sequence)).orElseThrow();
        assertThat(seen.payload()).isEqualTo(Map.of("thread", (long) thread, "number", (long) number));
        assertThat(history.count(EventFilter.sequenceBetween(0, sequence))).isEqualTo(sequence + 1);
        assertThat(history.timeline().position()).isGreaterThanOrEqualTo(sequence);
        assertThat(history.getEventSnapshotAtSequence(sequence).sequence()).isEqualTo(sequence);
    }

    /**
     * Checks that sequences have no gaps, and that the events of each thread are in the order in which the thread
     * recorded them.
     */
    private static void assertInOneTotalOrder(List<RecordedEvent> events) {
        assertThat(events).hasSize(THREADS * EVENTS_EACH);
        long[] next = new long[THREADS];
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).sequence()).isEqualTo(i);
            Map<?, ?> payload = (Map<?, ?>) events.get(i).payload();
            int thread = ((Long) payload.get("thread")).intValue();
            assertThat(payload.get("number")).isEqualTo(next[thread]++);
        }
    }

    @Test
    void shouldReturnConsistentEventsAndStatesDuringRecordingAndEviction() throws Exception {
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        List<HistoryProblem> problems = Collections.synchronizedList(new ArrayList<>());
        try (EventHistory history =
                EventHistory.builder().capacity(100).projection(COUNT).build()) {
            history.onProblem(problems::add);
            history.onRecorded(event -> heard.add(event.sequence()));
            AtomicInteger recording = new AtomicInteger(THREADS);
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                tasks.add(() -> {
                    for (int i = 0; i < EVENTS_EACH; i++) {
                        history.recordEvent(event(thread, i));
                    }
                    recording.decrementAndGet();
                    return null;
                });
            }
            tasks.add(() -> {
                while (recording.get() > 0) {
                    assertConsistent(history);
                }
                return null;
            });
            runAll(tasks);

            assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(THREADS * EVENTS_EACH);
            long last = THREADS * EVENTS_EACH - 1;
            await().atMost(A_WHILE).until(() -> heard.contains(last));
            assertThat(heard).isSorted().doesNotHaveDuplicates();
            // The listener received all events, or a problem was reported.
            assertThat(heard.size() == last + 1 || !problems.isEmpty()).isTrue();
            assertThat(problems).allMatch(problem -> problem.kind() == HistoryProblem.Kind.LISTENER_TOO_SLOW);
        }
    }

    private static void assertConsistent(EventHistory history) {
        List<RecordedEvent> events = history.getEvents();
        assertThat(events.size()).isLessThanOrEqualTo(100);
        for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).sequence()).isEqualTo(events.get(i - 1).sequence() + 1);
        }
        EventSnapshot latest = history.timeline().snapshot();
        assertThat(latest.state(COUNT)).isEqualTo(latest.sequence() + 1);
        HistoryStats stats = history.stats();
        assertThat(stats.countsByType().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(stats.stored());
    }

    @Test
    void shouldDeliverEveryEventToAListenerOnceAndInOrder() throws Exception {
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        try (EventHistory history =
                EventHistory.builder().retention(RetentionPolicy.unlimited()).build()) {
            history.onRecorded(event -> heard.add(event.sequence()));
            EventBus bus = EventBus.create();
            history.attach(bus);
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                tasks.add(() -> {
                    for (int i = 0; i < EVENTS_EACH; i++) {
                        bus.publish(event(thread, i));
                    }
                    return null;
                });
            }
            runAll(tasks);
            await().atMost(A_WHILE).until(() -> heard.size() == THREADS * EVENTS_EACH);
        }
        assertThat(heard).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldDeliverTheLastEventEvenIfTheHistoryIsCleared() {
        AtomicLong heard = new AtomicLong(-1);
        try (EventHistory history = EventHistory.inMemory()) {
            history.onRecorded(event -> heard.set(event.sequence()));
            for (int i = 0; i < 10_000; i++) {
                history.recordEvent(event(0, i)); // wakes the listener, which may find an empty history
                history.clear();
                long last = history.recordEvent(event(0, i));
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofNanos(1))
                        .atMost(A_WHILE)
                        .until(() -> heard.get() == last);
            }
        }
    }

    /**
     * Checks that no lock is held while application code runs. If a lock were held, the threads of this test could
     * deadlock.
     */
    @Test
    void shouldNotDeadlockWhenHandlersListenersAndPredicatesRecord() throws Exception {
        try (EventHistory history =
                EventHistory.builder().capacity(200).projection(COUNT).build()) {
            history.onProblem(tooSlow -> {});
            EventBus bus = EventBus.create();
            history.attach(bus);
            bus.subscribe("e", event -> history.recordEvent(GridEvent.of("handled", null)));
            history.onRecorded(event -> {
                if (event.type().equals("e")) {
                    history.recordEvent(GridEvent.of("heard", null));
                }
            });
            history.timeline().onMove(snapshot -> history.recordEvent(GridEvent.of("moved", null)));
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                tasks.add(() -> {
                    for (int i = 0; i < 500; i++) {
                        bus.publish(event(thread, i));
                        history.count(
                                EventFilter.matching(event -> history.recordEvent(GridEvent.of("asked", null)) >= 0));
                        history.timeline().toLive();
                        if (i % 100 == 0) {
                            Replay replay =
                                    history.replay(ALL, ReplayOptions.defaults().asFastAsPossible());
                            history.clear();
                            replay.completion().get(60, TimeUnit.SECONDS);
                        }
                    }
                    return null;
                });
            }
            runAll(tasks);

            assertThat(history.stats().recorded()).isGreaterThan(THREADS * 500L);
        }
    }

    @Test
    void shouldDeliverAllRecordedEventsIfItIsClosedDuringRecording() throws Exception {
        for (int round = 0; round < 30; round++) {
            EventHistory history = EventHistory.inMemory();
            Set<Long> heard = Collections.synchronizedSet(new HashSet<>());
            history.onRecorded(event -> heard.add(event.sequence()));
            Set<Long> recorded = Collections.synchronizedSet(new HashSet<>());
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                tasks.add(() -> {
                    for (int i = 0; i < 100; i++) {
                        long sequence =
                                history.recordEvent(GridEvent.of("e", null).at(Instant.EPOCH));
                        if (sequence >= 0) {
                            recorded.add(sequence);
                        }
                    }
                    return null;
                });
            }
            tasks.add(() -> {
                history.close();
                return null;
            });
            runAll(tasks);
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(A_WHILE)
                    .untilAsserted(() -> assertThat(heard).isEqualTo(recorded));
        }
    }
}
