package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.EventHistory;
import dev.playhead.bus.CauseScope;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.NestedEvents;
import dev.playhead.bus.ReplayContext;
import dev.playhead.bus.SubscribeOption;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.replay.ReplayOptions.ErrorAction;
import dev.playhead.replay.ReplayReport.EventMismatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests of replays to a bus. The recorded application reserves stock for each order, and sends a mail for each
 * reservation.
 */
class BusReplayTest {
    private static final ReplayOptions FAST = ReplayOptions.defaults().asFastAsPossible();

    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    private final EventBus bus =
            EventBus.builder().errorListener(e -> errors.add(e.error())).build();
    private final EventHistory history = EventHistory.builder().exclude("noise").build();
    private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
    private int unitPrice = 5;

    @BeforeEach
    void recordOrders() {
        history.attach(bus);
        bus.subscribe("*", event -> {
            handled.add(event.type() + (ReplayContext.isReplaying() ? "*" : ""));
        });
        bus.subscribe("order", event -> {
            bus.publish(GridEvent.of("noise", null));
            bus.publish(GridEvent.of("stock", (Long) event.payload() * unitPrice));
        });
        bus.subscribe("stock", event -> bus.publish(GridEvent.of("mail", event.payload())));
        bus.publish(GridEvent.of("order", 2L).from("user"));
        bus.publish(GridEvent.of("login", null));
        bus.publish(GridEvent.of("order", 3L).from("user"));
        assertThat(types()).containsExactly("order", "stock", "mail", "login", "order", "stock", "mail");
        handled.clear();
    }

    @AfterEach
    void close() {
        history.close();
    }

    private List<String> types() {
        return history.getEvents().stream().map(RecordedEvent::type).toList();
    }

