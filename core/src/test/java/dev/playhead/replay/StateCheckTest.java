package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.NestedEvents;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.recording.Buffers;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.replay.ReplayReport.Divergence;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.ProjectionException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class StateCheckTest {
    private static final ReplayOptions FAST = ReplayOptions.defaults().asFastAsPossible();
    private static final Projection<Long> SUM =
            Projection.of("sum", 0L, (sum, event) -> sum + (Long) event.payload() * (event.sequence() + 1));

    /**
     * An application whose state is a sum over its events. At the event with the sequence {@code wrongAt}, the
     * application adds a wrong number.
     */
    private static final class Application implements Consumer<RecordedEvent> {
        private final AtomicLong sum = new AtomicLong();
        private final long wrongAt;

        Application(long wrongAt) {
            this.wrongAt = wrongAt;
        }

        @Override
        public void accept(RecordedEvent event) {
            sum.addAndGet((Long) event.payload() * (event.sequence() + 1) + (event.sequence() == wrongAt ? 1 : 0));
        }
    }

    private static EventSlice run(int events) {
        CircularBuffer buffer = new CircularBuffer(
                RetentionPolicy.unlimited(), e -> e, Clock.systemUTC(), System::nanoTime, Buffers.options(false));
        for (int i = 0; i < events; i++) {
            buffer.append(GridEvent.of("e", (long) i % 7));
        }
        return buffer.held().run();
    }

    private static ReplayReport report(EventSlice run, int interval, EventFilter filter, ReplayOptions options) {
        Replay replay = Sources.replayer(() -> new BufferView(run, List.of(), true, 0), interval)
                .start(filter, options, null);
        return replay.completion().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static Optional<Divergence> found(int events, int interval, long wrongAt) {
        Application application = new Application(wrongAt);
        return report(
                        run(events),
                        interval,
                        EventFilter.all(),
                        FAST.target(application).verify(SUM, application.sum::get))
                .firstDivergence();
    }

    @Test
    void shouldFindNoDivergenceIfTheApplicationIsCorrect() {
        assertThat(found(1_000, 256, -1)).isEmpty();
        assertThat(found(3, 256, -1)).isEmpty();
        assertThat(found(0, 256, -1)).isEmpty();
    }

    @Test
    void shouldNameTheFirstDifferingIntervalAndEvent() {
        Divergence divergence = found(1_000, 256, 700).orElseThrow();

        assertThat(divergence.projection()).isEqualTo("sum");
        assertThat(divergence.equalAt()).hasValue(511);
        assertThat(divergence.differsAt()).isEqualTo(767);
        assertThat(divergence.event()).map(RecordedEvent::sequence).hasValue(700L);
        assertThat(divergence.actual()).isEqualTo((Long) divergence.recorded() + 1);
    }

    @Test
    void shouldFindTheEventAtAnyPositionAndWithAnyInterval() {
        for (int round = 0; round < 200; round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            int events = 1 + random.nextInt(300);
            int interval = 1 + random.nextInt(40);
            int wrongAt = random.nextInt(events);
            Divergence divergence = found(events, interval, wrongAt).orElseThrow();

            assertThat(divergence.event())
                    .as("seed=" + seed)
                    .map(RecordedEvent::sequence)
                    .hasValue((long) wrongAt);
            assertThat(divergence.equalAt().orElseThrow()).as("seed=" + seed).isLessThan(wrongAt);
            assertThat(divergence.differsAt()).as("seed=" + seed).isBetween((long) wrongAt, events - 1L);
            assertThat(divergence.differsAt() - divergence.equalAt().orElseThrow())
                    .as("seed=" + seed)
                    .isLessThanOrEqualTo(interval);
        }
    }

    @Test
    void shouldReportThatTheStatesDifferedBeforeTheFirstEvent() {
        Application application = new Application(-1);
        application.sum.set(5);
        Divergence divergence = report(
                        run(10), 4, EventFilter.all(), FAST.target(application).verify(SUM, application.sum::get))
                .firstDivergence()
                .orElseThrow();

        assertThat(divergence).isEqualTo(new Divergence("sum", OptionalLong.empty(), -1, Optional.empty(), 0L, 5L));
    }

    @Test
    void shouldBeginWithTheStateBeforeTheFirstReplayedEvent() {
        EventSlice run = run(100);
        Application application = new Application(77);
        application.sum.set(60L * 60 * 60);
        run.upTo(59).after(-1).forEachRemaining(application);
        application.sum.addAndGet(-60L * 60 * 60);
        Divergence divergence = report(
                        run,
                        8,
                        EventFilter.sequenceBetween(60, 99),
                        FAST.target(application).verify(SUM, application.sum::get))
                .firstDivergence()
                .orElseThrow();

        assertThat(divergence.event()).map(RecordedEvent::sequence).hasValue(77L);
    }

    @Test
    void shouldReportTheEventBeforeAnEventThatTheFilterOmits() {
        Application application = new Application(-1);
        Divergence divergence = report(
                        run(100),
                        8,
                        EventFilter.sequenceBetween(29, 29).negate(),
                        FAST.target(application).verify(SUM, application.sum::get))
                .firstDivergence()
                .orElseThrow();

        assertThat(divergence.event()).map(RecordedEvent::sequence).hasValue(28L);
    }

    @Test
    void shouldNotNameAnEventIfTheCapturedStateIsModifiedLater() {
        Projection<List<Long>> all = Projection.of("all", List.of(), (list, event) -> {
            List<Long> more = new ArrayList<>(list);
            more.add(event.sequence());
            return more;
        });
        List<Long> own = new ArrayList<>();
        ReplayOptions options = FAST.target(event -> own.add(event.sequence() == 13 ? -13 : event.sequence()));
        Divergence live = report(run(40), 8, EventFilter.all(), options.verify(all, () -> own))
                .firstDivergence()
                .orElseThrow();
        own.clear();
        Divergence copied = report(run(40), 8, EventFilter.all(), options.verify(all, () -> List.copyOf(own)))
                .firstDivergence()
                .orElseThrow();

        assertThat(copied.event()).map(RecordedEvent::sequence).hasValue(13L);
        assertThat(live.event()).isEmpty();
        assertThat(live.equalAt()).hasValue(7);
        assertThat(live.differsAt()).isEqualTo(15);
    }

    @Test
    void shouldNotCompareStatesAfterASeek() {
        Application application = new Application(20);
        Replay[] replay = {null};
        VirtualClock clock = new VirtualClock();
        EventSlice run = run(40);
        replay[0] = Sources.replayer(() -> new BufferView(run, List.of(), true, 0), 8)
                .start(
                        EventFilter.all(),
                        FAST.clock(clock)
                                .startPaused(true)
                                .target(event -> {
                                    application.accept(event);
                                    if (event.sequence() == 12) {
                                        replay[0].seek("18");
                                    }
                                })
                                .verify(SUM, application.sum::get),
                        null);
        replay[0].resume();

        assertThat(replay[0].completion().orTimeout(60, TimeUnit.SECONDS).join().firstDivergence())
                .isEmpty();
    }

    @Test
    void shouldCaptureTheStateOnTheExecutorThatDeliversEvents() {
        ExecutorService userInterface = Executors.newSingleThreadExecutor(task -> new Thread(task, "ui"));
        try {
            Application application = new Application(3);
            List<String> threads = new ArrayList<>();
            Divergence divergence = report(
                            run(10),
                            4,
                            EventFilter.all(),
                            FAST.executor(userInterface).target(application).verify(SUM, () -> {
                                threads.add(Thread.currentThread().getName());
                                return application.sum.get();
                            }))
                    .firstDivergence()
                    .orElseThrow();

            assertThat(divergence.event()).map(RecordedEvent::sequence).hasValue(3L);
            assertThat(threads).isNotEmpty().containsOnly("ui");
        } finally {
            userInterface.shutdownNow();
        }
    }

    @Test
    void shouldFailWithTheExceptionOfTheApplicationOrTheProjection() {
        assertEndsWith(SUM, () -> {
            throw new IllegalStateException("no state");
        });
        assertThatThrownBy(() -> report(
                        run(10),
                        4,
                        EventFilter.all(),
                        FAST.target(event -> {})
                                .verify(
                                        Projection.of("broken", 0L, (state, event) -> {
                                            throw new IllegalStateException("no fold");
                                        }),
                                        () -> 0L)))
                .cause()
                .isInstanceOf(ProjectionException.class)
                .hasMessageContaining("projection=broken threw at event id=0");
    }

    private static void assertEndsWith(Projection<Long> projection, Supplier<Long> actual) {
        assertThatThrownBy(() -> report(
                        run(10), 4, EventFilter.all(), FAST.target(event -> {}).verify(projection, actual)))
                .cause()
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("projection=sum")
                .hasRootCauseMessage("no state");
    }

    @Test
    void shouldCompareStatesAfterEvictedEventsIfTheProjectionIsRegistered() {
        try (EventHistory history =
                EventHistory.builder().capacity(100).projection(SUM).build()) {
            Application application = new Application(1_950);
            for (int i = 0; i < 2_000; i++) {
                history.recordEvent(GridEvent.of("e", (long) i % 7));
                if (i < 1_900) {
                    application.accept(dev.playhead.event.RecordedEvent.of(i, GridEvent.of("e", (long) i % 7)));
                }
            }
            Divergence divergence = history.replay(
                            EventFilter.all(), FAST.target(application).verify(SUM, application.sum::get))
                    .completion()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join()
                    .firstDivergence()
                    .orElseThrow();
            assertThat(divergence.event()).map(RecordedEvent::sequence).hasValue(1_950L);

            Projection<Long> other = Projection.of("other", 0L, SUM::apply);
            assertThatThrownBy(() -> history.replay(
                                    EventFilter.all(), FAST.target(application).verify(other, application.sum::get))
                            .completion()
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .hasCauseInstanceOf(IncompleteHistoryException.class);
        }
    }

    @Test
    void shouldIncludeDerivedEventsInTheRecordedStates() {
        Projection<Long> stock = Projection.of(
                "stock", 0L, (sum, event) -> event.type().equals("stock") ? sum + (Long) event.payload() : sum);
        EventBus bus = EventBus.create();
        long[] factor = {5};
        AtomicLong sum = new AtomicLong();
        bus.subscribe("order", event -> bus.publish(GridEvent.of("stock", (Long) event.payload() * factor[0])));
        bus.subscribe("stock", event -> sum.addAndGet((Long) event.payload()));
        try (EventHistory history = EventHistory.inMemory()) {
            history.attach(bus);
            for (long order = 1; order <= 20; order++) {
                bus.publish(GridEvent.of("order", order));
            }
            ReplayOptions roots = FAST.nested(NestedEvents.ROOTS_ONLY).verify(stock, sum::get);
            sum.set(0);
            ReplayReport right = history.replay(EventFilter.all(), roots)
                    .completion()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            assertThat(right.firstDivergence()).isEmpty();
            sum.set(0);
            factor[0] = 6;
            ReplayReport wrong = history.replay(EventFilter.all(), roots)
                    .completion()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();

            assertThat(wrong.firstDivergence().orElseThrow().event())
                    .map(RecordedEvent::sequence)
                    .hasValue(0L);
            assertThat(wrong.firstDifference().orElseThrow().recorded())
                    .map(RecordedEvent::sequence)
                    .hasValue(1L);
        }
    }

    @Test
    void shouldCompareTheFirstStateEvenIfItsEventsAreEvictedMeanwhile() {
        CountDownLatch evicted = new CountDownLatch(1);
        ExecutorService deliveries = Executors.newSingleThreadExecutor();
        try (EventHistory history = EventHistory.builder().capacity(100).build()) {
            Application application = new Application(-1);
            for (int i = 0; i < 100; i++) {
                history.recordEvent(GridEvent.of("e", (long) i % 7));
            }
            deliveries.execute(() -> awaitUninterruptibly(evicted));
            Replay replay = history.replay(
                    EventFilter.all(),
                    FAST.executor(deliveries).target(application).verify(SUM, application.sum::get));
            for (int i = 0; i < 10_000; i++) {
                history.recordEvent(GridEvent.of("e", 1L));
            }
            evicted.countDown();
            ReplayReport report =
                    replay.completion().orTimeout(60, TimeUnit.SECONDS).join();

            assertThat(report.published()).isEqualTo(100);
            assertThat(report.firstDivergence()).isEmpty();
        } finally {
            deliveries.shutdown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldNotLetAProjectionRecordWhileStatesAreCompared() {
        try (EventHistory history = EventHistory.inMemory()) {
            for (long i = 0; i < 10; i++) {
                history.recordEvent(GridEvent.of("e", i));
            }
            Projection<Long> recording =
                    Projection.of("recording", 0L, (sum, event) -> history.recordEvent(GridEvent.of("more", sum)));
            assertThatThrownBy(() -> history.replay(
                                    EventFilter.all(), FAST.target(event -> {}).verify(recording, () -> 0L))
                            .completion()
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .cause()
                    .isInstanceOf(ProjectionException.class)
                    .hasMessageContaining("id=0 type=e");
            assertThat(history.stats().recorded()).isEqualTo(10);
        }
    }

    @Test
    void shouldNameTheEventAtWhichAProjectionFailsWithAnError() {
        Projection<Long> failing = Projection.of("failing", 0L, (sum, event) -> {
            if (event.sequence() == 3) {
                throw new AssertionError("wrong");
            }
            return sum;
        });
        assertThatThrownBy(() -> report(
                        run(10), 4, EventFilter.all(), FAST.target(event -> {}).verify(failing, () -> 0L)))
                .cause()
                .isInstanceOf(ProjectionException.class)
                .hasMessageContaining("id=3");
    }
}
