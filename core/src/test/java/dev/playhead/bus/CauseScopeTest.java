package dev.playhead.bus;

import static dev.playhead.bus.CauseScope.CAUSATION_ID;
import static dev.playhead.bus.CauseScope.CORRELATION_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CauseScopeTest {
    private static final int PAYLOAD_BYTES = 1 << 20;

    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final List<DispatchError> failures = new ArrayList<>();
    private final EventBus bus = EventBus.builder().errorListener(failures::add).build();
    /** The recorded events by type. Their ids begin at 100. */
    private final Map<String, GridEvent> recorded = new LinkedHashMap<>();

    private final Map<String, String> ids = new LinkedHashMap<>();

    @AfterEach
    void stop() throws InterruptedException {
        finishTasks();
    }

    private void finishTasks() throws InterruptedException {
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    /**
     * Records an event and returns its sequence. Returns -1 instead if the type of the event begins with "unrecorded".
     */
    private synchronized long record(GridEvent event) {
        if (event.type().startsWith("unrecorded")) {
            return -1;
        }
        long sequence = 100L + recorded.size();
        recorded.put(event.type(), event);
        ids.put(event.type(), Long.toString(sequence));
        return sequence;
    }

    private void chain(EventBus bus, String... types) {
        for (int i = 0; i + 1 < types.length; i++) {
            String next = types[i + 1];
            bus.subscribe(types[i], e -> bus.publish(event(next)));
        }
        bus.publish(event(types[0]));
    }

    private static GridEvent event(String type) {
        return GridEvent.of(type, null);
    }

    private static Map<String, @Nullable Object> metadata(GridEvent event) {
        return event.metadata();
    }

    @Test
    void shouldRecordTheHandledEventAsCauseAndTheFirstEventAsCorrelation() {
        bus.recordWith(this::record);

        chain(bus, "root", "child", "grandchild");

        assertThat(recorded.get("root").metadata()).isEmpty();
        assertThat(recorded.get("child").metadata())
                .containsExactly(Map.entry(CAUSATION_ID, "100"), Map.entry(CORRELATION_ID, "100"));
        assertThat(recorded.get("grandchild").metadata())
                .containsExactly(Map.entry(CAUSATION_ID, "101"), Map.entry(CORRELATION_ID, "100"));
        assertThat(PlainData.isPlain(recorded.get("child").metadata())).isTrue();
    }

    @Test
    void shouldKeepTheOtherPartsOfAnEventWithACause() {
        bus.recordWith(this::record);
        GridEvent child = GridEvent.of("child", "payload").from("user");
        bus.subscribe("root", e -> bus.publish(child));
        bus.publish(event("root"));

        assertThat(recorded.get("child"))
                .isEqualTo(child.with(CAUSATION_ID, "100").with(CORRELATION_ID, "100"));
    }

    @Test
    void shouldDeliverTheRecordedEventToHandlers() {
        List<GridEvent> handled = new ArrayList<>();
        bus.recordWith(this::record);
        bus.subscribe("child", handled::add);

        chain(bus, "root", "child");

        assertThat(handled).hasSize(1);
        assertThat(handled.get(0)).isSameAs(recorded.get("child"));
    }

    @Test
    void shouldUseTheNearestRecordedAncestorAsCause() {
        bus.recordWith(this::record);

        chain(bus, "root", "unrecorded 1", "unrecorded 2", "leaf");

        assertThat(recorded.get("leaf").metadata())
                .containsExactly(Map.entry(CAUSATION_ID, "100"), Map.entry(CORRELATION_ID, "100"));
    }

    @Test
    void shouldBeginTheChainAtTheFirstRecordedEvent() {
        bus.recordWith(this::record);

        chain(bus, "unrecorded root", "first", "second", "third");

        assertThat(recorded.get("first").metadata()).isEmpty();
        assertThat(recorded.get("second").metadata())
                .containsExactly(Map.entry(CAUSATION_ID, "100"), Map.entry(CORRELATION_ID, "100"));
        assertThat(recorded.get("third").metadata())
                .containsExactly(Map.entry(CAUSATION_ID, "101"), Map.entry(CORRELATION_ID, "100"));
    }

    @Test
    void shouldOmitTheCauseIfNothingIsRecorded() {
        List<GridEvent> handled = new ArrayList<>();
        bus.subscribe("*", handled::add);

        chain(bus, "root", "child");

        assertThat(handled)
                .hasSize(2)
                .extracting(CauseScopeTest::metadata)
                .allSatisfy(m -> assertThat(m).isEmpty());
    }

    @Test
    void shouldInheritCorrelationOfTheApplication() {
        bus.recordWith(this::record);
        bus.subscribe("root", e -> bus.publish(event("child")));
        bus.subscribe("child", e -> bus.publish(event("grandchild")));

        bus.publish(event("root").with(CORRELATION_ID, "request 7"));

        assertThat(recorded.get("grandchild").metadata())
                .containsExactly(Map.entry(CAUSATION_ID, "101"), Map.entry(CORRELATION_ID, "request 7"));
    }

    @Test
    void shouldInheritCorrelationEvenWhenNothingIsRecorded() {
        List<GridEvent> handled = new ArrayList<>();
        bus.subscribe("root", e -> bus.publish(event("child")));
        bus.subscribe("child", handled::add);

        bus.publish(event("root").with(CORRELATION_ID, "request 7"));

        assertThat(handled).hasSize(1);
        assertThat(handled.get(0).metadata()).containsExactly(Map.entry(CORRELATION_ID, "request 7"));
    }

    @Test
    void shouldInheritCorrelationThatIsNotPlainData() {
        Object request = List.of("request", 7);
        bus.recordWith(this::record);
        bus.subscribe("root", e -> bus.publish(event("child")));

        bus.publish(event("root").with(CORRELATION_ID, request));

        assertThat(recorded.get("child").metadata())
                .containsExactly(Map.entry(CAUSATION_ID, "100"), Map.entry(CORRELATION_ID, request));
    }

    @Test
    void shouldKeepMetadataOfTheApplication() {
        bus.recordWith(this::record);
        bus.subscribe("root", e -> {
            bus.publish(event("both").with(CAUSATION_ID, "mine").with(CORRELATION_ID, null));
            bus.publish(event("causation").with(CAUSATION_ID, "mine"));
            bus.publish(event("other").with("user", "ada"));
        });

        bus.publish(event("root"));

        assertThat(recorded.get("both").metadata()).hasSize(2).containsEntry(CAUSATION_ID, "mine");
        assertThat(recorded.get("both").metadata().get(CORRELATION_ID)).isNull();
        assertThat(recorded.get("causation").metadata())
                .containsExactly(Map.entry(CAUSATION_ID, "mine"), Map.entry(CORRELATION_ID, "100"));
        assertThat(recorded.get("other").metadata())
                .containsExactly(
                        Map.entry("user", "ada"), Map.entry(CAUSATION_ID, "100"), Map.entry(CORRELATION_ID, "100"));
    }

    @Test
    void shouldAddTheCauseToAnEventThatMiddlewareReplaced() {
        bus.recordWith(this::record);
        bus.use(e -> GridEvent.of(e.type(), "rewritten"));

        chain(bus, "root", "child");

        assertThat(recorded.get("child").payload()).isEqualTo("rewritten");
        assertThat(recorded.get("child").metadata()).containsEntry(CAUSATION_ID, "100");
    }

    @Test
    void shouldUseTheFirstSequenceThatARecorderReturns() {
        bus.recordWith(e -> -1);
        bus.recordWith(e -> 7);
        bus.recordWith(e -> 8);
        List<GridEvent> handled = new ArrayList<>();
        bus.subscribe("child", handled::add);

        chain(bus, "root", "child");

        assertThat(handled.get(0).metadata()).containsEntry(CAUSATION_ID, "7");
    }

    @Test
    void shouldEndTheScopeAfterTheHandlers() {
        bus.recordWith(this::record);
        bus.subscribe("root", e -> {
            bus.publish(event("first child"));
            bus.publish(event("second child"));
            throw new IllegalStateException("isolated");
        });
        bus.subscribe("first child", e -> {});

        bus.publish(event("root"));
        bus.publish(event("next"));

        assertThat(recorded.get("second child").metadata()).containsEntry(CAUSATION_ID, "100");
        assertThat(recorded.get("next").metadata()).isEmpty();
        assertThat(failures).hasSize(1);
    }

    @Test
    void shouldNotUseEventsOfAnotherBusAsCause() {
        EventBus other = EventBus.create();
        bus.recordWith(this::record);
        List<GridEvent> theirs = new ArrayList<>();
        other.recordWith(e -> {
            theirs.add(e);
            return 7;
        });
        other.subscribe("theirs", e -> bus.publish(event("back")));
        bus.subscribe("root", e -> other.publish(event("theirs")));

        bus.publish(event("root"));

        assertThat(theirs).hasSize(1);
        assertThat(theirs.get(0).metadata())
                .as("metadata without ids of another history")
                .isEmpty();
        assertThat(recorded.get("back").metadata())
                .as("metadata with the outer cause on the same bus")
                .containsExactly(Map.entry(CAUSATION_ID, "100"), Map.entry(CORRELATION_ID, "100"));
    }

    @Test
    void shouldFindTheCauseAcrossThreeBuses() {
        EventBus second = EventBus.create();
        EventBus third = EventBus.create();
        bus.recordWith(this::record);
        second.recordWith(e -> 20);
        third.recordWith(e -> 30);
        Map<String, @Nullable Object> onSecond = new LinkedHashMap<>();
        bus.subscribe("root", e -> second.publish(event("a")));
        second.subscribe("a", e -> third.publish(event("b")));
        third.subscribe("b", e -> bus.publish(event("child")));
        bus.subscribe("child", e -> second.publish(event("c")));
        second.subscribe("c", e -> onSecond.putAll(e.metadata()));
        second.subscribe("c", e -> third.publish(event("d")));
        third.subscribe("d", e -> bus.publish(event("grandchild")));

        bus.publish(event("root"));

        assertThat(recorded.get("child").metadata()).containsEntry(CAUSATION_ID, "100");
        assertThat(onSecond).containsEntry(CAUSATION_ID, "20");
        assertThat(recorded.get("grandchild").metadata()).containsEntry(CAUSATION_ID, "101");
    }

    @Test
    void shouldCarryTheScopeToTasksOfAnExecutor() throws Exception {
        bus.recordWith(this::record);
        Executor propagating = CauseScope.propagating(pool);
        bus.subscribe("root", e -> propagating.execute(() -> bus.publish(event("child"))));
        bus.subscribe("child", e -> propagating.execute(() -> bus.publish(event("grandchild"))));

        bus.publish(event("root"));
        pool.submit(() -> {}).get();
        finishTasks();

        assertThat(recorded.get("child").metadata())
                .containsExactly(Map.entry(CAUSATION_ID, "100"), Map.entry(CORRELATION_ID, "100"));
        assertThat(recorded.get("grandchild").metadata())
                .containsExactly(Map.entry(CAUSATION_ID, ids.get("child")), Map.entry(CORRELATION_ID, "100"));
    }

    @Test
    void shouldNotChangeCapturedScopesInLaterDeliveries() {
        bus.recordWith(this::record);
        List<Runnable> later = new ArrayList<>();
        bus.subscribe("root*", e -> later.add(CauseScope.wrap(() -> bus.publish(event("child of " + e.type())))));
        for (int i = 0; i < 3; i++) {
            bus.publish(event("root " + i));
        }

        later.forEach(Runnable::run);

        for (int i = 0; i < 3; i++) {
            assertThat(recorded.get("child of root " + i).metadata()).containsEntry(CAUSATION_ID, ids.get("root " + i));
        }
    }

    @Test
    void shouldKeepOuterFramesOfCapturedScopes() {
        EventBus other = EventBus.create();
        List<Runnable> later = new ArrayList<>();
        bus.recordWith(this::record);
        bus.subscribe("root*", e -> other.publish(event("theirs")));
        other.subscribe("theirs", e -> later.add(CauseScope.wrap(() -> bus.publish(event("child " + later.size())))));
        bus.publish(event("root 0"));
        bus.publish(event("root 1"));
        List<Runnable> tasks = List.copyOf(later);
        later.clear();

        tasks.get(0).run();

        assertThat(recorded.get("child 0").metadata()).containsEntry(CAUSATION_ID, "100");
    }

    @Test
    void shouldRestoreTheScopeOfTheThreadAfterWrappedTasks() throws Exception {
        bus.recordWith(this::record);
        Runnable outside = CauseScope.wrap(() -> bus.publish(event("outside")));
        Callable<String> outsideToo = CauseScope.wrap(() -> {
            bus.publish(event("outside too"));
            return "result";
        });
        List<String> results = new ArrayList<>();
        bus.subscribe("root", e -> {
            outside.run();
            try {
                results.add(outsideToo.call());
            } catch (Exception impossible) {
                throw new AssertionError(impossible);
            }
            bus.publish(event("inside"));
        });

        bus.publish(event("root"));

        assertThat(results).containsExactly("result");
        assertThat(recorded.get("outside").metadata()).isEmpty();
        assertThat(recorded.get("outside too").metadata()).isEmpty();
        assertThat(recorded.get("inside").metadata()).containsEntry(CAUSATION_ID, "100");
    }

    @Test
    void shouldRestoreTheScopeIfTheTaskThrows() {
        bus.recordWith(this::record);
        List<Runnable> later = new ArrayList<>();
        Runnable failing = () -> {
            throw new IllegalStateException("task");
        };
        bus.subscribe("root", e -> later.add(CauseScope.wrap(failing)));
        bus.publish(event("root"));

        try {
            later.get(0).run();
        } catch (IllegalStateException expected) {
            bus.publish(event("after"));
        }

        assertThat(recorded.get("after").metadata()).isEmpty();
    }

    @Test
    void shouldNotRetainTheEventsOfAnEndlessChainOfTasks() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        EventBus outer = EventBus.create();
        outer.subscribe("begin", e -> bus.publish(event("hop")));
        Runnable next = () -> bus.publish(GridEvent.of("hop", new byte[PAYLOAD_BYTES]));
        bus.subscribe("hop", e -> tasks.add(CauseScope.wrap(next)));
        outer.publish(event("begin"));

        runAsManyAsWouldFillTheHeapTwice(tasks);

        assertThat(tasks).hasSize(1);
    }

    @Test
    void shouldNotRetainTheEventsOfAnEndlessChainOfTasksOverTwoBuses() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        EventBus other = EventBus.create();
        bus.subscribe("hop", e -> other.publish(event("hop over")));
        Runnable next = () -> bus.publish(GridEvent.of("hop", new byte[PAYLOAD_BYTES]));
        other.subscribe("hop over", e -> tasks.add(CauseScope.wrap(next)));
        bus.publish(event("hop"));

        runAsManyAsWouldFillTheHeapTwice(tasks);

        assertThat(tasks).hasSize(1);
    }

    private static void runAsManyAsWouldFillTheHeapTwice(Deque<Runnable> tasks) {
        long count = 2 * Runtime.getRuntime().maxMemory() / PAYLOAD_BYTES;
        for (long i = 0; i < count; i++) {
            tasks.remove().run();
        }
    }

    @Test
    void shouldRefuseNulls() {
        assertThatNullPointerException()
                .isThrownBy(() -> CauseScope.propagating(null))
                .withMessage("executor");
        assertThatNullPointerException()
                .isThrownBy(() -> CauseScope.wrap((Runnable) null))
                .withMessage("task");
        assertThatNullPointerException()
                .isThrownBy(() -> CauseScope.wrap((Callable<Object>) null))
                .withMessage("task");
    }
}
