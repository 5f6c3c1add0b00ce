package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.HistoryProblem.Kind;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.replay.Replay;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.storage.MemoryMonitor;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.ProjectionException;
import dev.playhead.timetravel.TimelineManager;
import dev.playhead.timetravel.UnknownEventException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventHistoryTest {
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");
    private static final EventFilter ALL = EventFilter.all();
    private static final Projection<Long> COUNT = Projection.of("count", 0L, (count, event) -> count + 1);

    private record Edit(int row, String value) {}

    private static void record(EventHistory history, String... types) {
        for (String type : types) {
            history.recordEvent(GridEvent.of(type, null));
        }
    }

    private static List<String> types(EventHistory history) {
        return history.getEvents().stream().map(RecordedEvent::type).toList();
    }

    @Test
    void shouldReturnRecordedEventsInOrder() {
        EventHistory history = EventHistory.inMemory();
        long first = history.recordEvent(
                GridEvent.of("cell:edit", new Edit(7, "x")).at(T0).from("user").with("trace", 5));
        long second = history.recordEvent(GridEvent.of("row:add", null).at(T0.minusSeconds(9)));

        assertThat(first).isZero();
        assertThat(second).isEqualTo(1);
        assertThat(history.getEvents())
                .containsExactly(
                        RecordedEvent.of(
                                0,
                                GridEvent.of(
                                        "cell:edit", Map.of("row", 7, "value", "x"), T0, "user", Map.of("trace", 5))),
                        RecordedEvent.of(1, GridEvent.of("row:add", null, T0.minusSeconds(9), "core", Map.of())));
        assertThatThrownBy(() -> history.getEvents().remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldKeepTheValueThatAPayloadHadWhenItWasRecorded() {
        EventHistory history = EventHistory.inMemory();
        Map<String, Object> payload = new HashMap<>(Map.of("value", 1));
        history.recordEvent(GridEvent.of("e", payload));
        payload.put("value", 2);

        assertThat(history.getEvents().get(0).payload()).isEqualTo(Map.of("value", 1L));
    }

    @Test
    void shouldFindEventsByFilterLimitAndId() {
        EventHistory history = EventHistory.inMemory();
        record(history, "a", "b", "a", "b", "a");
        EventFilter a = EventFilter.typeIs("a");

        assertThat(history.getEvents(a)).extracting(RecordedEvent::id).containsExactly("0", "2", "4");
        assertThat(history.getEvents(a, 2)).extracting(RecordedEvent::id).containsExactly("0", "2");
        assertThat(history.latest(a, 2)).extracting(RecordedEvent::id).containsExactly("2", "4");
        assertThat(history.latest(a, 0)).isEmpty();
        assertThat(history.getEvents(a, 0)).isEmpty();
        assertThat(history.count(a)).isEqualTo(3);
        assertThat(history.count(ALL)).isEqualTo(5);
        assertThat(history.events(a).map(RecordedEvent::id)).containsExactly("0", "2", "4");
        assertThat(history.getEvent("3")).map(RecordedEvent::type).hasValue("b");
        for (String none : List.of("5", "-1", "03", "+3", "x", "")) {
            assertThat(history.getEvent(none)).isEmpty();
        }
        assertThatThrownBy(() -> history.getEvents(a, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit=-1 is negative");
        assertThatThrownBy(() -> history.latest(a, -2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("n=-2 is negative");
    }

    @Test
    void shouldStreamLazilyTheEventsRecordedBeforeTheCall() {
        EventHistory history = EventHistory.builder().capacity(20).build();
        record(history, "a", "b", "c");
        int[] tested = {0};
        Stream<RecordedEvent> stream = history.events(EventFilter.matching(event -> ++tested[0] > 0));
        record(history, Collections.nCopies(100, "later").toArray(String[]::new));
        assertThat(tested[0]).isZero();
        Iterator<RecordedEvent> events = stream.iterator();
        assertThat(events.next().type()).isEqualTo("a");
        assertThat(tested[0]).isEqualTo(1);
        history.close();

        assertThat(events.next().type()).isEqualTo("b");
        assertThat(events.next().type()).isEqualTo("c");
        assertThat(events.hasNext()).isFalse();
    }

    @Test
    void shouldKeepTheLastThousandEventsByDefault() {
        EventHistory history = EventHistory.inMemory();
        for (int i = 0; i < 2_500; i++) {
            history.recordEvent(GridEvent.of("e", i));
        }

        assertThat(history.count(ALL)).isEqualTo(1_000);
        assertThat(history.getEvents().get(0).payload()).isEqualTo(1_500L);
        assertThat(history.stats().evicted()).isEqualTo(1_500);
        assertThatThrownBy(() -> history.jumpToEvent("3"))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageEndingWith("kept=1500..2499");
    }

    @Test
    void shouldExpireEventsRecordedLongAgo() {
        ManualClock clock = new ManualClock();
        EventHistory history = EventHistory.builder()
                .clock(clock)
                .ticker(clock::nanoTime)
                .retention(RetentionPolicy.unlimited().withMaxAge(Duration.ofMinutes(1)))
                .build();
        history.recordEvent(GridEvent.of("old", null).at(Instant.EPOCH));
        assertThat(types(history)).containsExactly("old");
        clock.advance(Duration.ofMinutes(2));

        assertThat(types(history)).isEmpty();
        assertThat(history.timeline().position()).isEqualTo(-1);
    }

    @Test
    void shouldRecordOnlyTypesThatAreIncludedAndNotExcluded() {
        EventHistory history = EventHistory.builder()
                .record("cell:*", "sort")
                .exclude("*:hover", "cell:focus")
                .build();
        record(history, "cell:edit", "cell:hover", "cell:focus", "sort", "row:add", "sorted");

        assertThat(types(history)).containsExactly("cell:edit", "sort");
        assertThat(history.stats().dropped()).isEqualTo(4);
        assertThat(history.recordEvent(GridEvent.of("row:add", null))).isEqualTo(EventHistory.NOT_RECORDED);
    }

    @Test
    void shouldNotRecordWhilePausedOrDisabled() {
        EventHistory history = EventHistory.inMemory();
        assertThat(history.isRecording()).isTrue();
        history.pause();
        assertThat(history.isRecording()).isFalse();
        assertThat(history.recordEvent(GridEvent.of("e", null))).isEqualTo(-1);
        history.resume();
        assertThat(history.recordEvent(GridEvent.of("e", null))).isZero();

        EventHistory disabled = EventHistory.builder().enabled(false).build();
        EventBus bus = EventBus.create();
        disabled.attach(bus);
        bus.publish(GridEvent.of("e", null));
        disabled.resume();
        assertThat(disabled.isRecording()).isFalse();
        assertThat(disabled.recordEvent(GridEvent.of("e", null))).isEqualTo(EventHistory.NOT_RECORDED);
        assertThat(disabled.count(ALL)).isZero();
    }

    @Test
    void shouldRecordAfterAllMiddlewareAndBeforeTheHandlers() {
        EventHistory history = EventHistory.inMemory();
        EventBus bus = EventBus.create();
        Subscription attachment = history.attach(bus);
        List<Long> recordedAtHandler = new ArrayList<>();
        bus.subscribe("*", event -> recordedAtHandler.add(history.count(ALL)));
        bus.use(event -> event.type().equals("secret") ? null : event);
        bus.use(event -> event.type().equals("old") ? GridEvent.of("new", event.payload()) : event);
        for (String type : List.of("a", "secret", "old")) {
            bus.publish(GridEvent.of(type, null));
        }
        attachment.close();
        attachment.close();
        bus.publish(GridEvent.of("after", null));

        assertThat(types(history)).containsExactly("a", "new");
        assertThat(recordedAtHandler).containsExactly(1L, 2L, 2L);
    }

    @Test
    void shouldRecordAPluginsEventsUnderItsName() {
        EventHistory history = EventHistory.inMemory();
        EventRecorder plugin = history.plugin("charts");
        assertThat(plugin.record("chart:drawn", Map.of("ms", 3))).isZero();
        plugin.record(GridEvent.of("chart:closed", null).from("user"));

        assertThat(plugin.source()).isEqualTo("plugin:charts");
        assertThat(history.getEvents(EventFilter.source("plugin"))).hasSize(2);
        assertThat(history.getEvents(EventFilter.source("plugin:charts"))).hasSize(2);
        assertThat(history.getEvents(EventFilter.source("plugin:chart"))).isEmpty();
        assertThatThrownBy(() -> history.plugin(null)).hasMessage("pluginId");
        history.close();
        assertThat(plugin.record("late", null)).isEqualTo(EventHistory.NOT_RECORDED);
    }

    @Test
    void shouldReturnCorrectStatesWhenEventsAreEvicted() {
        EventHistory history =
                EventHistory.builder().capacity(10).projection(COUNT).build();
        for (int i = 0; i < 3_000; i++) {
            record(history, "e");
            if (i % 100 == 0) {
                assertThat(history.getEventSnapshotAtSequence(i).state(COUNT)).isEqualTo(i + 1);
            }
        }

        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(3_000);
        assertThat(history.jumpToEvent("2995").state(COUNT)).isEqualTo(2_996);
        assertThat(history.timeline().position()).isEqualTo(2_995);
        assertThat(history.getEventSnapshot(Instant.MAX).state(COUNT)).isEqualTo(3_000);
        assertThatThrownBy(() -> history.getEventSnapshotAtSequence(7))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageEndingWith("kept=2990..2999");
    }

    @Test
    void shouldFoldOnTheCallingThreadWhenTheExecutorRejectsTasks() {
        EventHistory history = EventHistory.builder()
                .capacity(10)
                .projection(COUNT)
                .executor(task -> {
                    throw new IllegalStateException("closed");
                })
                .build();
        record(history, Collections.nCopies(500, "e").toArray(String[]::new));

        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(500);
    }

    @Test
    void shouldFoldOnTheRecordingThreadWhenTheBackgroundIsTooSlow() {
        QueueingExecutor executor = new QueueingExecutor();
        int[] folded = {0};
        Projection<Integer> counting = Projection.of("counting", 0, (count, event) -> folded[0] = count + 1);
        EventHistory history = EventHistory.builder()
                .capacity(16)
                .projection(counting)
                .executor(executor)
                .build();
        record(history, Collections.nCopies(1_000, "e").toArray(String[]::new));
        assertThat(folded[0]).isBetween(700, 1_000);
        assertThat(executor.tasks).hasSize(1); // no second task, even though the first task has not run yet
        executor.runAll();

        assertThat(history.timeline().snapshot().state(counting)).isEqualTo(1_000);
    }

    @Test
    void shouldFoldInOneBackgroundTaskEvenIfTheProjectionIsSlow() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<Thread> threads = new CopyOnWriteArrayList<>();
        Projection<Long> slow = Projection.of("slow", 0L, (count, event) -> {
            if (threads.contains(Thread.currentThread())) {
                begun.countDown();
                join(goOn);
            }
            return count + 1;
        });
        EventHistory history = EventHistory.builder()
                .capacity(16)
                .projection(slow)
                .executor(task -> {
                    Thread thread = new Thread(task);
                    threads.add(thread);
                    thread.start();
                })
                .build();
        record(history, Collections.nCopies(33, "e").toArray(String[]::new)); // evicts a block
        begun.await();
        record(history, Collections.nCopies(67, "e").toArray(String[]::new));
        goOn.countDown();
        for (Thread thread : List.copyOf(threads)) {
            thread.join();
        }

        assertThat(threads).hasSize(1);
        assertThat(history.timeline().snapshot().state(slow)).isEqualTo(100);
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReportAProjectionThatThrowsAndContinue() {
        List<HistoryProblem> problems = Collections.synchronizedList(new ArrayList<>());
        Projection<Long> failing = Projection.of("failing", 0L, (state, event) -> {
            throw new IllegalStateException("no");
        });
        EventHistory history =
                EventHistory.builder().capacity(4).projection(failing, COUNT).build();
        history.onProblem(problems::add);
        record(history, Collections.nCopies(200, "e").toArray(String[]::new));
        await().until(() -> !problems.isEmpty());

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.PROJECTION_FAILED);
            assertThat(problem.message()).contains("projection=failing").contains("id=0");
            assertThat(problem.cause()).containsInstanceOf(ProjectionException.class);
        });
        EventSnapshot latest = history.timeline().snapshot();
        assertThat(latest.state(COUNT)).isEqualTo(200);
        assertThatThrownBy(() -> latest.state(failing)).isInstanceOf(PlayheadException.class);
    }

    @Test
    void shouldNotLetAProjectionRecord() {
        EventHistory history = EventHistory.inMemory();
        record(history, "a");
        Projection<Long> recording =
                Projection.of("recording", 0L, (state, event) -> history.recordEvent(GridEvent.of("echo", null)));

        assertThatThrownBy(() -> history.timeline().snapshot().state(recording))
                .isInstanceOf(ProjectionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a projection tried to record an event of type=echo");
        assertThat(types(history)).containsExactly("a");
        record(history, "b");
        assertThat(types(history)).containsExactly("a", "b");
    }

    @Test
    void shouldLetPredicatesRecord() {
        EventHistory history = EventHistory.inMemory();
        record(history, "a", "b");
        EventFilter recording = EventFilter.matching(event -> history.recordEvent(GridEvent.of("seen", null)) >= 0);

        assertThat(history.getEvents(recording)).hasSize(2);
        assertThat(history.count(recording)).isEqualTo(4);
        assertThat(history.latest(recording, 1)).hasSize(1);
        assertThat(history.timeline()
                        .firstEventWhere(COUNT, count -> history.recordEvent(GridEvent.of("asked", null)) < 0))
                .isEmpty();
        assertThat(history.count(ALL)).isEqualTo(2 + 2 + 4 + 1 + 10);
    }

    @Test
    void shouldReportOnceAClassThatCannotBeCaptured() {
        List<HistoryProblem> problems = Collections.synchronizedList(new ArrayList<>());
        EventHistory history = EventHistory.inMemory();
        history.onProblem(problems::add);
        history.recordEvent(GridEvent.of("e", new Thread("not data")));
        history.recordEvent(GridEvent.of("e", new Thread("not data")));
        await().until(() -> !problems.isEmpty());

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.UNKNOWN_CLASS);
            assertThat(problem.message()).contains("class=java.lang.Thread");
        });
        assertThat(history.count(ALL)).isEqualTo(2);
        assertThat(history.stats().replaced()).hasSize(1);
    }

    @Test
    void shouldShedTheOldestEventsAndReportItWhenTheHeapIsTooFull() {
        List<HistoryProblem> problems = new CopyOnWriteArrayList<>();
        AtomicLong collections = new AtomicLong();
        EventHistory history = EventHistory.builder()
                .capacity(1_000)
                .monitor(new MemoryMonitor(() -> new MemoryMonitor.Heap(collections.get(), 95, 100), 0.9))
                .build();
        history.onProblem(problems::add);
        for (int i = 0; i < 600; i++) {
            history.recordEvent(GridEvent.of("e", i));
        }
        collections.set(1);

        await().until(() -> !problems.isEmpty());
        assertThat(problems.get(0).kind()).isEqualTo(Kind.MEMORY_SHORT);
        assertThat(history.stats().shed()).isPositive();
        assertThat(history.stats().stored() + history.stats().shed()).isEqualTo(600);
        assertThat(history.getEvents(ALL))
                .last()
                .satisfies(event -> assertThat(event.sequence()).isEqualTo(599));
    }

    @Test
    void shouldCountEventsInItsStats() {
        EventHistory history =
                EventHistory.builder().capacity(3).exclude("noise").build();
        assertThat(history.stats())
                .isEqualTo(new HistoryStats(
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        -1,
                        -1,
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        0,
                        Optional.empty()));
        record(history, "noise", "gone");
        history.recordEvent(GridEvent.of("a", null).at(T0.plusSeconds(5)).from("user"));
        history.recordEvent(GridEvent.of("b", null).at(T0.plusSeconds(9)));
        history.recordEvent(GridEvent.of("a", null).at(T0));

        HistoryStats stats = history.stats();
        assertThat(stats.recorded()).isEqualTo(4);
        assertThat(stats.stored()).isEqualTo(3);
        assertThat(stats.evicted()).isEqualTo(1);
        assertThat(stats.dropped()).isEqualTo(1);
        assertThat(stats.bytes()).isPositive();
        assertThat(stats.firstSequence()).isEqualTo(1);
        assertThat(stats.lastSequence()).isEqualTo(3);
        assertThat(stats.firstTime()).hasValue(T0);
        assertThat(stats.lastTime()).hasValue(T0.plusSeconds(9));
        assertThat(stats.countsByType()).isEqualTo(Map.of("a", 2L, "b", 1L));
        assertThat(stats.countsBySource()).isEqualTo(Map.of("core", 2L, "user", 1L));
        assertThat(stats.replaced()).isEmpty();
    }

    @Test
    void shouldForgetAllEventsWhenClearedAndContinueTheSequences() {
        EventHistory history =
                EventHistory.builder().capacity(4).projection(COUNT).build();
        record(history, "a", "b", "c", "d", "e", "f");
        history.jumpToEvent("3");
        List<Long> moves = new ArrayList<>();
        history.timeline().onMove(snapshot -> moves.add(snapshot.sequence()));
        history.clear();

        assertThat(history.getEvents()).isEmpty();
        assertThat(history.timeline().isLive()).isTrue();
        assertThat(moves).containsExactly(-1L);
        assertThat(history.recordEvent(GridEvent.of("g", null))).isEqualTo(6);
        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(1);
        assertThat(history.stats().recorded()).isEqualTo(7);
        assertThat(history.durableSequence()).isEqualTo(-1);
        history.flush();
    }

    @Test
    void shouldReportThatADurableHistoryNeedsAStoreModule(@TempDir Path folder) {
        Path file = folder.resolve("events.playhead");
        assertThatThrownBy(() -> EventHistory.open(file))
                .isInstanceOf(PlayheadException.class)
                .hasMessageContaining("file=" + file)
                .hasMessageContaining("dev.playhead:playhead-sqlite");
    }

    @Test
    void shouldReplayToTheTargetOfTheBuilderOrElseToTheOnlyBus() {
        EventBus bus = EventBus.create();
        EventBus other = EventBus.create();
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        bus.subscribe("*", event -> heard.add("bus " + event.type()));
        other.subscribe("*", event -> heard.add("other " + event.type()));
        EventHistory history = EventHistory.inMemory();
        history.attach(bus);
        Subscription second = history.attach(other);
        record(history, "a");
        assertThatThrownBy(() -> history.replayEvents(Instant.MIN, Instant.MAX))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("buses=2");
        second.close();
        join(history.replayEvents(Instant.MIN, Instant.MAX));
        EventHistory toOther = EventHistory.builder().replayTarget(other).build();
        toOther.attach(bus);
        record(toOther, "b");
        join(toOther.replayEvents(Instant.MIN, Instant.MAX, Double.POSITIVE_INFINITY));

        assertThat(heard).containsExactly("bus a", "other b");
    }

    private static void join(Replay replay) {
        replay.completion().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void shouldReplayOnlyEventsWithTimestampsInTheRange() {
        EventHistory history = EventHistory.inMemory();
        EventBus bus = EventBus.create();
        history.attach(bus);
        List<Object> payloads = Collections.synchronizedList(new ArrayList<>());
        bus.subscribe("*", event -> payloads.add(event.payload()));
        for (int i = 0; i < 5; i++) {
            history.recordEvent(GridEvent.of("e", i).at(T0.plusSeconds(i)));
        }
        join(history.replayEvents(T0.plusSeconds(1), T0.plusSeconds(3), 1e9));

        assertThat(payloads).containsExactly(1L, 2L, 3L);
    }

    @Test
    void shouldStopRecordingAndRefuseReadsOnceItIsClosed() {
        EventBus bus = EventBus.create();
        EventHistory history = EventHistory.inMemory();
        history.attach(bus);
        record(history, "a", "b");
        TimelineManager timeline = history.timeline();
        EventSnapshot snapshot = timeline.snapshot();
        Replay running = history.replay(ALL, ReplayOptions.defaults().startPaused(true));
        history.close();
        history.close();

        assertThat(running.completion().orTimeout(30, TimeUnit.SECONDS).join().cancelled())
                .isTrue();
        bus.publish(GridEvent.of("late", null));
        assertThat(history.recordEvent(GridEvent.of("late", null))).isEqualTo(EventHistory.NOT_RECORDED);
        history.pause();
        history.resume();
        assertThat(history.isRecording()).isFalse();
        assertThat(history.durableSequence()).isEqualTo(-1);
        assertThat(snapshot.state(COUNT)).isEqualTo(2);
        Map<String, ThrowingCallable> reads = new LinkedHashMap<>();
        reads.put("getEvents", () -> history.getEvents());
        reads.put("latest", () -> history.latest(ALL, 1));
        reads.put("events", () -> history.events(ALL));
        reads.put("count", () -> history.count(ALL));
        reads.put("getEvent", () -> history.getEvent("0"));
        reads.put("onRecorded", () -> history.onRecorded(event -> {}));
        reads.put("replayEvents", () -> history.replayEvents(T0, T0));
        reads.put("jumpToEvent", () -> history.jumpToEvent("0"));
        reads.put("getEventSnapshot", () -> history.getEventSnapshot(T0));
        reads.put("getEventSnapshotAtSequence", () -> history.getEventSnapshotAtSequence(0));
        reads.put("timeline", history::timeline);
        reads.put("timeline.position", timeline::position);
        reads.put("timeline.stepBack", timeline::stepBack);
        reads.put("attach", () -> history.attach(bus));
        reads.put("exportTo", () -> history.exportTo(new ByteArrayOutputStream(), ExportFormat.JSON, ALL));
        reads.put("importFrom", () -> history.importFrom(InputStream.nullInputStream(), ImportOptions.lenient()));
        reads.put("stats", history::stats);
        reads.put("clear", history::clear);
        reads.put("flush", history::flush);
        reads.forEach((name, read) -> assertThatThrownBy(read)
                .as(name)
                .isInstanceOf(HistoryClosedException.class)
                .hasMessageContaining("the history is closed"));
    }

    @Test
    void shouldCloseWhileABackgroundTaskIsPending() {
        QueueingExecutor executor = new QueueingExecutor();
        EventHistory history = EventHistory.builder()
                .capacity(4)
                .projection(COUNT)
                .executor(executor)
                .build();
        record(history, Collections.nCopies(60, "e").toArray(String[]::new));
        history.close();
        assertThat(executor.tasks).isNotEmpty();
        executor.runAll();
    }
}
