package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.concurrent.LockExclusion;
import dev.playhead.internal.recording.Buffers;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.replay.ReplayOptions.ErrorAction;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.SnapshotManager;
import dev.playhead.timetravel.UnknownEventException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Tests of replays to a consumer on a virtual clock. The consumer logs each published event as {@code id@milliseconds}.
 */
class ReplayTest {
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");

    private final VirtualClock clock = new VirtualClock();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final ReplayOptions options = ReplayOptions.defaults().clock(clock).target(this::note);

    private void note(RecordedEvent event) {
        log.add(event.id() + "@" + clock.elapsed().toMillis());
    }

    /** Returns events of type {@code e} with the given timestamps, in milliseconds after {@link #T0}. */
    private static EventSlice run(long... millis) {
        CircularBuffer buffer = new CircularBuffer(
                RetentionPolicy.unlimited(), e -> e, Clock.systemUTC(), System::nanoTime, Buffers.options(false));
        for (long at : millis) {
            buffer.append(GridEvent.of("e", null, T0.plusMillis(at), "core", Map.of()));
        }
        return buffer.held().run();
    }

    private Replay start(EventSlice run, ReplayOptions how) {
        return start(run, EventFilter.all(), how);
    }

    private Replay start(EventSlice run, EventFilter filter, ReplayOptions how) {
        return Sources.replayer(run).start(filter, how, null);
    }

    /** Starts a replay that is paused before its first event, so that the test can schedule actions. */
    private Replay standing(EventSlice run, ReplayOptions how) {
        Replay replay = start(run, how.startPaused(true));
        awaitStandstill(0);
        return replay;
    }

