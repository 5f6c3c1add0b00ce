package dev.playhead.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.playhead.bus.EventBus.ReplayOutcome;
import dev.playhead.capture.EventType;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private final List<String> calls = new ArrayList<>();
    private final List<DispatchError> failures = new ArrayList<>();
    private final List<GridEvent> recorded = new ArrayList<>();
    private final List<GridEvent> nested = new ArrayList<>();
    private final EventBus bus = bus();

    private EventBus bus() {
        EventBus bus =
                EventBus.builder().errorListener(failures::add).recordErrors().build();
        bus.recordWith(e -> {
            recorded.add(e);
            return recorded.size() - 1L;
        });
        return bus;
    }

    private static GridEvent event(String type) {
        return GridEvent.of(type, null);
    }

    private static RecordedEvent recorded(long sequence, String type) {
        return RecordedEvent.of(sequence, event(type));
    }

    private ReplayOutcome replay(String type, NestedEvents policy) {
        return bus.replay(recorded(7, type), policy, nested::add);
    }

    @Test
    void shouldDispatchTheRecordedEventWithoutMiddlewareAndRecorders() {
        bus.use(e -> null);
        List<GridEvent> handled = new ArrayList<>();
        bus.subscribe("*", handled::add);
        RecordedEvent event = recorded(7, "a");

        ReplayOutcome outcome = bus.replay(event, NestedEvents.SUPPRESS, nested::add);

        assertThat(handled).hasSize(1);
        assertThat(handled.get(0)).isSameAs(event.event());
        assertThat(recorded).isEmpty();
        assertThat(nested).isEmpty();
        assertThat(outcome).isEqualTo(new ReplayOutcome(0, 0));
    }

    @Test
    void shouldReportWhetherAnEventIsReplayed() {
        bus.subscribe("*", e -> calls.add("replaying " + ReplayContext.isReplaying()));

        bus.publish(event("a"));
        replay("a", NestedEvents.SUPPRESS);
        bus.publish(event("a"));

        assertThat(calls).containsExactly("replaying false", "replaying true", "replaying false");
        assertThat(ReplayContext.isReplaying()).isFalse();
        assertThat(recorded).hasSize(2);
    }

    @Test
    void shouldNotCallLiveOnlyHandlers() {
        EventType<Edit> type = EventType.of("edit", Edit.class);
        bus.subscribe("edit", e -> calls.add("live only"), SubscribeOption.liveOnly());
        bus.subscribe(type, (e, p) -> calls.add("typed live only"), SubscribeOption.liveOnly());
        bus.subscribe("edit", e -> calls.add("any"));

        replay("edit", NestedEvents.SUPPRESS);
        assertThat(calls).containsExactly("any");

        bus.publish(type.event(new Edit("A1", 1)));
        assertThat(calls).containsExactly("any", "live only", "typed live only", "any");
    }

    @Test
    void shouldNotUseUpLiveOnlyOnceHandlers() {
        bus.subscribe("*", e -> calls.add(e.type()), SubscribeOption.liveOnly(), SubscribeOption.once());

        replay("replayed", NestedEvents.SUPPRESS);
        bus.publish(event("live"));

        assertThat(calls).containsExactly("live");
    }

    @Test
    void shouldUseUpOnceHandlers() {
        bus.subscribe("*", e -> calls.add(e.type()), SubscribeOption.once());

        replay("replayed", NestedEvents.SUPPRESS);
        bus.publish(event("live"));

        assertThat(calls).containsExactly("replayed");
    }

    @Test
    void shouldSuppressAndCountNestedEvents() {
        EventBus other = bus();
        other.subscribe("*", e -> calls.add("other " + e.type()));
        bus.subscribe("root", e -> {
            bus.publish(event("child"));
            bus.publish(event("child"));
            other.publish(event("child"));
        });
        bus.subscribe("child", e -> calls.add("child"));

        ReplayOutcome outcome = replay("root", NestedEvents.SUPPRESS);

        assertThat(outcome).isEqualTo(new ReplayOutcome(0, 3));
        assertThat(calls).isEmpty();
        assertThat(recorded).isEmpty();
        assertThat(nested).isEmpty();
    }

    @Test
    void shouldDeliverNestedEventsAsPartOfTheReplay() {
        EventBus other = bus();
        other.subscribe("child", e -> calls.add("child on the other bus, replaying " + ReplayContext.isReplaying()));
        bus.use(EventMiddleware.filter(e -> !e.type().equals("cancelled")));
        bus.subscribe("root", e -> {
            bus.publish(event("child"));
            bus.publish(event("cancelled"));
            other.publish(event("child"));
        });
        bus.subscribe("child", e -> bus.publish(event("grandchild")));
        bus.subscribe("*", e -> calls.add(e.type() + " replaying " + ReplayContext.isReplaying()));
        bus.subscribe("*", e -> calls.add("live only"), SubscribeOption.liveOnly());

        ReplayOutcome outcome = replay("root", NestedEvents.DELIVER);

        assertThat(outcome).isEqualTo(new ReplayOutcome(0, 0));
        assertThat(calls)
                .containsExactly(
                        "grandchild replaying true",
                        "child replaying true",
                        "child on the other bus, replaying true",
                        "root replaying true");
        assertThat(recorded).isEmpty();
        assertThat(nested).isEmpty();
    }

    @Test
    void shouldPassNestedEventsToTheListenerBeforeTheirHandlersIfOnlyRootsAreReplayed() {
        EventBus other = bus();
        bus.use(EventMiddleware.filter(e -> !e.type().equals("cancelled")));
        bus.use(e -> e.type().equals("child") ? GridEvent.of("child", "rewritten") : e);
        bus.subscribe("root", e -> {
            bus.publish(event("child"));
            bus.publish(event("cancelled"));
            other.publish(event("on another bus"));
        });
        bus.subscribe("child", e -> {
            calls.add("child after " + nested.size());
            bus.publish(event("grandchild"));
        });

        ReplayOutcome outcome = replay("root", NestedEvents.ROOTS_ONLY);

        assertThat(outcome).isEqualTo(new ReplayOutcome(0, 0));
        assertThat(nested).extracting(GridEvent::type).containsExactly("child", "grandchild");
        assertThat(nested.get(0).payload()).isEqualTo("rewritten");
        assertThat(nested.get(0).metadata())
                .isEqualTo(Map.of(CauseScope.CAUSATION_ID, "7", CauseScope.CORRELATION_ID, "7"));
        assertThat(calls).containsExactly("child after 1");
        assertThat(recorded).isEmpty();
    }

    @Test
    void shouldCountAndReportFailingHandlersWithoutPublishingErrorEvents() {
        IllegalStateException error = new IllegalStateException();
        bus.subscribe("root", e -> {
            bus.publish(event("child"));
            throw error;
        });
        bus.subscribe("child", e -> {
            throw error;
        });
        bus.subscribe("*", e -> calls.add(e.type()));

        ReplayOutcome outcome = replay("root", NestedEvents.DELIVER);

        assertThat(outcome).isEqualTo(new ReplayOutcome(2, 0));
        assertThat(failures).extracting(DispatchError::handler).containsExactly("child", "root");
        assertThat(calls).containsExactly("child", "root");
    }

    @Test
    void shouldCountAndReportAFailingListener() {
        bus.subscribe("root", e -> bus.publish(event("child")));
        bus.subscribe("child", e -> calls.add("child"));

        ReplayOutcome outcome = bus.replay(recorded(7, "root"), NestedEvents.ROOTS_ONLY, e -> {
            throw new IllegalStateException();
        });

        assertThat(outcome).isEqualTo(new ReplayOutcome(1, 0));
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).handler()).startsWith("replay listener");
        assertThat(calls).containsExactly("child");
    }

    @Test
    void shouldConvertPlainDataForTypedHandlers() {
        EventType<Edit> type = EventType.of("edit", Edit.class);
        List<Edit> edits = new ArrayList<>();
        bus.subscribe(type, (event, edit) -> edits.add(edit));
        Object plain = PlainData.of(Map.of("cell", "A1", "value", 12));

        ReplayOutcome fits =
                bus.replay(RecordedEvent.of(3, GridEvent.of("edit", plain)), NestedEvents.SUPPRESS, nested::add);
        ReplayOutcome doesNotFit =
                bus.replay(RecordedEvent.of(4, GridEvent.of("edit", "A1")), NestedEvents.SUPPRESS, nested::add);

        assertThat(edits).containsExactly(new Edit("A1", 12));
        assertThat(fits).isEqualTo(new ReplayOutcome(0, 0));
        assertThat(doesNotFit).isEqualTo(new ReplayOutcome(1, 0));
        assertThat(failures).hasSize(1);
    }

    @Test
    void shouldTreatTasksWrappedDuringAReplayAsPartOfTheReplay() {
        List<Runnable> later = new ArrayList<>();
        bus.subscribe(
                "root",
                e -> later.add(CauseScope.wrap(() -> {
                    calls.add("replaying " + ReplayContext.isReplaying());
                    bus.publish(event("child"));
                })));
        bus.subscribe("child", e -> calls.add("child " + e.metadata().get(CauseScope.CAUSATION_ID)));

        replay("root", NestedEvents.SUPPRESS);
        replay("root", NestedEvents.DELIVER);
        assertThat(ReplayContext.isReplaying()).isFalse();
        later.forEach(Runnable::run);

        assertThat(calls).containsExactly("replaying true", "replaying true", "child 7");
        assertThat(recorded).isEmpty();
        assertThat(ReplayContext.isReplaying()).isFalse();
    }

    @Test
    void shouldReplayInsideAHandler() {
        bus.subscribe("live", e -> {
            replay("replayed", NestedEvents.SUPPRESS);
            bus.publish(event("live child"));
        });
        bus.subscribe("*", e -> calls.add(e.type() + " replaying " + ReplayContext.isReplaying()));

        bus.publish(event("live"));

        assertThat(calls)
                .containsExactly("replayed replaying true", "live child replaying false", "live replaying false");
        assertThat(recorded).extracting(GridEvent::type).containsExactly("live", "live child");
        assertThat(recorded.get(1).metadata()).containsEntry(CauseScope.CAUSATION_ID, "0");
    }

    @Test
    void shouldRefuseNulls() {
        assertThatNullPointerException()
                .isThrownBy(() -> bus.replay(null, NestedEvents.DELIVER, nested::add))
                .withMessage("recorded");
        assertThatNullPointerException()
                .isThrownBy(() -> bus.replay(recorded(0, "a"), null, nested::add))
                .withMessage("nested");
        assertThatNullPointerException()
                .isThrownBy(() -> bus.replay(recorded(0, "a"), NestedEvents.DELIVER, null))
                .withMessage("nestedListener");
    }

    /** A payload. */
    public record Edit(String cell, int value) {}
}
