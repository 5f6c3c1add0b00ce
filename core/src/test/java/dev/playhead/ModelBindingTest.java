package dev.playhead;

import static dev.playhead.bus.PublishOption.asLive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.ModelBinding.EditPolicy;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.ReplayContext;
import dev.playhead.bus.SubscribeOption;
import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of models that follow the timeline. Most of the tests use a model that publishes events when it is restored.
 */
class ModelBindingTest {
    private static final Projection<Map<String, Object>> CELLS = Projection.of("cells", Map.of(), (state, event) -> {
        if (!event.type().equals("cell") || !(event.payload() instanceof Map<?, ?> cell)) {
            return state;
        }
        Map<String, Object> next = new TreeMap<>(state);
        next.put((String) cell.get("id"), cell.get("value"));
        return Map.copyOf(next);
    });

    private static GridEvent cell(String id, long value) {
        return GridEvent.of("cell", Map.of("id", id, "value", value)).from("user");
    }

    /**
     * A simple model of an application. Events set the cells of the model. When a state is restored, the model
     * publishes the same events as if a user had edited all cells.
     */
    private static final class Model {
        final Map<String, Object> cells = new TreeMap<>();
        final EventBus bus;

        Model(EventBus bus) {
            this.bus = bus;
            bus.subscribe("cell", event -> {
                Map<?, ?> cell = (Map<?, ?>) event.payload();
                cells.put((String) cell.get("id"), cell.get("value"));
            });
        }

        Map<String, Object> capture() {
            return Map.copyOf(cells);
        }

        void restore(Map<String, Object> state) {
            cells.clear();
            cells.putAll(state);
            state.forEach((id, value) -> bus.publish(cell(id, (Long) value)));
        }
    }

    /** An application: a bus, a history that records the events of the bus, and a model. */
    private static final class App implements AutoCloseable {
        final EventBus bus = EventBus.create();
        final EventHistory history;
        final Model model = new Model(bus);
        final List<HistoryProblem> problems = new CopyOnWriteArrayList<>();

        App() {
            this(EventHistory.builder());
        }

        App(EventHistory.Builder builder) {
            history = builder.executor(Runnable::run).build();
            history.attach(bus);
            history.onProblem(problems::add);
        }

        StateAdapter<Map<String, Object>> on(Executor thread) {
            return StateAdapter.on(thread, model::capture, model::restore);
        }

        ModelBinding<Map<String, Object>> follow() {
            return history.restoreInto(CELLS, on(Runnable::run));
        }

        App edit(long... values) {
            for (long value : values) {
                bus.publish(cell("a", value));
            }
            return this;
        }

        @Override
        public void close() {
            history.close();
        }
    }

    @Test
    void shouldRestoreThePastStateIntoTheModelAndReturnToThePresent() {
        try (App app = new App()) {
            app.model.cells.put("before", 0L); // this cell is not in the history
            app.edit(1, 2, 3);
            ModelBinding<?> binding = app.follow();

            app.history.jumpToEvent("0");
            assertThat(app.model.cells).isEqualTo(Map.of("a", 1L));
            assertThat(binding.isAway()).isTrue();
            app.history.timeline().stepForward();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            app.history.timeline().toLive();

            assertThat(app.model.cells).isEqualTo(Map.of("a", 3L, "before", 0L));
            assertThat(binding.isAway()).isFalse();
            assertThat(app.history.getEvents()).hasSize(3);
            app.edit(4);
            assertThat(app.history.getEvents()).hasSize(4);
        }
    }

    @Test
    void shouldNotDeliverEchoesOfTheAdapterToHandlers() {
        try (App app = new App().edit(1, 2)) {
            List<String> heard = new ArrayList<>();
            EventBus own = EventBus.create();
            own.subscribe("*", event -> heard.add("own " + event.type()));
            app.bus.subscribe("*", event -> heard.add(event.type()));
            StateAdapter<Map<String, Object>> adapter = StateAdapter.on(Runnable::run, app.model::capture, state -> {
                app.model.restore(state);
                own.publish(GridEvent.of("inner", null));
                app.bus.publish(GridEvent.of("restored", null), asLive());
            });
            ModelBinding<?> binding = app.history.restoreInto(CELLS, adapter);

            app.history.jumpToEvent("0");
            assertThat(heard)
                    .as("events handled during the restore, without those published as live")
                    .containsExactly("own inner");
            app.bus.publish(GridEvent.of("later", null));
            assertThat(heard).as("events handled after the restore").containsExactly("own inner", "later");
            app.history.timeline().toLive();
            binding.close();

            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            assertThat(app.history.getEvents())
                    .extracting(RecordedEvent::type)
                    .containsExactly("cell", "cell", "restored", "restored");
        }
    }

