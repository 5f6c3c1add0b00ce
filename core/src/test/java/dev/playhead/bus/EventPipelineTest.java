package dev.playhead.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.playhead.event.GridEvent;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventPipelineTest {
    private final List<String> calls = new ArrayList<>();
    private final List<DispatchError> failures = new ArrayList<>();
    private final EventBus bus = EventBus.builder().errorListener(failures::add).build();

    private static EventMiddleware appending(String letter) {
        return e -> GridEvent.of(e.type() + letter, e.payload());
    }

    private long record(GridEvent event) {
        calls.add("recorded " + event.type());
        return calls.size();
    }

    private void publish(String type) {
        bus.publish(GridEvent.of(type, null));
    }

    @Test
    void shouldApplyMiddlewareInTheOrderOfAttachment() {
        bus.use(appending("a"));
        bus.use(appending("b"));
        bus.subscribe("*", e -> calls.add(e.type()));

        publish("-");

        assertThat(calls).containsExactly("-ab");
    }

    @Test
    void shouldDispatchByTheTypeThatMiddlewareReturns() {
        bus.use(e -> GridEvent.of("renamed", null));
        bus.subscribe("original", e -> calls.add("original"));
        bus.subscribe("renamed", e -> calls.add("renamed"));

        publish("original");

        assertThat(calls).containsExactly("renamed");
    }

    @Test
    void shouldRecordAfterAllMiddlewareAndBeforeTheHandlers() {
        bus.subscribe("*", e -> calls.add("handled " + e.type()));
        bus.recordWith(this::record);
        bus.use(appending("a"));
        bus.use(e -> {
            calls.add("middleware");
            return e;
        });

        publish("-");

        assertThat(calls).containsExactly("middleware", "recorded -a", "handled -a");
    }

    @Test
    void shouldNotRecordOrHandleCancelledEventsOrPassThemToLaterMiddleware() {
        bus.recordWith(this::record);
        bus.use(EventMiddleware.filter(e -> !e.type().startsWith("mouse:")));
        bus.use(e -> {
            calls.add("later stage " + e.type());
            return e;
        });
        bus.subscribe("*", e -> calls.add("handled " + e.type()));

        publish("mouse:move");
        publish("cell:edit");

        assertThat(calls).containsExactly("later stage cell:edit", "recorded cell:edit", "handled cell:edit");
    }

    @Test
    void shouldSkipAndReportMiddlewareThatThrows() {
        IllegalStateException error = new IllegalStateException();
        bus.use(appending("a"));
        bus.use(e -> {
            throw error;
        });
        bus.use(appending("b"));
        bus.recordWith(this::record);

        publish("-");

        assertThat(calls).containsExactly("recorded -ab");
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).event().type()).isEqualTo("-a");
        assertThat(failures.get(0).handler()).startsWith("middleware " + EventPipelineTest.class.getName());
        assertThat(failures.get(0).error()).isSameAs(error);
    }

    @Test
    void shouldReportARecorderThatThrowsAndDeliverTheEvent() {
        IllegalStateException error = new IllegalStateException();
        bus.recordWith(e -> {
            throw error;
        });
        bus.recordWith(this::record);
        bus.subscribe("*", e -> calls.add("handled"));

        publish("a");

        assertThat(calls).containsExactly("recorded a", "handled");
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).handler()).startsWith("recorder " + EventPipelineTest.class.getName());
        assertThat(failures.get(0).error()).isSameAs(error);
    }

    @Test
    void shouldDetachOnlyOneOfTwoAttachmentsOfTheSameMiddleware() {
        EventMiddleware shared = appending("a");
        Subscription first = bus.use(shared);
        bus.use(appending("b"));
        bus.use(shared);
        bus.subscribe("*", e -> calls.add(e.type()));

        publish("-");
        first.close();
        first.close();
        publish("-");

        assertThat(calls).containsExactly("-aba", "-ba");
    }

    @Test
    void shouldDetachARecorder() {
        Subscription recording = bus.recordWith(this::record);

        publish("a");
        recording.close();
        recording.close();
        publish("b");

        assertThat(calls).containsExactly("recorded a");
    }

    @Test
    void shouldApplyMiddlewareAttachedByMiddlewareOnlyToLaterEvents() {
        bus.use(e -> {
            if (e.type().equals("first")) {
                bus.use(appending("!"));
            }
            return e;
        });
        bus.subscribe("*", e -> calls.add(e.type()));

        publish("first");
        publish("second");

        assertThat(calls).containsExactly("first", "second!");
    }

    @Test
    void shouldLogEventsWithoutTheirPayload() {
        RecordingLogger logger = new RecordingLogger(Level.INFO);
        bus.use(EventMiddleware.logging(logger, Level.INFO));
        bus.subscribe("*", e -> calls.add(e.type()));
        GridEvent event = GridEvent.of("login", "secret").from("user").with("page", 7L);

        bus.publish(event);

        assertThat(logger.lines)
                .containsExactly(
                        "INFO event type=login source=user timestamp=" + event.timestamp() + " metadata={page=7}");
        assertThat(calls).containsExactly("login");
    }

    @Test
    void shouldLogNothingBelowTheLevel() {
        RecordingLogger logger = new RecordingLogger(Level.INFO);
        bus.use(EventMiddleware.logging(logger, Level.DEBUG));
        bus.subscribe("*", e -> calls.add(e.type()));

        publish("a");

        assertThat(logger.lines).isEmpty();
        assertThat(calls).containsExactly("a");
    }

    @Test
    void shouldRefuseNulls() {
        assertThatNullPointerException()
                .isThrownBy(() -> EventMiddleware.filter(null))
                .withMessage("keep");
        assertThatNullPointerException()
                .isThrownBy(() -> EventMiddleware.logging(null, Level.INFO))
                .withMessage("logger");
        assertThatNullPointerException()
                .isThrownBy(() -> EventMiddleware.logging(new RecordingLogger(Level.INFO), null))
                .withMessage("level");
    }
}
