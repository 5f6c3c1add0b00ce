package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.bus.EventBus;
import dev.playhead.capture.SensitiveData;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests of events that are offered while recording is paused. */
class PauseTest {
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");

    /** A projection that counts the events of type "a". */
    private static final Projection<Long> COUNT_A = new Counting("count a", EventFilter.typeIs("a"));

    private static final Projection<Long> COUNT = new Counting("count", EventFilter.all());

    private final ManualClock clock = new ManualClock();

    private EventHistory.Builder builder() {
        return EventHistory.builder()
                .retention(RetentionPolicy.unlimited())
                .clock(clock)
                .ticker(clock::nanoTime)
                .projection(COUNT_A)
                .projection(COUNT);
    }

    private static void record(EventHistory history, String... types) {
        for (String type : types) {
            history.recordEvent(GridEvent.of(type, Map.of("n", 1)).at(T0));
        }
    }

    /** Offers the events a b | a b | a b. The events between the bars are offered during a pause. */
    private static void recordWithBreak(EventHistory history) {
        record(history, "a", "b");
        history.pause();
        record(history, "a", "b");
        history.resume();
        record(history, "a", "b");
    }

    @Test
    void shouldCountOfferedEventsByTypeWithoutUsingSequences() {
        EventHistory history = builder().build();
        record(history, "a", "b");
        history.pause();
        record(history, "b", "a", "b");
        history.resume();
        record(history, "a");

        assertThat(history.getEvents(EventFilter.all()))
                .extracting(event -> event.sequence())
                .containsExactly(0L, 1L, 2L);
        assertThat(history.stats().breaks()).singleElement().satisfies(one -> {
            assertThat(one.sequence()).isEqualTo(2);
            assertThat(one.offered()).isEqualTo(Map.of("a", 1L, "b", 2L));
            assertThat(one.events()).isEqualTo(3);
            assertThat(one.to()).isAfterOrEqualTo(one.from());
        });
    }

    @Test
    void shouldNotCountExcludedEventsAsABreak() {
        EventHistory history = EventHistory.builder()
                .exclude("noise")
                .excludeSensitive(
                        SensitiveData.none().withRule(event -> event.type().equals("secret") ? null : event))
                .build();
        record(history, "a");
        history.pause();
        record(history, "noise", "secret");
        history.resume();
        history.pause();
        history.resume();
        record(history, "a");

        assertThat(history.stats().breaks()).isEmpty();
    }

    @Test
    void shouldMakeNoBreakBeforeTheFirstEvent() {
        EventHistory history = builder().build();
        history.pause();
        record(history, "a");
        history.resume();
        record(history, "a", "b");

        assertThat(history.stats().breaks()).isEmpty();
        assertThat(history.timeline().snapshot().state(COUNT_A)).isEqualTo(1);
    }

    @Test
    void shouldMakeNoBreakIfTheHistoryIsDisabledOrClosed() {
        EventHistory disabled = EventHistory.builder().enabled(false).build();
        disabled.pause();
        record(disabled, "a");
        disabled.resume();
        assertThat(disabled.isRecording()).isFalse();
        assertThat(disabled.stats().breaks()).isEmpty();

        InMemoryEventStore store = InMemoryEventStore.create();
        EventHistory closed = builder().store(store).build();
        record(closed, "a");
        closed.close();
        record(closed, "a");
        closed.pause();
        record(closed, "a");
        closed.resume();
        try (EventHistory again =
                builder().store(store.reopen(EventStore.Mode.READ)).build()) {
            assertThat(again.stats().breaks()).isEmpty();
        }
    }

    @Test
    void shouldNotCountReplayedEventsAsABreak() {
        EventBus bus = EventBus.create();
        EventHistory history = builder().build();
        history.attach(bus);
        bus.publish(GridEvent.of("a", null));
        history.pause();
        history.replay(EventFilter.all(), ReplayOptions.defaults().speed(Double.POSITIVE_INFINITY))
                .completion()
                .join();
        history.resume();

        assertThat(history.stats().breaks()).isEmpty();
    }