    private ReplayReport replay(EventFilter filter, ReplayOptions options) {
        return history.replay(filter, options)
                .completion()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void shouldSuppressAndCountEventsPublishedByHandlersAndRecordNothing() {
        ReplayReport report = replay(EventFilter.all(), FAST);

        assertThat(handled).containsExactly("order*", "stock*", "mail*", "login*", "order*", "stock*", "mail*");
        assertThat(report.published()).isEqualTo(7);
        assertThat(report.suppressed()).isEqualTo(6);
        assertThat(report.failed()).isZero();
        assertThat(report.firstDifference()).isEmpty();
        assertThat(types()).hasSize(7);
        assertThat(ReplayContext.isReplaying()).isFalse();
    }

    @Test
    void shouldNotRecordEventsThatHandlersRecordDuringAReplay() {
        List<Long> sequences = Collections.synchronizedList(new ArrayList<>());
        bus.subscribe("login", event -> sequences.add(history.recordEvent(GridEvent.of("audit", null))));
        replay(EventFilter.all(), FAST);
        assertThat(sequences).containsExactly(EventHistory.NOT_RECORDED);
        bus.publish(GridEvent.of("login", null));

        assertThat(types().subList(7, 9)).containsExactly("login", "audit");
    }

    @Test
    void shouldDeliverEventsPublishedByHandlersInModeDeliver() {
        ReplayReport report = replay(EventFilter.typeIs("order"), FAST.nested(NestedEvents.DELIVER));

        assertThat(handled)
                .containsExactly("order*", "noise*", "stock*", "mail*", "order*", "noise*", "stock*", "mail*");
        assertThat(report.published()).isEqualTo(2);
        assertThat(report.suppressed()).isZero();
        assertThat(types()).hasSize(7);
    }

    @Test
    void shouldReplayOnlyRootsAndLetTheApplicationDeriveTheRest() {
        List<ReplayOptions.Progress> progress = new ArrayList<>();
        ReplayReport report =
                replay(EventFilter.all(), FAST.nested(NestedEvents.ROOTS_ONLY).onProgress(progress::add));

        assertThat(handled)
                .containsExactly(
                        "order*", "noise*", "stock*", "mail*", "login*", "order*", "noise*", "stock*", "mail*");
        assertThat(report.published()).isEqualTo(3);
        assertThat(report.firstDifference()).isEmpty();
        assertThat(progress).extracting(ReplayOptions.Progress::published).containsExactly(1L, 2L, 3L);
        assertThat(progress).extracting(ReplayOptions.Progress::total).containsOnly(3L);
        assertThat(types()).hasSize(7);
    }

    @Test
    void shouldCompareAllEventsDerivedFromTheRootsThatTheFilterSelects() {
        ReplayOptions roots = FAST.nested(NestedEvents.ROOTS_ONLY);

        assertThat(replay(EventFilter.source("user"), roots).firstDifference()).isEmpty();
        assertThat(replay(EventFilter.sequenceBetween(2, 4), roots).firstDifference())
                .isEmpty();
        assertThat(replay(EventFilter.sequenceBetween(4, 4), roots).published()).isEqualTo(1);
    }

    @Test
    void shouldReportTheFirstEventThatIsDerivedDifferently() {
        unitPrice = 6;
        ReplayReport report = replay(EventFilter.source("user"), FAST.nested(NestedEvents.ROOTS_ONLY));

        EventMismatch difference = report.firstDifference().orElseThrow();
        assertThat(difference.recorded()).map(RecordedEvent::id).hasValue("1");
        assertThat(difference.recorded()).map(RecordedEvent::payload).hasValue(10L);
        assertThat(difference.derived()).map(GridEvent::payload).hasValue(12L);
        assertThat(difference.derived())
                .map(event -> event.metadata().get(CauseScope.CAUSATION_ID))
                .hasValue("0");
    }

    @Test
    void shouldStepFromRootToRoot() throws Exception {
        VirtualClock clock = new VirtualClock();
        Replay replay = history.replay(
                EventFilter.all(),
                ReplayOptions.defaults()
                        .clock(clock)
                        .nested(NestedEvents.ROOTS_ONLY)
                        .startPaused(true));
        replay.step();
        replay.step();
        await().until(clock::isIdle);
        assertThat(handled).containsExactly("order*", "noise*", "stock*", "mail*", "login*");
        replay.step();
        ReplayReport report = replay.completion().get(30, TimeUnit.SECONDS);

        assertThat(report.published()).isEqualTo(3);
        assertThat(report.firstDifference()).isEmpty();
    }

    @Test
    void shouldNotReportEventsSkippedBySeeking() throws Exception {
        Replay[] replay = {null};
        bus.subscribe("login", event -> replay[0].seek("0"), SubscribeOption.once());
        replay[0] = history.replay(
                EventFilter.all(), FAST.nested(NestedEvents.ROOTS_ONLY).startPaused(true));
        replay[0].resume();
        ReplayReport report = replay[0].completion().get(30, TimeUnit.SECONDS);

        assertThat(report.published()).isEqualTo(5);
        assertThat(report.firstDifference()).isEmpty();
    }

    @Test
    void shouldReportNoDifferenceIfTheReplayIsCancelled() throws Exception {
        unitPrice = 6;
        Replay[] replay = {null};
        bus.subscribe("login", event -> replay[0].cancel());
        replay[0] = history.replay(
                EventFilter.all(), FAST.nested(NestedEvents.ROOTS_ONLY).startPaused(true));
        replay[0].resume();
        ReplayReport report = replay[0].completion().get(30, TimeUnit.SECONDS);

        assertThat(report.cancelled()).isTrue();
        assertThat(report.firstDifference()).isEmpty();
    }

    @Test
    void shouldNotCallHandlersThatAreLiveOnly() {
        List<String> mails = new ArrayList<>();
        bus.subscribe("mail", event -> mails.add(event.type()), SubscribeOption.liveOnly());
        replay(EventFilter.all(), FAST);
        assertThat(mails).isEmpty();

        bus.publish(GridEvent.of("mail", null));
        assertThat(mails).hasSize(1);
    }

    @Test
    void shouldCountEventsWhoseHandlersThrowAndStopOnErrorIfConfigured() {
        bus.subscribe("stock", event -> {
            throw new IllegalStateException("sold out");
        });
        assertThat(replay(EventFilter.all(), FAST).failed()).isEqualTo(2);
        handled.clear();

        assertThatThrownBy(() -> replay(EventFilter.all(), FAST.onError(ErrorAction.STOP)))
                .cause()
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("id=1 type=stock: failedHandlers=1");
        assertThat(handled).containsExactly("order*", "stock*");
        assertThat(errors).hasSize(3);
    }

    @Test
    void shouldPublishToTheTargetOfTheOptionsInsteadOfTheBus() {
        List<String> ids = new ArrayList<>();
        replay(EventFilter.typeIs("mail"), FAST.target(event -> {
            ids.add(event.id());
            assertThat(ReplayContext.isReplaying()).isFalse();
        }));

        assertThat(ids).containsExactly("2", "6");
        assertThat(handled).isEmpty();
    }

    @Test
    void shouldRefuseInvalidTargets() {
        ReplayOptions roots = FAST.nested(NestedEvents.ROOTS_ONLY).target(event -> {});
        assertThatThrownBy(() -> history.replay(EventFilter.all(), roots))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested=ROOTS_ONLY");
        try (EventHistory lonely = EventHistory.inMemory()) {
            assertThatThrownBy(() -> lonely.replay(EventFilter.all(), FAST))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("replayTarget");
        }
    }

    @Test
    void shouldReplayTheEventsPresentAtItsStartEvenIfTheyAreCleared() throws Exception {
        Replay replay = history.replay(EventFilter.all(), FAST.startPaused(true));
        history.clear();
        replay.resume();

        assertThat(replay.completion().get(30, TimeUnit.SECONDS).published()).isEqualTo(7);
    }
}
