package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tests that the lifted state which the writer produces meets the conditions under which Redux DevTools imports it. */
class ReduxEventWriterTest {
    /** States that are the number of events so far, with a text of a given length. */
    private record Counts(int length) implements EventSerializer.States {
        @Override
        public @Nullable Object before(RecordedEvent event) {
            return Map.of("count", event.sequence(), "text", "x".repeat(length));
        }

        @Override
        public @Nullable Object after(RecordedEvent event) {
            return Map.of("count", event.sequence() + 1, "text", "x".repeat(length));
        }
    }

    private static Written written(EventSerializer.States states, List<RecordedEvent> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventSerializer.Writer writer = EventSerializer.writer(out, states);
        events.forEach(writer::write);
        assertThat(out.size()).isZero();
        writer.close();
        Written written = new Written(out.toString(StandardCharsets.UTF_8), writer.notes());
        check(written.json());
        return written;
    }

    private static List<RecordedEvent> events(int number) {
        List<RecordedEvent> events = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            events.add(Written.event(i, "t", i, Map.of()));
        }
        return events;
    }

    /** Checks that there is a state for each staged action, and that all ids, counts and indexes are consistent. */
    private static void check(JsonNode lifted) {
        int actions = lifted.get("actionsById").size();
        assertThat(lifted.get("stagedActionIds"))
                .extracting(JsonNode::asInt)
                .isEqualTo(IntStream.range(0, actions).boxed().toList());
        assertThat(lifted.get("computedStates").size()).isEqualTo(actions);
        assertThat(lifted.get("currentStateIndex").asInt()).isEqualTo(actions - 1);
        assertThat(lifted.get("nextActionId").asInt()).isEqualTo(actions);
        assertThat(lifted.get("skippedActionIds")).isEmpty();
        assertThat(lifted.get("committedState"))
                .isEqualTo(lifted.get("computedStates").get(0).get("state"));
        for (int id = 0; id < actions; id++) {
            JsonNode action = lifted.get("actionsById").get(Integer.toString(id));
            assertThat(action.get("type").asString()).isEqualTo("PERFORM_ACTION");
            assertThat(action.get("timestamp").isIntegralNumber()).isTrue();
            assertThat(action.get("action").get("type").isString()).isTrue();
        }
    }

    @Test
    void shouldWriteActionsAndTheStatesAfterThem() {
        RecordedEvent exact = RecordedEvent.of(
                5,
                GridEvent.of(
                        "cell:edit",
                        "x",
                        Instant.parse("2026-01-31T10:42:00.123456789Z"),
                        "user",
                        Map.of("user", "anna")));
        JsonNode lifted = written(new Counts(0), List.of(Written.event(4, "row:add", null, Map.of()), exact))
                .json();

        assertThat(lifted.get("actionsById")).isEqualTo(Written.json("""
                                {"0":{"type":"PERFORM_ACTION","action":{"type":"@@INIT"},"timestamp":1769856120500},
                                "1":{"type":"PERFORM_ACTION","action":{"type":"row:add","payload":null,
                                "meta":{"sequence":4,"source":"user"}},"timestamp":1769856120500},
                                "2":{"type":"PERFORM_ACTION","action":{"type":"cell:edit","payload":"x",
                                "meta":{"sequence":5,"source":"user","timestamp":"2026-01-31T10:42:00.123456789Z",
                                "metadata":{"user":"anna"}}},"timestamp":1769856120123}}
                                """));
        assertThat(lifted.get("computedStates"))
                .extracting(one -> one.get("state").get("count").asInt())
                .containsExactly(4, 5, 6);
    }

    @Test
    void shouldLeaveOutEventsBeyondTheLimit() {
        Written written = written(new Counts(0), events(ReduxEventWriter.MAX_EVENTS + 7));

        assertThat(written.json().get("actionsById")).hasSize(ReduxEventWriter.MAX_EVENTS + 1);
        assertThat(written.notes()).singleElement().asString().startsWith("events=7 are left out");
    }

    @Test
    void shouldLeaveOutEventsIfStatesAreTooLarge() {
        Written written = written(new Counts(ReduxEventWriter.MAX_BYTES / 4), events(10));

        assertThat(written.json().get("actionsById")).hasSize(3);
        assertThat(written.notes()).singleElement().asString().startsWith("events=8 are left out");
        Written none = written(new Counts(ReduxEventWriter.MAX_BYTES), events(2));
        assertThat(none.json().get("actionsById")).hasSize(1);
        assertThat(none.notes()).singleElement().asString().startsWith("events=2 are left out");
    }

    @Test
    void shouldWriteFarTimesAndFilesWithoutEvents() {
        Written far = written(
                new Counts(0), List.of(RecordedEvent.of(0, GridEvent.of("t", 1, Instant.MAX, "user", Map.of()))));

        assertThat(far.json()
                        .get("actionsById")
                        .get("1")
                        .get("action")
                        .get("meta")
                        .get("timestamp")
                        .asString())
                .isEqualTo(Instant.MAX.toString());
        check(written(new Counts(0), List.of()).json());
        check(Written.of(ExportFormat.REDUX_DEVTOOLS, events(3), List.of(), List.of())
                .json());
    }
}
