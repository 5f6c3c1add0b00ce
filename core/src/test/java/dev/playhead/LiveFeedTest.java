package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.io.ImportOptions;
import dev.playhead.storage.RetentionPolicy;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LiveFeedTest {
    private final QueueingExecutor executor = new QueueingExecutor();
    private final ManualClock clock = new ManualClock();
    private final List<Long> heard = new ArrayList<>();
    private final List<HistoryProblem> problems = new ArrayList<>();

    private EventHistory history(RetentionPolicy retention) {
        EventHistory history = EventHistory.builder()
                .retention(retention)
                .executor(executor)
                .clock(clock)
                .ticker(clock::nanoTime)
                .build();
        history.onProblem(problems::add);
        return history;
    }

    private EventHistory history() {
        return history(RetentionPolicy.unlimited());
    }

    private static void record(EventHistory history, int events) {
        for (int i = 0; i < events; i++) {
            history.recordEvent(GridEvent.of("e", null));
        }
    }

    private static List<Long> sequences(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    @Test
    void shouldDeliverEventsRecordedAfterTheSubscriptionInOrder() {
        EventHistory history = history();
        record(history, 3);
        history.onRecorded(event -> heard.add(event.sequence()));
        record(history, 5);
        assertThat(heard).isEmpty(); // events are never delivered on the recording thread
        assertThat(executor.tasks).hasSize(1); // one task for all events
        executor.runAll();
        record(history, 2);
        executor.runAll();

        assertThat(heard).isEqualTo(sequences(3, 9));
    }

    @Test
    void shouldDeliverImportedEventsWithTheirSequences() {
        EventHistory history = history();
        history.onRecorded(event -> heard.add(event.sequence()));
        String lines = "{\"sequence\":7,\"type\":\"e\",\"timestamp\":\"2026-01-01T00:00:00Z\"}\n".repeat(2);
        history.importFrom(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), ImportOptions.lenient());
        executor.runAll();

        assertThat(heard).containsExactly(7L, 8L);
        assertThat(problems).isEmpty();
    }

    @Test
    void shouldContinueWhenAListenerThrows() {
        EventHistory history = history();
        history.onRecorded(event -> {
            heard.add(event.sequence());
            if (event.sequence() == 1) {
                throw new AssertionError("odd");
            }
            if (event.sequence() == 2) {
                throw new IllegalStateException("even");
            }
        });
        record(history, 4);
        executor.runAll();

        assertThat(heard).isEqualTo(sequences(0, 3));
        assertThat(problems).extracting(HistoryProblem::kind).containsOnly(HistoryProblem.Kind.LISTENER_FAILED);
        assertThat(problems)
                .extracting(HistoryProblem::message)
                .containsExactly(
                        "a listener threw an exception for the event with id=1",
                        "a listener threw an exception for the event with id=2");
        assertThat(problems.get(0).cause()).containsInstanceOf(AssertionError.class);
    }

    @Test
    void shouldReportEventsThatASlowListenerMissed() {
        EventHistory history = history(RetentionPolicy.unlimited().withMaxCount(4));
        history.onRecorded(event -> heard.add(event.sequence()));
        record(history, 10);
        executor.runAll();
        record(history, 2);
        executor.runAll();

        assertThat(heard).isEqualTo(sequences(6, 11));
        assertThat(problems)
                .singleElement()
                .extracting(HistoryProblem::message)
                .asString()
                .startsWith("events were evicted before a listener received them: first=0 last=5");
    }

    @Test
    void shouldReportMissedEventsWhenAllEventsHaveExpired() {
        EventHistory history = history(RetentionPolicy.unlimited().withMaxAge(Duration.ofMinutes(1)));
        history.onRecorded(event -> heard.add(event.sequence()));
        record(history, 3);
        clock.advance(Duration.ofMinutes(5));
        executor.runAll();
        record(history, 1);
        executor.runAll();

        assertThat(heard).containsExactly(3L);
        assertThat(problems)
                .singleElement()
                .extracting(HistoryProblem::message)
                .asString()
                .contains("first=0 last=2");
    }

    @Test
    void shouldNotReportClearedEventsAsEvicted() {
        EventHistory history = history(RetentionPolicy.unlimited().withMaxCount(4));
        record(history, 10);
        history.onRecorded(event -> heard.add(event.sequence()));
        record(history, 2);
        history.clear();
        record(history, 3);
        executor.runAll();

        assertThat(heard).isEqualTo(sequences(12, 14));
        assertThat(problems).isEmpty();
    }

    @Test
    void shouldStopWhenTheListenerClosesItsSubscription() {
        EventHistory history = history();
        Subscription[] subscription = {null};
        subscription[0] = history.onRecorded(event -> {
            heard.add(event.sequence());
            subscription[0].close();
        });
        record(history, 3);
        executor.runAll();
        subscription[0].close();
        record(history, 1);
        executor.runAll();

        assertThat(heard).containsExactly(0L);
    }

    @Test
    void shouldDeliverEventsThatTheListenerRecords() {
        EventHistory history = history();
        history.onRecorded(event -> {
            heard.add(event.sequence());
            if (event.sequence() < 5) {
                record(history, 1);
            }
        });
        record(history, 1);
        executor.runAll();

        assertThat(heard).isEqualTo(sequences(0, 5));
    }

    @Test
    void shouldDeliverAllEventsRecordedBeforeTheHistoryWasClosed() {
        EventHistory history = history();
        history.onRecorded(event -> heard.add(event.sequence()));
        record(history, 3);
        history.close();
        executor.runAll();

        assertThat(heard).isEqualTo(sequences(0, 2));
        assertThatThrownBy(() -> history.onRecorded(event -> {})).isInstanceOf(HistoryClosedException.class);
    }

    @Test
    void shouldYieldToOtherTasksOfTheExecutor() {
        EventHistory history = history();
        history.onRecorded(event -> {
            heard.add(event.sequence());
            if (event.sequence() % 2 == 0) {
                record(history, 1); // so that another event is pending at the end of the task
            }
        });
        record(history, 1);
        executor.runOne();
        assertThat(heard).containsExactly(0L);
        assertThat(executor.tasks).hasSize(1);
        executor.runAll();

        assertThat(heard).containsExactly(0L, 1L);
    }

    @Test
    void shouldRetryAtTheNextEventWhenTheExecutorRefusesATask() {
        EventHistory history = history();
        history.onRecorded(event -> heard.add(event.sequence()));
        executor.refusing = true;
        try (CapturedLog log = new CapturedLog()) {
            record(history, 3);
            assertThat(log.lines) // the executor also refuses the task that would call the problem listener
                    .containsExactly(
                            "the executor refused to run a problem listener",
                            "LISTENER_FAILED: the executor refused to run a listener:"
                                    + " java.util.concurrent.RejectedExecutionException: the executor refuses tasks");
        }
        executor.refusing = false;
        record(history, 1);
        executor.runAll();

        assertThat(heard).isEqualTo(sequences(0, 3));
    }

    @Test
    void shouldRetryAtTheNextEventWhenTheExecutorRefusesAFollowingTask() {
        EventHistory history = history();
        history.onRecorded(event -> {
            heard.add(event.sequence());
            executor.refusing = true;
            if (event.sequence() == 0) {
                record(history, 1);
            }
        });
        try (CapturedLog log = new CapturedLog()) {
            record(history, 1);
            executor.runAll();
            assertThat(log.lines).hasSize(2);
        }
        assertThat(heard).containsExactly(0L);
        executor.refusing = false;
        record(history, 1);
        executor.runAll();

        assertThat(heard).isEqualTo(sequences(0, 2));
    }

    @Test
    void shouldNotRecurseOnAnExecutorThatRunsTasksImmediately() {
        int events = 100_000;
        try (EventHistory history = EventHistory.builder()
                .executor(Runnable::run)
                .retention(RetentionPolicy.unlimited())
                .build()) {
            history.onRecorded(event -> {
                heard.add(event.sequence());
                if (event.sequence() < events) {
                    record(history, 1); // so that another event is pending at the end of each task
                }
            });
            record(history, 1);
        }
        assertThat(heard).isEqualTo(sequences(0, events));
    }

    @Test
    void shouldRunListenersOnAPlayheadThreadByDefault() {
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        try (EventHistory history = EventHistory.inMemory()) {
            history.onRecorded(event -> threads.add(Thread.currentThread()));
            record(history, 1);
            await().until(() -> !threads.isEmpty());
        }
        assertThat(threads.get(0).isDaemon()).isTrue();
        assertThat(threads.get(0).getName()).isEqualTo("playhead-background");
    }
}