    @Test
    void shouldRefuseStatesAfterABreakIfAnOfferedTypeIsRelevant() {
        EventHistory history = builder().build();
        recordWithBreak(history);
        Projection<Long> countC = new Counting("count c", EventFilter.typeIs("c"));

        assertThat(history.getEventSnapshotAtSequence(1).state(COUNT)).isEqualTo(2);
        assertThatThrownBy(() -> history.getEventSnapshotAtSequence(2).state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining("sequence=2")
                .hasMessageContaining("{a=1, b=1}")
                .hasMessageContaining("EventHistory.baseline");
        assertThatThrownBy(() -> history.timeline().snapshot().state(COUNT_A))
                .isInstanceOfSatisfying(
                        IncompleteHistoryException.class,
                        refused -> assertThat(refused.recordingBreak())
                                .hasValueSatisfying(
                                        one -> assertThat(one.sequence()).isEqualTo(2)));
        assertThat(history.timeline().snapshot().state(countC)).isZero();
        assertThat(history.timeline().snapshot().partialState(COUNT)).isEqualTo(4);
    }

    @Test
    void shouldRefuseThePresentStateAfterABreakThatNoEventFollows() {
        EventHistory history = builder().build();
        record(history, "a", "b");
        history.pause();
        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(2);
        clock.advance(Duration.ofSeconds(5));
        record(history, "a");

        assertThatThrownBy(() -> history.timeline().snapshot().state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class);
        assertThat(history.getEventSnapshotAtSequence(1).state(COUNT)).isEqualTo(2);
        assertThat(history.timeline().snapshot().isBehindBreak(COUNT_A)).isTrue();
        history.resume();
        assertThatThrownBy(() -> history.timeline().snapshot().state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class);
    }

    @Test
    void shouldReturnTheStateAtATimeBeforeTheBreak() {
        EventHistory history = builder().build();
        record(history, "a", "b");
        clock.advance(Duration.ofSeconds(10));
        history.pause();
        record(history, "a");
        history.resume();
        Instant begun = history.stats().breaks().get(0).from();

        assertThat(history.getEventSnapshot(begun.minusSeconds(1)).state(COUNT)).isEqualTo(2);
        assertThatThrownBy(() -> history.getEventSnapshot(begun).state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class);
    }

    @Test
    void shouldContinueFromABaselineAfterTheBreak() {
        EventHistory history = builder().build();
        record(history, "a", "b");
        history.pause();
        record(history, "a", "b");
        history.resume();
        history.baseline(COUNT, 4L);
        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(4);
        assertThat(history.getEventSnapshotAtSequence(1).state(COUNT)).isEqualTo(2);
        record(history, "a", "b");

        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(6);
        assertThat(history.getEventSnapshotAtSequence(2).state(COUNT)).isEqualTo(5);
        assertThat(history.getEventSnapshotAtSequence(1).state(COUNT)).isEqualTo(2);
        assertThatThrownBy(() -> history.timeline().snapshot().state(COUNT_A)) // COUNT_A has no baseline
                .isInstanceOf(IncompleteHistoryException.class);
    }

    @Test
    void shouldUseALateBaselineOnlyForLaterStates() {
        EventHistory history = builder().build();
        recordWithBreak(history);
        history.baseline(COUNT, 6L);

        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(6);
        assertThatThrownBy(() -> history.getEventSnapshotAtSequence(2).state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class);
        record(history, "a");
        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(7);
    }

    @Test
    void shouldRefuseQueriesAcrossABreakAndAnswerThemOnEitherSide() {
        EventHistory history = builder().build();
        record(history, "a", "b");
        history.pause();
        record(history, "a");
        history.resume();
        history.baseline(COUNT, 3L);
        record(history, "a", "b");
        var timeline = history.newTimeline();

        assertThatThrownBy(() -> timeline.changesOf(COUNT, count -> count))
                .isInstanceOf(IncompleteHistoryException.class);
        assertThatThrownBy(() -> timeline.firstEventWhere(COUNT, count -> count > 3))
                .isInstanceOf(IncompleteHistoryException.class);
        assertThatThrownBy(() -> timeline.bisect(COUNT, count -> count > 3))
                .isInstanceOf(IncompleteHistoryException.class);
        assertThatThrownBy(() -> timeline.whatIf(COUNT, EventFilter.sequenceBetween(0, 0)))
                .isInstanceOf(IncompleteHistoryException.class);
        assertThat(timeline.firstEventWhere(COUNT, count -> count > 1)) // the event before the break is found
                .hasValueSatisfying(event -> assertThat(event.sequence()).isEqualTo(1));
        assertThat(timeline.bisect(COUNT, count -> count > 1))
                .hasValueSatisfying(event -> assertThat(event.sequence()).isEqualTo(1));
        assertThat(timeline.within(new SequenceRange(0, 1)).changesOf(COUNT, count -> count))
                .hasSize(2);
        assertThat(timeline.within(new SequenceRange(2, 3)).changesOf(COUNT, count -> count))
                .extracting(change -> change.before())
                .containsExactly(3L, 4L);
        assertThat(timeline.within(new SequenceRange(2, 3)).bisect(COUNT, count -> count > 4))
                .hasValueSatisfying(event -> assertThat(event.sequence()).isEqualTo(3));
        assertThat(timeline.whatIf(COUNT, EventFilter.sequenceBetween(3, 3))).isEqualTo(4);
    }

    @Test
    void shouldMergePausesBetweenTheSameEventsIntoOneBreak() {
        EventHistory history = builder().build();
        record(history, "a");
        for (int i = 0; i < 2; i++) {
            history.pause();
            record(history, "a", "b");
            history.resume();
        }
        assertThat(history.stats().breaks())
                .singleElement()
                .satisfies(one -> assertThat(one.offered()).isEqualTo(Map.of("a", 2L, "b", 2L)));
        history.baseline(COUNT, 5L);
        history.pause();
        record(history, "a");
        history.resume();

        record(history, "a");
        assertThat(history.stats().breaks()).hasSize(1);
        assertThatThrownBy(() -> history.timeline().snapshot().state(COUNT)) // the baseline precedes the last pause
                .isInstanceOf(IncompleteHistoryException.class);
    }

    @Test
    void shouldForgetBreaksWhenItIsCleared() {
        EventHistory history = builder().build();
        recordWithBreak(history);
        history.pause();
        record(history, "a");
        history.clear();
        record(history, "a");
        history.resume();
        record(history, "a");

        assertThat(history.stats().breaks()).isEmpty();
        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(1);
    }

    @Test
    void shouldKeepBreaksAcrossSessions() {
        InMemoryEventStore store = InMemoryEventStore.create();
        try (EventHistory history = builder().store(store).build()) {
            recordWithBreak(history);
            history.baseline(COUNT_A, 3L);
            history.flush();
        }
        try (EventHistory again =
                builder().store(store.reopen(EventStore.Mode.WRITE)).build()) {
            assertThat(again.stats().breaks()).singleElement().satisfies(one -> {
                assertThat(one.sequence()).isEqualTo(2);
                assertThat(one.offered()).isEqualTo(Map.of("a", 1L, "b", 1L));
            });
            record(again, "a");
            assertThat(again.timeline().snapshot().state(COUNT_A)).isEqualTo(4);
            assertThatThrownBy(() -> again.timeline().snapshot().state(COUNT))
                    .isInstanceOf(IncompleteHistoryException.class);
        }
    }

    @Test
    void shouldKeepABreakOfASessionThatEndsPaused() {
        InMemoryEventStore store = InMemoryEventStore.create();
        try (EventHistory history = builder().store(store).build()) {
            record(history, "a");
            history.pause();
            record(history, "a");
            history.flush();
            assertThat(history.sessions().get(0).number()).isEqualTo(1);
        }
        try (EventHistory reader =
                builder().store(store.reopen(EventStore.Mode.READ)).build()) {
            assertThat(reader.stats().breaks())
                    .singleElement()
                    .satisfies(one -> assertThat(one.sequence()).isEqualTo(1));
            assertThatThrownBy(() -> reader.timeline().snapshot().state(COUNT))
                    .isInstanceOf(IncompleteHistoryException.class);
        }
        try (EventHistory again =
                builder().store(store.reopen(EventStore.Mode.WRITE)).build()) {
            record(again, "b");
            assertThat(again.stats().breaks())
                    .singleElement()
                    .extracting(RecordingBreak::sequence)
                    .isEqualTo(1L);
            again.flush();
            assertThat(store.reopen(EventStore.Mode.READ).contents(-1).breaks()).hasSize(1);
        }
        try (EventHistory third =
                builder().store(store.reopen(EventStore.Mode.WRITE)).build()) {
            assertThat(third.stats().breaks()).hasSize(1);
            third.clear();
            record(third, "a");
            assertThat(third.stats().breaks()).isEmpty();
        }
        try (EventHistory fourth =
                builder().store(store.reopen(EventStore.Mode.WRITE)).build()) {
            assertThat(fourth.stats().breaks()).isEmpty();
            assertThat(fourth.timeline().snapshot().state(COUNT)).isEqualTo(1);
        }
    }

    @Test
    void shouldShowThePauseOfAWriterToAnOpenReader() {
        InMemoryEventStore store = InMemoryEventStore.create();
        try (EventHistory history = builder().store(store).build();
                EventHistory reader =
                        builder().store(store.reopen(EventStore.Mode.READ)).build()) {
            record(history, "a");
            history.pause();
            record(history, "a");
            history.flush();
            assertThat(reader.stats().breaks())
                    .singleElement()
                    .satisfies(one -> assertThat(one.events()).isEqualTo(1));
            record(history, "a");
            history.flush();
            assertThat(reader.stats().breaks())
                    .singleElement()
                    .satisfies(one -> assertThat(one.events()).isEqualTo(2));
            history.baseline(COUNT, 3L);
            history.flush();
            assertThat(reader.timeline().snapshot().state(COUNT)).isEqualTo(3);
            record(history, "b");
            history.resume();
            history.baseline(COUNT, 4L);
            history.flush();
            assertThat(reader.timeline().snapshot().state(COUNT)).isEqualTo(4);
            record(history, "b");
            history.flush();
            assertThat(reader.stats().breaks())
                    .isEqualTo(history.stats().breaks())
                    .hasSize(1);
            assertThat(reader.timeline().snapshot().state(COUNT)).isEqualTo(5);
        }
    }

    @Test
    void shouldNotFoldAcrossAnEvictedBreak() {
        EventHistory history = EventHistory.builder()
                .capacity(20)
                .projection(COUNT)
                .projection(COUNT_A)
                .build();
        recordWithBreak(history);
        history.baseline(COUNT_A, 3L);
        for (int i = 0; i < 100; i++) {
            record(history, "a");
        }
        assertThat(history.stats().breaks()).isEmpty();
        assertThat(history.timeline().snapshot().state(COUNT_A)).isEqualTo(103);
        assertThatThrownBy(() -> history.timeline().snapshot().state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining("pause");
        history.baseline(COUNT, 106L);
        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(106);
        for (int i = 0; i < 100; i++) {
            record(history, "b");
        }
        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(206);
        assertThat(history.timeline().snapshot().state(COUNT_A)).isEqualTo(103);
    }

    @Test
    void shouldCountOrRecordEachEventWhileAnotherThreadPausesAndResumes() throws Exception {
        EventHistory history = builder().build();
        record(history, "first");
        AtomicLong recorded = new AtomicLong();
        AtomicLong offered = new AtomicLong();
        CountDownLatch done = new CountDownLatch(2);
        for (int t = 0; t < 2; t++) {
            new Thread(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            long sequence = history.recordEvent(GridEvent.of("a", null));
                            (sequence < 0 ? offered : recorded).incrementAndGet();
                        }
                        done.countDown();
                    })
                    .start();
        }
        while (done.getCount() > 0) {
            history.pause();
            Thread.onSpinWait();
            history.resume();
        }
        assertThat(history.count(EventFilter.typeIs("a"))).isEqualTo(recorded.get());
        assertThat(history.stats().breaks().stream()
                        .mapToLong(RecordingBreak::events)
                        .sum())
                .isEqualTo(offered.get());
        assertThat(recorded.get() + offered.get()).isEqualTo(40_000);
    }

