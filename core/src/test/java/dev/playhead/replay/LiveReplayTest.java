package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.EventHistory;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.NestedEvents;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.replay.ReplayReport.Divergence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests of replays that publish recorded events at their times on a virtual clock, and then continue with live events.
 */
class LiveReplayTest {
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");

    private final VirtualClock clock = new VirtualClock();
    private final EventHistory history =
            EventHistory.builder().capacity(1_000_000).build();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final ReplayOptions options = ReplayOptions.defaults()
            .clock(clock)
            .thenLive()
            .target(event -> log.add(event.id() + "@" + clock.elapsed().toMillis()));

    @AfterEach
    void close() {
        history.close();
    }

    private void record(long... millis) {
        for (long at : millis) {
            history.recordEvent(GridEvent.of(at % 2 == 0 ? "even" : "odd", at).at(T0.plusMillis(at)));
        }
    }

    private void awaitPublished(int count) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> log.size() == count && clock.isIdle());
    }

    private static ReplayReport reportOf(Replay replay) {
        return replay.completion().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void shouldPublishEventsRecordedMeanwhileWithoutWaitingAndThenLiveEvents() {
        record(0, 100, 200);
        Replay replay = history.replay(EventFilter.all(), options.startPaused(true));
        clock.at(Duration.ofMillis(150), () -> record(500, 900));
        replay.resume();
        awaitPublished(5);
        assertThat(log).containsExactly("0@0", "1@100", "2@200", "3@200", "4@200");
        clock.advance(Duration.ofMillis(50));
        record(20_000);
        awaitPublished(6);
        assertThat(log.get(5)).isEqualTo("5@250");
        replay.cancel();

        ReplayReport report = reportOf(replay);
        assertThat(report.published()).isEqualTo(6);
        assertThat(report.missed()).isZero();
        assertThat(report.cancelled()).isTrue();
        assertThat(report.lateness().max()).isZero();
    }

    @Test
    void shouldAlsoApplyTheFilterToLiveEvents() {
        record(1, 2, 3);
        Replay replay = history.replay(EventFilter.typeIs("even"), options);
        awaitPublished(1);
        record(5);
        record(7, 8);
        awaitPublished(2);

        assertThat(log).containsExactly("1@0", "5@0");
        replay.cancel();
        reportOf(replay);
    }

    @Test
    void shouldBeginWithLiveEventsIfNothingWasRecorded() {
        Replay replay = history.replay(EventFilter.all(), options);
        awaitPublished(0);
        record(4);
        awaitPublished(1);
        history.close();

        assertThat(reportOf(replay).cancelled()).isTrue();
        assertThat(log).containsExactly("0@0");
    }

    @Test
    void shouldObeyControlsWhileLive() {
        record(0, 100);
        Replay replay = history.replay(EventFilter.all(), options);
        awaitPublished(2);
        replay.pause();
        record(200, 300, 400);
        awaitPublished(2);
        replay.step();
        awaitPublished(3);
        replay.resume();
        awaitPublished(5);
        replay.step(); // publishes the next event as soon as it is recorded
        awaitPublished(5);
        record(500, 600);
        awaitPublished(6);
        replay.seek("0");
        awaitPublished(6);
        replay.resume();
        awaitPublished(13);

        assertThat(log)
                .containsExactly(
                        "0@0", "1@100", "2@100", "3@100", "4@100", "5@100", "0@100", "1@200", "2@200", "3@200", "4@200",
                        "5@200", "6@200");
        replay.cancel();
        assertThat(reportOf(replay).published()).isEqualTo(13);
    }

    @Test
    void shouldCountEventsEvictedBeforeTheyWerePublished() {
        try (EventHistory small = EventHistory.builder().capacity(16).build()) {
            for (int i = 0; i < 4; i++) {
                small.recordEvent(GridEvent.of("e", i).at(T0));
            }
            Replay replay = small.replay(EventFilter.all(), options.startPaused(true));
            awaitPublished(0);
            for (int i = 4; i < 100; i++) {
                small.recordEvent(GridEvent.of("e", i).at(T0));
            }
            replay.resume();
            awaitPublished(20);
            replay.cancel();

            assertThat(reportOf(replay).missed()).isEqualTo(80);
            assertThat(log.get(3)).isEqualTo("3@0");
            assertThat(log.get(4)).isEqualTo("84@0");
            assertThat(log.get(19)).isEqualTo("99@0");
        }
    }

    @Test
    void shouldNotCountClearedEventsAsMissed() {
        record(0, 0, 0);
        Replay replay = history.replay(EventFilter.all(), options.startPaused(true));
        awaitPublished(0);
        record(0, 0);
        history.clear();
        record(0);
        replay.resume();
        awaitPublished(4);
        replay.cancel();

        assertThat(log).containsExactly("0@0", "1@0", "2@0", "5@0");
        assertThat(reportOf(replay).missed()).isZero();
    }

    @Test
    void shouldCompareStatesUpToTheTransition() {
        record(1, 2, 3);
        long[] sum = {0};
        ReplayOptions verified = options.target(event -> {
                    sum[0] += (Long) event.payload();
                    log.add(event.id());
                })
                .verify(
                        dev.playhead.timetravel.Projection.of(
                                "sum", 0L, (state, event) -> state + (Long) event.payload()),
                        () -> sum[0] + (log.size() > 2 ? 1 : 0));
        Replay replay = history.replay(EventFilter.all(), verified);
        awaitPublished(3);
        record(4);
        awaitPublished(4);
        replay.cancel();

        Divergence divergence = reportOf(replay).firstDivergence().orElseThrow();
        assertThat(divergence.differsAt()).isEqualTo(2);
        assertThat(divergence.actual()).isEqualTo(7L);
    }

    @Test
    void shouldRefuseToDeriveEventsInAReplayThatContinuesLive() {
        history.attach(EventBus.create());
        assertThatThrownBy(() -> history.replay(
                        EventFilter.all(),
                        ReplayOptions.defaults().nested(NestedEvents.ROOTS_ONLY).thenLive()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("thenLive");
    }
}