    /** Waits in real time until the given number of events has been published and the replay stands still. */
    private void awaitStandstill(int published) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> log.size() == published && clock.isIdle());
    }

    private static ReplayReport reportOf(Replay replay) {
        return replay.completion().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void shouldPublishEventsInOrderOfRecordingEvenIfTimestampsGoBack() {
        ReplayReport report = reportOf(start(run(0, 100, 40, 100, 250), options));

        assertThat(log).containsExactly("0@0", "1@100", "2@100", "3@100", "4@250");
        assertThat(report.published()).isEqualTo(5);
        assertThat(report.failed()).isZero();
        assertThat(report.suppressed()).isZero();
        assertThat(report.elapsed()).isEqualTo(Duration.ofMillis(250));
        assertThat(report.cancelled()).isFalse();
        assertThat(report.firstDifference()).isEmpty();
        assertThat(report.lateness()).isEqualTo(new Lateness(Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void shouldPublishOnlyEventsThatMatchTheFilter() {
        reportOf(start(run(0, 100, 200, 300), EventFilter.sequenceBetween(1, 2), options));

        assertThat(log).containsExactly("1@0", "2@100");
    }

    @Test
    void shouldEndImmediatelyIfThereIsNothingToPublish() {
        assertThat(reportOf(start(run(), options.startPaused(true))).published())
                .isZero();
        assertThat(reportOf(start(run(1, 2), EventFilter.typeIs("none"), options))
                        .cancelled())
                .isFalse();
    }

    @Test
    void shouldShortenLongPauses() {
        reportOf(start(run(0, 10_000, 10_050), options.maxGap(Duration.ofMillis(200))));

        assertThat(log).containsExactly("0@0", "1@200", "2@250");
    }

    @Test
    void shouldShortenIdleTimesToAnHourByDefault() {
        long day = Duration.ofDays(1).toMillis();
        reportOf(start(run(0, day), options));

        assertThat(log).containsExactly("0@0", "1@" + Duration.ofHours(1).toMillis());
    }

    @Test
    void shouldPlayFasterAndSlower() {
        reportOf(start(run(0, 100, 300), options.speed(4)));
        assertThat(log).containsExactly("0@0", "1@25", "2@75");
        log.clear();
        reportOf(start(run(0, 100), options.speed(0.5)));
        assertThat(log).containsExactly("0@75", "1@275");
    }

    @Test
    void shouldPlayAHundredTimesSlowerAndAMillionTimesFaster() {
        reportOf(start(run(0, 100, 300), options.speed(0.01)));
        assertThat(log).containsExactly("0@0", "1@10000", "2@30000");
        log.clear();
        reportOf(start(run(0, 5_000_000, 9_000_000), options.speed(1e6).maxGap(Duration.ofDays(1))));
        assertThat(log).containsExactly("0@30000", "1@30005", "2@30009");
    }

    @Test
    void shouldNotDriftInALongReplay() {
        long[] millis = new long[20_000];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = i * 7L;
        }
        int[] late = {0};
        ReplayReport report = reportOf(start(run(millis), options.target(event -> {
            clock.advance(Duration.ofNanos(999_999)); // the time that each event takes
            late[0] += clock.elapsed().toMillis() != event.sequence() * 7 ? 1 : 0;
        })));

        assertThat(late[0]).isZero();
        assertThat(report.lateness().max()).isZero();
    }

    @Test
    void shouldNotWaitWhenAsFastAsPossible() {
        ReplayReport report = reportOf(start(run(0, 100, 100_000), options.asFastAsPossible()));

        assertThat(log).containsExactly("0@0", "1@0", "2@0");
        assertThat(report.lateness().max()).isZero();
    }

    @Test
    void shouldBeLateAfterASlowEventAndCatchUp() {
        ReplayReport report = reportOf(start(run(0, 10, 20, 100), options.target(event -> {
            note(event);
            if (event.sequence() == 0) {
                clock.advance(Duration.ofMillis(50));
            }
        })));

        assertThat(log).containsExactly("0@0", "1@50", "2@50", "3@100");
        assertThat(report.lateness().max()).isEqualTo(Duration.ofMillis(40));
        assertThat(report.lateness().p99()).isEqualTo(Duration.ofMillis(40));
        assertThat(report.lateness().p50()).isZero();
    }

    @Test
    void shouldStandStillBetweenPauseAndResume() {
        Replay replay = standing(run(0, 100, 200), options);
        clock.at(Duration.ofMillis(130), replay::pause);
        replay.resume();
        awaitStandstill(2);
        assertThat(log).containsExactly("0@0", "1@100");
        clock.advance(Duration.ofSeconds(1));
        replay.resume();
        reportOf(replay);

        assertThat(log).containsExactly("0@0", "1@100", "2@1200");
    }

    @Test
    void shouldWaitBeforeTheFirstEventWhenStartedPaused() {
        Replay replay = standing(run(0, 100), options);
        assertThat(log).isEmpty();
        clock.advance(Duration.ofMillis(500));
        replay.resume();
        ReplayReport report = reportOf(replay);

        assertThat(log).containsExactly("0@500", "1@600");
        assertThat(report.lateness().max()).isZero();
    }

    @Test
    void shouldPublishOneEventForEachStep() {
        Replay replay = standing(run(0, 100, 200, 300), options);
        replay.step();
        replay.step();

        awaitStandstill(2);
        assertThat(log).containsExactly("0@0", "1@0");
        clock.advance(Duration.ofMillis(70));
        replay.resume();
        ReplayReport report = reportOf(replay);

        assertThat(log).containsExactly("0@0", "1@0", "2@170", "3@270");
        assertThat(report.published()).isEqualTo(4);
    }

    @Test
    void shouldAcceptSeveralStepsInOneCall() {
        Replay replay = standing(run(0, 100, 200, 300), options);
        replay.step(2);
        replay.step();
        awaitStandstill(3);
        assertThat(log).containsExactly("0@0", "1@0", "2@0");

        assertThatThrownBy(() -> replay.step(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("count=0");
        replay.step(Integer.MAX_VALUE);
        assertThat(reportOf(replay).published()).isEqualTo(4);
    }

    @Test
    void shouldPauseAtAFailureAndContinueWhenResumed() {
        Replay replay = start(
                run(0, 10, 20, 30),
                options.onError(ErrorAction.PAUSE).target(failing(1, new IllegalStateException("broken"))));
        awaitStandstill(2);
        assertThat(replay.completion()).isNotDone();
        replay.step();
        awaitStandstill(3);
        replay.resume();
        ReplayReport report = reportOf(replay);

        assertThat(report.published()).isEqualTo(4);
        assertThat(report.failed()).isEqualTo(1);
    }

    @Test
    void shouldDiscardTheRemainingStepsAtAFailure() {
        Replay replay = standing(
                run(0, 10, 20),
                options.onError(ErrorAction.PAUSE).target(failing(0, new IllegalStateException("broken"))));
        replay.step(3);
        awaitStandstill(1);
        replay.resume();

        assertThat(reportOf(replay).published()).isEqualTo(3);
    }

    @Test
    void shouldStandStillAfterAStepWhileRunning() {
        Replay replay = standing(run(0, 100, 200), options);
        clock.at(Duration.ofMillis(30), replay::step);
        replay.resume();
        awaitStandstill(2);
        assertThat(log).containsExactly("0@0", "1@30");
        replay.resume();
        reportOf(replay);

        assertThat(log).containsExactly("0@0", "1@30", "2@130");
    }

    @Test
    void shouldEndWithAStepOverTheLastEvent() {
        Replay replay = standing(run(0), options);
        replay.step();

        assertThat(reportOf(replay).published()).isEqualTo(1);
    }

    @Test
    void shouldChangeTheSpeedWhileRunning() {
        Replay replay = standing(run(0, 100, 200), options);
        clock.at(Duration.ofMillis(50), () -> replay.setSpeed(5));
        replay.resume();
        reportOf(replay);

        assertThat(log).containsExactly("0@0", "1@60", "2@80");
    }

    @Test
    void shouldChangeTheSpeedWhileStandingStill() {
        Replay replay = standing(run(0, 100, 200), options);
        clock.at(Duration.ofMillis(40), replay::pause);
        replay.resume();
        awaitStandstill(1);
        clock.advance(Duration.ofSeconds(1));
        replay.setSpeed(2);
        awaitStandstill(1);
        replay.resume();
        reportOf(replay);

        assertThat(log).containsExactly("0@0", "1@1070", "2@1120");
    }

    @Test
    void shouldContinueAsFastAsPossible() {
        Replay replay = standing(run(0, 100, 200, 300), options);
        clock.at(Duration.ofMillis(50), () -> replay.setSpeed(Double.POSITIVE_INFINITY));
        replay.resume();
        reportOf(replay);

        assertThat(log).containsExactly("0@0", "1@50", "2@50", "3@50");
    }

    @Test
    void shouldRefuseInvalidSpeeds() {
        Replay replay = standing(run(0), options);
        for (double speed : new double[] {0, -1, Double.NaN, Double.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> replay.setSpeed(speed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("speed=" + speed);
        }
        replay.cancel();
    }

    @Test
    void shouldSeekForwardsAndBackwardsWhileRunning() {
        Replay replay = standing(run(0, 100, 200, 300, 400), options);
        clock.at(Duration.ofMillis(50), () -> replay.seek("3"));
        clock.at(Duration.ofMillis(120), () -> replay.seek("1"));
        replay.resume();
        ReplayReport report = reportOf(replay);

        assertThat(log).containsExactly("0@0", "3@50", "1@120", "2@220", "3@320", "4@420");
        assertThat(report.published()).isEqualTo(6);
    }

    @Test
    void shouldStayPausedAfterSeeking() {
        Replay replay = standing(run(0, 100, 200), options);
        replay.seek("1");
        awaitStandstill(0);
        assertThat(log).isEmpty();
        clock.advance(Duration.ofMillis(5));
        replay.resume();
        reportOf(replay);

        assertThat(log).containsExactly("1@5", "2@105");
    }

    @Test
    void shouldSeekToTheNextEventThatMatchesTheFilter() {
        Replay replay =
                start(run(0, 100, 200, 300), EventFilter.sequenceBetween(2, 2).negate(), options.startPaused(true));
        awaitStandstill(0);
        replay.seek("2");
        replay.resume();
        reportOf(replay);

        assertThat(log).containsExactly("3@0");
    }

    @Test
    void shouldRefuseToSeekAnUnknownEvent() {
        Replay replay = standing(run(0, 1, 2), options);
        for (String id : List.of("3", "-1", "01", "+1", "one", "")) {
            assertThatThrownBy(() -> replay.seek(id))
                    .isInstanceOf(UnknownEventException.class)
                    .hasMessageContaining("id=" + id);
        }
        assertThatThrownBy(() -> replay.seek("3")).hasMessageContaining("0..2");
        replay.cancel();
    }

    @Test
    void shouldIgnoreControlsAfterTheEnd() {
        Replay replay = start(run(0, 100), options);
        ReplayReport report = reportOf(replay);
        replay.seek("0");
        replay.resume();
        replay.step();
        replay.cancel();

        assertThat(reportOf(replay)).isEqualTo(report);
        assertThat(report.cancelled()).isFalse();
        assertThat(log).hasSize(2);
    }

    @Test
    void shouldEndBeforeTheNextEventWhenCancelled() {
        Replay replay = standing(run(0, 100, 200), options);
        clock.at(Duration.ofMillis(150), replay::cancel);
        replay.resume();
        ReplayReport report = reportOf(replay);

        assertThat(log).containsExactly("0@0", "1@100");
        assertThat(report.cancelled()).isTrue();
        assertThat(report.published()).isEqualTo(2);
        assertThat(report.elapsed()).isEqualTo(Duration.ofMillis(150));
    }

    @Test
    void shouldEndWhenCancelledWhileStandingStill() {
        Replay replay = standing(run(0, 100), options);
        replay.cancel();

        assertThat(reportOf(replay).cancelled()).isTrue();
        assertThat(log).isEmpty();
    }

    @Test
    void shouldNotReportACancellationAfterTheLastEvent() {
        Replay[] replay = {null};
        replay[0] = standing(run(0), options.target(event -> replay[0].cancel()));
        replay[0].resume();

        assertThat(reportOf(replay[0]).cancelled()).isFalse();
    }

    @Test
    void shouldObeyControlsCalledByAHandler() {
        Replay[] replay = {null};
        int[] rounds = {0};
        replay[0] = standing(run(0, 100, 200, 300), options.target(event -> {
            note(event);
            switch ((int) event.sequence()) {
                case 0 -> replay[0].setSpeed(2);
                case 1 -> replay[0].pause();
                case 3 -> {
                    if (rounds[0]++ == 0) {
                        replay[0].seek("2"); // seeks back from the last event
                    } else {
                        replay[0].step(); // has no effect, because no event is left
                    }
                }
                default -> replay[0].setSpeed(1);
            }
        }));
        replay[0].resume();
        awaitStandstill(2);
        assertThat(log).containsExactly("0@0", "1@50");
        replay[0].resume();
        reportOf(replay[0]);

        assertThat(log).containsExactly("0@0", "1@50", "2@100", "3@200", "2@200", "3@300");
    }

    @Test
    void shouldReportProgress() {
        List<ReplayOptions.Progress> progress = new ArrayList<>();
        reportOf(start(run(0, 100, 50), EventFilter.sequenceBetween(1, 2), options.onProgress(progress::add)));

        assertThat(progress)
                .containsExactly(
                        new ReplayOptions.Progress(1, 2, T0.plusMillis(100)),
                        new ReplayOptions.Progress(2, 2, T0.plusMillis(50)));
    }

    @Test
    void shouldFailWithTheExceptionOfTheProgressListener() {
        Replay replay = start(run(0, 100), options.onProgress(progress -> {
            throw new IllegalStateException("no room");
        }));

        assertThatThrownBy(() -> reportOf(replay)).hasRootCauseMessage("no room");
        assertThat(log).hasSize(1);
    }

    @Test
    void shouldFailWithTheExceptionOfAPredicate() {
        EventFilter failing = EventFilter.matching(event -> {
            throw new IllegalStateException("cannot say");
        });

        assertThatThrownBy(() -> reportOf(start(run(0), failing, options))).hasRootCauseMessage("cannot say");
    }

    @Test
    void shouldContinueWhenAnEventFails() {
        for (Throwable failure : List.of(new IllegalStateException("broken"), new AssertionError("broken"))) {
            log.clear();
            ReplayReport report = reportOf(start(run(0, 10, 20), options.target(failing(1, failure))));

            assertThat(log).hasSize(3);
            assertThat(report.published()).isEqualTo(3);
            assertThat(report.failed()).isEqualTo(1);
        }
    }

    @Test
    void shouldStopAtTheFirstFailureIfConfigured() {
        Replay replay = start(
                run(0, 10, 20),
                options.onError(ErrorAction.STOP).target(failing(1, new IllegalStateException("broken"))));

        assertThatThrownBy(() -> reportOf(replay))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("id=1")
                .hasMessageContaining("type=e")
                .hasMessageContaining("broken")
                .hasRootCauseMessage("broken");
        assertThatThrownBy(() -> replay.completion().get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ReplayException.class);
        assertThat(log).hasSize(2);
    }

    @Test
    void shouldStopOnAnOutOfMemoryError() {
        Replay replay = start(run(0, 10), options.target(failing(0, new OutOfMemoryError("test"))));

        assertThatThrownBy(() -> reportOf(replay)).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(log).hasSize(1);
    }

    private Consumer<RecordedEvent> failing(long sequence, Throwable failure) {
        return event -> {
            note(event);
            if (event.sequence() == sequence) {
                ReplayTest.<RuntimeException>throwUnchecked(failure);
            }
        };
    }

    /** Throws a checked or unchecked exception without declaring it, as other JVM languages can. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // no cast happens at run time
    private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void shouldPauseEvenIfAHandlerInterruptsTheThread() {
        Replay[] replay = {null};
        boolean[] interrupted = {true};
        replay[0] = standing(run(0, 10), options.target(event -> {
            note(event);
            interrupted[0] = Thread.currentThread().isInterrupted();
            Thread.currentThread().interrupt();
            replay[0].pause();
        }));
        replay[0].resume();
        awaitStandstill(1);
        replay[0].resume();
        reportOf(replay[0]);

        assertThat(interrupted[0]).isFalse();
    }

    @Test
    void shouldDeliverEventsOneByOneOnTheExecutor() {
        ExecutorService userInterface = Executors.newSingleThreadExecutor(task -> new Thread(task, "ui"));
        try {
            List<String> threads = Collections.synchronizedList(new ArrayList<>());
            reportOf(start(run(0, 100), options.executor(userInterface).target(event -> {
                note(event);
                threads.add(Thread.currentThread().getName());
            })));

            assertThat(log).containsExactly("0@0", "1@100");
            assertThat(threads).containsExactly("ui", "ui");
        } finally {
            userInterface.shutdownNow();
        }
    }

    @Test
    void shouldSubmitEventsEarlySoThatTheExecutorDeliversThemOnTime() {
        int[] onTime = {0};
        int[] early = {0};
        long[] millis = new long[200];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = i;
        }
        ReplayReport report = reportOf(start(
                run(millis),
                options.executor(task -> {
                            clock.advance(Duration.ofNanos(300_000)); // the time that starting a task takes
                            task.run();
                        })
                        .target(event -> {
                            long lateNanos = clock.nanoTime() - event.sequence() * 1_000_000;
                            onTime[0] += lateNanos == 0 ? 1 : 0;
                            early[0] += lateNanos < 0 ? 1 : 0;
                        })));

        assertThat(early[0]).isZero();
        assertThat(onTime[0]).isGreaterThan(150);
        assertThat(report.lateness().p50()).isZero();
        assertThat(report.lateness().max()).isEqualTo(Duration.ofNanos(300_000));
    }

    @Test
    void shouldReportTheLatenessOfABusyExecutor() {
        ReplayReport report = reportOf(start(run(0, 100, 200, 300), options.executor(task -> {
            clock.advance(Duration.ofMillis(30));
            task.run();
        })));

        assertThat(log).containsExactly("0@30", "1@129", "2@229", "3@329");
        assertThat(report.lateness().max()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void shouldCountFailuresOnTheExecutor() {
        List<Throwable> failures =
                List.of(new IllegalStateException("broken"), new AssertionError("broken"), new Exception("broken"));
        for (Throwable failure : failures) {
            Replay replay = start(
                    run(0),
                    options.onError(ErrorAction.STOP).executor(Runnable::run).target(failing(0, failure)));
            assertThatThrownBy(() -> reportOf(replay))
                    .hasCauseInstanceOf(ReplayException.class)
                    .rootCause()
                    .isSameAs(failure);
        }
        ExecutorService closed = Executors.newSingleThreadExecutor();
        closed.shutdownNow();
        assertThat(reportOf(start(run(0, 10), options.executor(closed))).failed())
                .isEqualTo(2);
    }

    @Test
    void shouldNotBeAffectedByChangesToAReturnedCompletion() {
        Replay replay = standing(run(0, 100), options);
        CompletableFuture<ReplayReport> copy = replay.completion();
        copy.cancel(true);
        replay.completion().complete(null);
        replay.resume();

        assertThat(reportOf(replay).published()).isEqualTo(2);
        assertThat(copy).isCancelled();
    }

    @Test
    void shouldRefuseInvalidOptions() {
        ReplayOptions defaults = ReplayOptions.defaults();
        assertThatThrownBy(() -> defaults.speed(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> defaults.maxGap(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxGap=PT-0.001S is negative");
        assertThatThrownBy(() -> defaults.onError(null)).hasMessage("onError");
        assertThatThrownBy(() -> defaults.nested(null)).hasMessage("nested");
        assertThat(defaults.startPaused(true).startPaused()).isTrue();
        assertThat(defaults.asFastAsPossible().speed()).isInfinite();
    }

    @Test
    void shouldEndWhenCancelledEvenIfTheExecutorRunsNoTasks() throws InterruptedException {
        CountDownLatch handedOver = new CountDownLatch(1);
        Replay replay = start(run(0, 10), options.executor(task -> handedOver.countDown()));
        handedOver.await();

        replay.cancel();

        ReplayReport report = reportOf(replay);
        assertThat(report.cancelled()).isTrue();
        assertThat(report.published()).isZero();
        assertThat(log).isEmpty();
    }

    @Test
    void shouldFailInsteadOfHangingIfTheClockOrTheHistoryFails() {
        ReplayClock broken = new ReplayClock() {
            @Override
            public long nanoTime() {
                throw new IllegalStateException("no time");
            }

            @Override
            public void await(long nanos) {}
        };
        assertThatThrownBy(() -> reportOf(start(run(1), options.clock(broken)))).hasRootCauseMessage("no time");

        EventReplayer.Source deaf = new EventReplayer.Source() {
            @Override
            public BufferView held() {
                return new BufferView(run(1), List.of(), true, 0);
            }

            @Override
            public Subscription onRecorded(Runnable signal) {
                throw new IllegalStateException("no signals");
            }

            @Override
            public long lookAfterNanos() {
                return Long.MAX_VALUE;
            }
        };
        SnapshotManager snapshots =
                new SnapshotManager(List.of(), deaf::held, released -> {}, failure -> {}, () -> 0, LockExclusion::new);
        EventReplayer replayer = new EventReplayer(deaf, snapshots, event -> event);
        assertThatThrownBy(() -> reportOf(replayer.start(EventFilter.all(), options.thenLive(), null)))
                .hasRootCauseMessage("no signals");
    }
}