    @Test
    void shouldCaptureTheBaselineFromABoundModel() {
        EventHistory history = builder().build();
        long[] model = {0};
        history.restoreInto(COUNT, new StateAdapter<>() {
            @Override
            public CompletableFuture<Long> capture() {
                return CompletableFuture.completedFuture(model[0]);
            }

            @Override
            public CompletableFuture<Void> restore(Long state) {
                model[0] = state;
                return CompletableFuture.completedFuture(null);
            }
        });
        record(history, "a", "b");
        history.pause();
        record(history, "a");
        model[0] = 3;
        history.resume();
        record(history, "a");
        model[0] = 4;

        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(4);
        history.jumpToEvent("1");
        assertThat(model[0]).isEqualTo(2);
        history.timeline().toLive();
        assertThat(model[0]).isEqualTo(4);
        assertThat(history.stats().breaks()).hasSize(1);
    }

    @Test
    void shouldNotCountEventsOfARestoredModelAsABreak() {
        EventBus bus = EventBus.create();
        EventHistory history = builder().build();
        history.attach(bus);
        history.restoreInto(COUNT, StateAdapter.on(Runnable::run, state -> bus.publish(GridEvent.of("a", state))));
        bus.publish(GridEvent.of("a", null));
        bus.publish(GridEvent.of("a", null));
        history.pause();
        history.jumpToEvent("0");
        bus.publish(GridEvent.of("a", null));
        record(history, "a");
        history.timeline().toLive();
        history.resume();

        assertThat(history.stats().breaks()).isEmpty();
        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(2);
    }