    @Test
    void shouldNotDeliverEchoesFromAnotherThreadOnASerializedBus() {
        EventBus bus = EventBus.builder().serialized().build();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (EventHistory history = EventHistory.inMemory()) {
            history.attach(bus);
            bus.publish(cell("a", 1));
            bus.publish(cell("a", 2));
            List<String> heard = new CopyOnWriteArrayList<>();
            bus.subscribe("*", event -> heard.add("" + event.payload()));
            ModelBinding<Map<String, Object>> binding = history.restoreInto(
                    CELLS, StateAdapter.on(thread, state -> bus.publish(GridEvent.of("echo", state))));
            history.jumpToEvent("0");
            binding.settled()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            history.timeline().toLive();
            binding.settled()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            bus.publish(GridEvent.of("after", 3));

            assertThat(heard).containsExactly("3");
            assertThat(history.getEvents()).hasSize(3);
        } finally {
            thread.shutdown();
        }
    }

    @Test
    void shouldReturnToTheLiveStateOfTheHistoryIfTheAdapterCannotCapture() {
        try (App app = new App().edit(1, 2)) {
            ModelBinding<?> binding =
                    app.history.restoreInto(CELLS, StateAdapter.on(Runnable::run, app.model::restore));
            app.history.jumpToEvent("0");
            assertThat(app.model.cells).isEqualTo(Map.of("a", 1L));
            app.bus.publish(cell("b", 7), asLive());
            app.history.timeline().toLive();

            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L, "b", 7L));
            app.edit(3);
            assertThat(app.history.timeline().snapshot().state(CELLS)).isEqualTo(app.model.cells);
            assertThat(binding.isAway()).isFalse();
            assertThat(app.problems).isEmpty();
        }
    }

    @Test
    void shouldStayLiveIfTheHistoryHasNoLiveStateAndTheAdapterCannotCapture() {
        Projection<Map<String, Object>> faulty = Projection.of("faulty", Map.of(), (state, event) -> {
            if (event.sequence() == 1) {
                throw new IllegalStateException("at 1");
            }
            return state;
        });
        try (App app = new App().edit(1, 2)) {
            ModelBinding<?> binding =
                    app.history.restoreInto(faulty, StateAdapter.on(Runnable::run, app.model::restore));
            app.history.jumpToEvent("0");

            assertThat(binding.isAway()).isFalse();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            assertThat(app.problems)
                    .extracting(HistoryProblem::kind)
                    .containsExactly(HistoryProblem.Kind.RESTORE_FAILED);
        }
    }

    @Test
    void shouldNotFollowOtherCursors() {
        try (App app = new App().edit(1, 2)) {
            ModelBinding<?> binding = app.follow();
            app.history.newTimeline().jumpToEvent("0");
            app.history.timeline().toLive();

            assertThat(binding.isAway()).isFalse();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
        }
    }

    @Test
    void shouldRecordOnlyEventsPublishedAsLiveWhileAway() {
        try (App app = new App().edit(1, 2)) {
            List<String> handled = new ArrayList<>();
            List<String> sideEffects = new ArrayList<>();
            app.bus.subscribe("tick", event -> handled.add(event.payload() + " " + ReplayContext.isReplaying()));
            app.bus.subscribe("tick", event -> sideEffects.add("" + event.payload()), SubscribeOption.liveOnly());
            app.follow();
            app.history.jumpToEvent("0");

            app.bus.publish(GridEvent.of("tick", 1));
            app.bus.publish(GridEvent.of("tick", 2), asLive());
            assertThat(app.history.recordEvent(GridEvent.of("tick", 3))).isEqualTo(EventHistory.NOT_RECORDED);
            assertThat(app.history.plugin("p").record("tick", 4)).isEqualTo(EventHistory.NOT_RECORDED);
            assertThat(app.history.recordAsLive(GridEvent.of("tick", 5))).isEqualTo(3);
            assertThat(app.history.timeline().position()).isZero();
            app.history.timeline().toLive();
            app.bus.publish(GridEvent.of("tick", 6));

            assertThat(app.history.getEvents(EventFilter.typeIs("tick")))
                    .extracting(RecordedEvent::payload)
                    .containsExactly(2L, 5L, 6L);
            assertThat(handled).containsExactly("1 true", "6 false");
            assertThat(sideEffects).containsExactly("2", "6");
        }
    }

    @Test
    void shouldIncludeEventsPublishedAsLiveWhenItReturns() {
        try (App app = new App().edit(1, 2)) {
            app.follow();
            app.history.jumpToEvent("0");
            app.bus.publish(cell("b", 7), asLive());

            assertThat(app.model.cells).isEqualTo(Map.of("a", 1L));
            app.history.timeline().toLive();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L, "b", 7L));
        }
    }

    @Test
    void shouldTreatEventsPublishedAsLiveLikeOthersWhileLive() {
        try (App app = new App()) {
            app.bus.publish(cell("a", 1), asLive());

            assertThat(app.model.cells).isEqualTo(Map.of("a", 1L));
            assertThat(app.history.getEvents()).hasSize(1);
            assertThat(asLive()).hasToString("asLive()");
        }
    }

    @Test
    void shouldRefuseEditsOfThePast() {
        try (App app = new App().edit(1, 2)) {
            List<GridEvent> refused = new ArrayList<>();
            ModelBinding<?> binding = app.follow();
            Subscription listening = binding.onRefused(refused::add);
            app.history.jumpToEvent("0");

            app.edit(9);
            listening.close();
            app.edit(10);

            assertThat(refused).hasSize(1);
            assertThat(app.model.cells).isEqualTo(Map.of("a", 1L));
            app.history.timeline().toLive();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            assertThat(app.history.getEvents()).hasSize(2);
        }
    }

    @Test
    void shouldRefuseAnEditWhoseListenerThrows() {
        List<Throwable> errors = new ArrayList<>();
        EventBus bus = EventBus.builder()
                .errorListener(error -> errors.add(error.error()))
                .build();
        Model model = new Model(bus);
        try (EventHistory history = EventHistory.inMemory()) {
            history.attach(bus);
            bus.publish(cell("a", 1));
            bus.publish(cell("a", 2));
            history.restoreInto(CELLS, StateAdapter.on(Runnable::run, model::capture, model::restore))
                    .onRefused(event -> {
                        throw new IllegalStateException("no beep");
                    });
            history.jumpToEvent("0");
            bus.publish(cell("a", 3));

            assertThat(errors).extracting(Throwable::getMessage).containsExactly("no beep");
            assertThat(model.cells).isEqualTo(Map.of("a", 1L));
        }
    }

    @Test
    void shouldReturnToThePresentOnAnEditWithPolicyEndTravel() {
        try (App app = new App().edit(1, 2)) {
            ModelBinding<?> binding = app.history.restoreInto(CELLS, app.on(Runnable::run), EditPolicy.END_TRAVEL);
            app.history.jumpToEvent("0");

            app.bus.publish(cell("b", 9));

            assertThat(binding.isAway()).isFalse();
            assertThat(app.history.timeline().isLive()).isTrue();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L, "b", 9L));
            assertThat(app.history.getEvents()).hasSize(3);
        }
    }

    @Test
    void shouldSkipOutdatedMovesWhenTheThreadOfTheModelIsSlow() {
        QueueingExecutor ui = new QueueingExecutor();
        List<Map<String, Object>> restored = new ArrayList<>();
        try (App app = new App().edit(1, 2, 3, 4, 5)) {
            ModelBinding<Map<String, Object>> binding =
                    app.history.restoreInto(CELLS, StateAdapter.on(ui, app.model::capture, state -> {
                        restored.add(state);
                        app.model.restore(state);
                    }));
            for (int i = 0; i < 4; i++) {
                app.history.jumpToEvent(Integer.toString(i));
            }
            var settled = binding.settled().toCompletableFuture();
            assertThat(settled).isNotDone();
            ui.runAll();

            assertThat(settled).isCompleted();
            assertThat(restored).containsExactly(Map.of("a", 1L), Map.of("a", 4L));
            assertThat(app.model.cells).isEqualTo(Map.of("a", 4L));
            app.history.timeline().toLive();
            app.edit(6); // the restore is pending, so this edit is ignored as an echo
            ui.runAll();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 5L));
            assertThat(app.history.getEvents()).hasSize(5);
        }
    }

    @Test
    void shouldJumpAgainWhileTheReturnIsPending() {
        QueueingExecutor ui = new QueueingExecutor();
        try (App app = new App().edit(1, 2, 3)) {
            ModelBinding<?> binding = app.history.restoreInto(CELLS, app.on(ui));
            app.history.jumpToEvent("0");
            ui.runAll();
            app.history.timeline().toLive();
            app.history.jumpToEvent("1");
            ui.runAll();

            assertThat(binding.isAway()).isTrue();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            app.bus.publish(cell("b", 1), asLive());
            app.history.timeline().toLive();
            app.bus.publish(cell("c", 2), asLive()); // published after the state was computed, before it is applied
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            ui.runAll();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 3L, "b", 1L, "c", 2L));
            assertThat(binding.isAway()).isFalse();
        }
    }

    @Test
    void shouldReturnToThePresentWhenTheBindingIsClosed() {
        try (App app = new App().edit(1, 2)) {
            ModelBinding<?> binding = app.follow();
            app.history.jumpToEvent("0");
            assertThatThrownBy(app::follow)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("live=false");
            binding.close();

            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            app.history.jumpToEvent("0");
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            app.history.timeline().toLive();
            ModelBinding<?> another = app.follow();
            assertThatThrownBy(app::follow).isInstanceOf(IllegalStateException.class);
            another.close();
        }
    }

    @Test
    void shouldStayLiveIfTheStateCannotBeCaptured() {
        AtomicBoolean failing = new AtomicBoolean(true);
        try (App app = new App().edit(1, 2)) {
            ModelBinding<?> binding = app.history.restoreInto(
                    CELLS,
                    StateAdapter.on(
                            Runnable::run,
                            () -> {
                                if (failing.get()) {
                                    throw new IllegalStateException("busy");
                                }
                                return app.model.capture();
                            },
                            app.model::restore));
            app.history.jumpToEvent("0");

            assertThat(binding.isAway()).isFalse();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            assertThatThrownBy(() -> binding.settled().toCompletableFuture().join())
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("busy");
            assertThat(app.problems)
                    .extracting(HistoryProblem::kind)
                    .containsExactly(HistoryProblem.Kind.RESTORE_FAILED);
            failing.set(false);
            app.history.jumpToEvent("0");
            assertThat(app.model.cells).isEqualTo(Map.of("a", 1L));
            assertThat(binding.settled().toCompletableFuture()).isCompleted();
        }
    }

    @Test
    void shouldApplyEventsPublishedAsLiveBeforeAFailedCapture() {
        QueueingExecutor ui = new QueueingExecutor();
        try (App app = new App().edit(1, 2)) {
            ModelBinding<?> binding = app.history.restoreInto(
                    CELLS,
                    StateAdapter.on(
                            ui,
                            () -> {
                                throw new IllegalStateException("busy");
                            },
                            app.model::restore));
            app.history.jumpToEvent("0");
            app.bus.publish(cell("b", 7), asLive());
            ui.runAll();

            assertThat(binding.isAway()).isFalse();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L, "b", 7L));
        }
    }

    @Test
    void shouldDeliverEventsOfABusAttachedDuringTheReturn() {
        QueueingExecutor ui = new QueueingExecutor();
        try (App app = new App().edit(1, 2)) {
            app.history.restoreInto(CELLS, app.on(ui));
            app.history.jumpToEvent("0");
            ui.runAll();
            app.history.timeline().toLive();
            EventBus late = EventBus.create();
            List<Object> seen = new ArrayList<>();
            late.subscribe("cell", event -> seen.add(event.payload() + " " + ReplayContext.isReplaying()));
            app.history.attach(late);
            late.publish(cell("z", 1), asLive());
            assertThat(seen).isEmpty();
            ui.runAll();

            assertThat(seen).hasSize(1).first().asString().endsWith(" true");
        }
    }

    @Test
    void shouldStayAwayIfThePresentStateCannotBeRestored() {
        AtomicBoolean failing = new AtomicBoolean();
        try (App app = new App().edit(1, 2)) {
            ModelBinding<?> binding =
                    app.history.restoreInto(CELLS, StateAdapter.on(Runnable::run, app.model::capture, state -> {
                        if (failing.get()) {
                            throw new IllegalStateException("stuck");
                        }
                        app.model.restore(state);
                    }));
            app.history.jumpToEvent("0");
            failing.set(true);
            app.history.timeline().toLive();
            assertThat(binding.isAway()).isTrue();
            assertThat(app.problems).hasSize(1);
            failing.set(false);
            app.history.timeline().toLive();

            assertThat(binding.isAway()).isFalse();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
        }
    }

    @Test
    void shouldReturnEvenIfTheProjectionThrowsForAnEventRecordedMeanwhile() {
        QueueingExecutor ui = new QueueingExecutor();
        try (App app = new App().edit(1, 2)) {
            Projection<Map<String, Object>> strict = Projection.of("strict", Map.of(), (state, event) -> {
                if (event.type().equals("bad")) {
                    throw new IllegalStateException("cannot apply");
                }
                return CELLS.apply(state, event);
            });
            ModelBinding<?> binding = app.history.restoreInto(strict, app.on(ui));
            app.history.jumpToEvent("0");
            ui.runAll();
            app.bus.publish(GridEvent.of("bad", 1), asLive());
            app.history.timeline().toLive();
            app.bus.publish(cell("c", 3), asLive()); // published after the state to restore was determined
            ui.runAll();

            assertThat(binding.isAway()).isFalse();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L, "c", 3L));
            assertThat(app.problems).hasSize(1);
            assertThat(app.problems.get(0).kind()).isEqualTo(HistoryProblem.Kind.RESTORE_FAILED);
            assertThat(app.problems.get(0).message())
                    .contains("after sequence=1, without the events recorded since", "event id=2 type=bad");
            app.edit(4);
            assertThat(app.history.getEvents()).hasSize(5);
        }
    }

    @Test
    void shouldMakeTheBusesLiveWhenTheBindingIsClosedEvenIfTheAdapterFails() {
        AtomicBoolean failing = new AtomicBoolean();
        try (App app = new App().edit(1, 2)) {
            ModelBinding<?> binding =
                    app.history.restoreInto(CELLS, StateAdapter.on(Runnable::run, app.model::capture, state -> {
                        if (failing.get()) {
                            throw new IllegalStateException("gone");
                        }
                        app.model.restore(state);
                    }));
            app.history.jumpToEvent("0");
            failing.set(true);
            binding.close();

            assertThat(binding.isAway()).isFalse();
            assertThat(binding.settled().toCompletableFuture()).isCompletedExceptionally();
            assertThat(app.problems).hasSize(1);
            assertThat(app.problems.get(0).message()).contains("gone", "the application now shows its own state");
            app.edit(3);
            assertThat(app.history.getEvents()).hasSize(3);
            app.history.timeline().toLive();
            app.follow().close();
        }
    }

    @Test
    void shouldStayAwayAfterAnOutOfMemoryErrorUntilTheBindingIsClosed() {
        try (App app = new App().edit(1, 2)) {
            Projection<Map<String, Object>> hungry = Projection.of("hungry", Map.of(), (state, event) -> {
                if (event.type().equals("huge")) {
                    throw new OutOfMemoryError("pretended");
                }
                return CELLS.apply(state, event);
            });
            ModelBinding<?> binding = app.history.restoreInto(hungry, app.on(Runnable::run));
            app.history.jumpToEvent("0");
            app.bus.publish(GridEvent.of("huge", 1), asLive());
            app.history.timeline().toLive();

            assertThat(binding.isAway()).isTrue();
            assertThat(app.problems).hasSize(1);
            assertThat(app.problems.get(0).message()).contains("pretended", "move the timeline to retry");
            binding.close();
            assertThat(binding.isAway()).isFalse();
            app.edit(3);
            assertThat(app.history.getEvents()).hasSize(4);
        }
    }

    @Test
    void shouldReportAnAdapterThatThrowsOrReturnsNoStage() {
        try (App app = new App().edit(1, 2)) {
            CompletionStage<?>[] stage = {null};
            boolean[] throwing = {true};
            ModelBinding<?> binding = app.history.restoreInto(CELLS, new StateAdapter<>() {
                @Override
                public CompletionStage<Map<String, Object>> capture() {
                    return CompletableFuture.completedFuture(app.model.capture());
                }

                @Override
                public CompletionStage<?> restore(Map<String, Object> state) {
                    if (throwing[0]) {
                        throw new IllegalStateException("no thread");
                    }
                    return stage[0];
                }
            });
            app.history.jumpToEvent("0");
            throwing[0] = false;
            app.history.timeline().toLive();

            assertThat(app.problems)
                    .extracting(HistoryProblem::message)
                    .satisfiesExactly(
                            first -> assertThat(first).contains("no thread"),
                            second -> assertThat(second).contains("StateAdapter.restore returned null"));
            assertThat(binding.isAway()).isTrue();
            stage[0] = CompletableFuture.completedFuture(null);
            app.history.timeline().toLive();
            assertThat(binding.isAway()).isFalse();
        }
    }

    @Test
    void shouldReportIfEventsRecordedWhileAwayWereEvicted() {
        try (App app = new App(EventHistory.builder().capacity(3)).edit(1, 2)) {
            app.follow();
            app.history.jumpToEvent("0");
            for (int i = 0; i < 40; i++) {
                app.bus.publish(cell("b", i), asLive());
            }
            app.history.timeline().toLive();

            assertThat(app.problems)
                    .extracting(HistoryProblem::kind)
                    .containsExactly(HistoryProblem.Kind.RESTORE_FAILED);
            assertThat(app.problems.get(0).message()).contains("evicted");
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
        }
    }

    @Test
    void shouldThrowIfTheStateAtTheTargetIsUnknown() {
        try (App app = new App(EventHistory.builder().capacity(3))) {
            app.follow();
            for (int i = 0; i < 40; i++) {
                app.edit(i);
            }
            assertThatThrownBy(() -> app.history.jumpToEvent("38")).isInstanceOf(IncompleteHistoryException.class);
            assertThat(app.model.cells).isEqualTo(Map.of("a", 39L));
        }
    }

    @Test
    void shouldNotMoveTheCursorIfTheStateAtTheTargetIsUnknown() {
        try (App app = new App(EventHistory.builder().capacity(3))) {
            ModelBinding<?> binding = app.follow();
            List<Long> moves = new ArrayList<>();
            app.history.timeline().onMove(snapshot -> moves.add(snapshot.sequence()));
            for (int i = 0; i < 40; i++) {
                app.edit(i);
            }
            assertThatThrownBy(() -> app.history.jumpToEvent("38")).isInstanceOf(IncompleteHistoryException.class);

            assertThat(app.history.timeline().isLive()).isTrue();
            assertThat(moves).isEmpty();
            assertThat(binding.isAway()).isFalse();
            assertThat(app.history.recordEvent(cell("a", 41))).isEqualTo(40);
        }
    }

    /**
     * A history with a bound model that counts events. The projection blocks once, at a given event, while {@link
     * #jump} runs its action.
     */
    private static final class SlowCount {
        final CountDownLatch folding = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final AtomicInteger model = new AtomicInteger(10);
        final EventHistory history = EventHistory.inMemory();
        final ModelBinding<Integer> binding;

        SlowCount(long stopsAt) {
            AtomicBoolean stops = new AtomicBoolean(true);
            Projection<Integer> count = Projection.of("count", 0, (state, event) -> {
                if (event.sequence() == stopsAt && stops.getAndSet(false)) {
                    folding.countDown();
                    awaitUninterrupted(goOn);
                }
                return state + 1;
            });
            for (int i = 0; i < 10; i++) {
                history.recordEvent(GridEvent.of("x", i));
            }
            binding = history.restoreInto(count, StateAdapter.on(Runnable::run, model::get, model::set));
        }

        /** Jumps on another thread, and runs an action while the jump is blocked. */
        void jump(String id, Runnable meanwhile) {
            CompletableFuture<?> jump = CompletableFuture.supplyAsync(() -> history.jumpToEvent(id), task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                thread.start();
            });
            awaitUninterrupted(folding);
            meanwhile.run();
            goOn.countDown();
            jump.join();
        }

        private static void awaitUninterrupted(CountDownLatch latch) {
            try {
                assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void shouldStayLiveIfAnEarlierJumpEndsLater() {
        SlowCount slow = new SlowCount(3);
        try (EventHistory history = slow.history) {
            slow.jump("5", () -> history.timeline().toLive());

            assertThat(history.timeline().isLive()).isTrue();
            assertThat(slow.binding.isAway()).isFalse();
            assertThat(slow.model).hasValue(10);
            assertThat(history.recordEvent(GridEvent.of("y", 1))).isEqualTo(10);
        }
    }

    @Test
    void shouldEndAtTheLaterJumpEvenIfTheEarlierJumpEndsLast() {
        SlowCount slow = new SlowCount(2);
        try (EventHistory history = slow.history) {
            slow.jump("3", () -> history.jumpToEvent("8"));

            assertThat(history.timeline().position()).isEqualTo(8);
            assertThat(slow.model).hasValue(9);
        }
    }

    @Test
    void shouldStayLiveIfTheBindingIsClosedDuringAJump() {
        SlowCount slow = new SlowCount(2);
        try (EventHistory history = slow.history) {
            slow.jump("3", slow.binding::close);

            assertThat(slow.binding.isAway()).isFalse();
            assertThat(slow.model).hasValue(10);
            assertThat(history.recordEvent(GridEvent.of("y", 1))).isEqualTo(10);
        }
    }

    @Test
    void shouldReleaseTheBusWhenTheHistoryIsClosed() {
        App app = new App().edit(1, 2);
        app.follow();
        app.history.jumpToEvent("0");
        app.close();
        app.edit(7);

        assertThat(app.model.cells).isEqualTo(Map.of("a", 7L));
    }

    /**
     * Uses a history whose executor runs tasks on the calling thread. So the listener, which returns to the present,
     * runs while the event is being recorded.
     */
    @Test
    @Timeout(60)
    void shouldReturnWhileAnEventPublishedAsLiveIsBeingRecorded() {
        try (App app = new App().edit(1, 2)) {
            List<GridEvent> handled = new ArrayList<>();
            app.bus.subscribe("alarm", handled::add);
            ModelBinding<?> binding = app.follow();
            app.history.onRecorded(event -> {
                if (event.type().equals("alarm")) {
                    app.history.timeline().toLive();
                }
            });
            app.history.jumpToEvent("0");
            app.bus.publish(GridEvent.of("alarm", 1), asLive());

            assertThat(binding.isAway()).isFalse();
            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            assertThat(handled).isEmpty(); // the restored state already includes the event
            app.bus.publish(GridEvent.of("alarm", 2));
            assertThat(handled).hasSize(1);
        }
    }

    @Test
    void shouldStayInThePresentIfTheHistoryIsClosedBeforeTheJumpIsApplied() {
        QueueingExecutor ui = new QueueingExecutor();
        App app = new App().edit(1, 2);
        ModelBinding<?> binding = app.history.restoreInto(CELLS, app.on(ui));
        app.history.jumpToEvent("0");
        app.bus.publish(cell("b", 3), asLive());
        app.close();
        ui.runAll(); // completes the pending change of state

        assertThat(app.model.cells).isEqualTo(Map.of("a", 2L, "b", 3L));
        assertThat(binding.isAway()).isFalse();
        assertThat(binding.settled().toCompletableFuture()).isCompleted();
        app.edit(7);
        assertThat(app.model.cells).isEqualTo(Map.of("a", 7L, "b", 3L));
    }

    @Test
    void shouldNotRestoreThePresentOnceTheHistoryIsClosed() {
        QueueingExecutor ui = new QueueingExecutor();
        App app = new App().edit(1, 2);
        ModelBinding<?> binding = app.history.restoreInto(CELLS, app.on(ui));
        app.history.jumpToEvent("0");
        ui.runOne();
        binding.close(); // while the past state is being applied
        app.close();
        ui.runAll();

        assertThat(app.model.cells).isEqualTo(Map.of("a", 1L));
        assertThat(binding.isAway()).isFalse();
        assertThat(app.problems).isEmpty();
    }

    @Test
    void shouldRefuseANewBindingUntilTheOldBindingHasReturned() {
        QueueingExecutor ui = new QueueingExecutor();
        try (App app = new App().edit(1, 2)) {
            ModelBinding<?> binding = app.history.restoreInto(CELLS, app.on(ui));
            app.history.jumpToEvent("0");
            app.history.timeline().toLive();
            binding.close();
            assertThatThrownBy(app::follow).isInstanceOf(IllegalStateException.class);
            ui.runAll();

            assertThat(app.model.cells).isEqualTo(Map.of("a", 2L));
            app.follow().close();
        }
    }

    @Test
    void shouldIncludeBusesAttachedWhileAwayAndReleaseDetachedBuses() {
        try (App app = new App().edit(1, 2)) {
            EventBus late = EventBus.create();
            List<String> seen = new ArrayList<>();
            late.subscribe("*", event -> seen.add(event.payload() + " " + ReplayContext.isReplaying()));
            app.follow();
            app.history.jumpToEvent("0");
            Subscription attachment = app.history.attach(late);
            late.publish(GridEvent.of("x", 1));
            attachment.close();
            late.publish(GridEvent.of("x", 2));

            assertThat(seen).containsExactly("1 true", "2 false");
            assertThat(app.history.getEvents()).hasSize(2);
        }
    }

    @Test
    void shouldRefuseASecondPastView() {
        EventBus bus = EventBus.create();
        var pastView = bus.beginPastView(event -> true);

        assertThatThrownBy(() -> bus.beginPastView(event -> true)).isInstanceOf(IllegalStateException.class);
        pastView.end(0);
        pastView.end(0);
        bus.beginPastView(event -> true).end(0);
    }

    /**
     * Checks that no event published as live by another thread is missed or duplicated when the model returns to the
     * present.
     */
    @RepeatedTest(10)
    void shouldNeitherMissNorDuplicateLiveEventsWhenItReturns() throws InterruptedException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        EventBus bus = EventBus.create();
        List<Long> model = new CopyOnWriteArrayList<>();
        bus.subscribe("n", event -> model.add((Long) event.payload()));
        Projection<List<Long>> all = Projection.of("all", List.of(), (state, event) -> {
            List<Long> longer = new ArrayList<>(state);
            longer.add((Long) event.payload());
            return longer;
        });
        try (EventHistory history = EventHistory.builder().capacity(100_000).build()) {
            history.attach(bus);
            bus.publish(GridEvent.of("n", -1L));
            ModelBinding<List<Long>> binding =
                    history.restoreInto(all, StateAdapter.on(Runnable::run, () -> List.copyOf(model), state -> {
                        model.clear();
                        model.addAll(state);
                    }));
            history.jumpToEvent("0");
            Thread feed = new Thread(() -> {
                for (long i = 0; i < 2_000; i++) {
                    bus.publish(GridEvent.of("n", i), asLive());
                }
            });
            feed.start();
            int far = random.nextInt(1_500);
            await().until(() -> history.count(EventFilter.all()) > far);
            history.timeline().toLive();
            feed.join();

            assertThat(binding.isAway()).isFalse();
            assertThat(model).as("seed=%s", seed).hasSize(2_001).doesNotHaveDuplicates();
        }
    }
}