    @Test
    void shouldNotUseAStateCapturedDuringRecordingAsABaseline() {
        EventHistory history = builder().build();
        long[] model = {0};
        int[] captures = {0};
        history.restoreInto(
                COUNT,
                StateAdapter.on(
                        Runnable::run,
                        () -> {
                            long captured = model[0];
                            if (captures[0]++ < 3) { // as if another thread recorded during the capture
                                history.recordEvent(GridEvent.of("a", null));
                                model[0]++;
                            }
                            return captured;
                        },
                        state -> {}));
        record(history, "a");
        history.pause();
        record(history, "a");
        model[0] = 2;
        history.resume();

        assertThat(captures[0]).isEqualTo(4);
        assertThat(history.timeline().snapshot().state(COUNT)).isEqualTo(5).isEqualTo(model[0]);
        assertThatThrownBy(() -> history.getEventSnapshotAtSequence(1).state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class);
    }

    @Test
    void shouldReportAModelThatChangesDuringEveryCapture() {
        List<HistoryProblem> problems = new CopyOnWriteArrayList<>();
        EventHistory history = builder().executor(Runnable::run).build();
        history.onProblem(problems::add);
        history.restoreInto(
                COUNT, StateAdapter.on(Runnable::run, () -> history.recordEvent(GridEvent.of("a", null)), state -> {}));
        record(history, "a");
        history.pause();
        record(history, "a");
        history.resume();

        assertThat(problems)
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message()).contains("events were recorded during the capture"));
        assertThatThrownBy(() -> history.timeline().snapshot().state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class);
    }

    @Test
    void shouldReportAModelWhoseAdapterCannotCapture() {
        List<HistoryProblem> problems = new CopyOnWriteArrayList<>();
        EventHistory history = builder().executor(Runnable::run).build();
        history.onProblem(problems::add);
        history.restoreInto(COUNT, StateAdapter.on(Runnable::run, state -> {}));
        record(history, "a");
        history.pause();
        record(history, "a");
        history.resume();

        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("StateAdapter.capture")
                        .doesNotContain("Exception"));
    }

    @Test
    void shouldNotCaptureAModelIfNoRelevantEventWasMissed() {
        EventHistory history = builder().build();
        AtomicLong captures = new AtomicLong();
        history.restoreInto(COUNT_A, StateAdapter.on(Runnable::run, captures::incrementAndGet, state -> {}));
        record(history, "a");
        history.pause();
        record(history, "b"); // irrelevant to the projection
        history.resume();
        history.pause();
        history.resume();

        assertThat(captures).hasValue(0);
    }

    @Test
    void shouldReportAModelWhoseCaptureFails() {
        List<HistoryProblem> problems = new CopyOnWriteArrayList<>();
        EventHistory history = builder().executor(Runnable::run).build();
        history.onProblem(problems::add);
        history.restoreInto(
                COUNT,
                StateAdapter.on(
                        Runnable::run,
                        () -> {
                            throw new IllegalStateException("no state");
                        },
                        state -> {}));
        record(history, "a");
        history.pause();
        record(history, "a");
        history.resume();

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(HistoryProblem.Kind.RESTORE_FAILED);
            assertThat(problem.message()).contains("no state").contains("EventHistory.baseline");
        });
        assertThat(history.isRecording()).isTrue();
    }
}
