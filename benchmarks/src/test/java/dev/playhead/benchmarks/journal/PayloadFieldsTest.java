package dev.playhead.benchmarks.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.contender.Payload;
import dev.playhead.benchmarks.session.GridSession;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ImportOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayloadFieldsTest {
    private static final int EVENTS = 5_000;

    @Test
    void shouldWriteTheFieldsThatPlayheadRecords() {
        List<GridEvent> events = new ArrayList<>(Arrays.asList(GridSession.events(5, EVENTS)));
        events.add(Payload.RECORD.event(7));
        JsonSink sink = new JsonSink();
        StringBuilder lines = new StringBuilder();
        try (EventHistory recorded =
                        EventHistory.builder().capacity(events.size()).build();
                EventHistory fromJson =
                        EventHistory.builder().capacity(events.size()).build()) {
            for (GridEvent event : events) {
                recorded.recordEvent(event);
                String metadata = sink.metadata(event);
                lines.append("{\"type\":\"").append(event.type());
                lines.append("\",\"timestamp\":\"").append(event.timestamp());
                lines.append("\",\"source\":\"").append(event.source());
                lines.append("\",\"payload\":").append(sink.payload(event));
                lines.append(metadata == null ? "" : ",\"metadata\":" + metadata)
                        .append("}\n");
            }
            byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
            fromJson.importFrom(new ByteArrayInputStream(bytes), ImportOptions.strictly());

            assertThat(fromJson.getEvents(EventFilter.all()))
                    .extracting(RecordedEvent::event)
                    .isEqualTo(recorded.getEvents(EventFilter.all()).stream()
                            .map(RecordedEvent::event)
                            .toList());
        }
    }

    @Test
    void shouldEncodeDifferentEventsAsDifferentBytes() {
        ArraySink sink = new ArraySink();

        assertThat(Arrays.stream(GridSession.events(5, EVENTS))
                        .map(event -> Arrays.toString(sink.bytes(event)))
                        .distinct())
                .hasSize(EVENTS);
    }

    @Test
    void shouldKeepTheOrderOfNumbersInKeys() {
        for (long number : new long[] {0, 1, 255, 256, 65_535, 1L << 40}) {
            assertThat(ArraySink.number(ArraySink.key(number))).isEqualTo(number);
            assertThat(Arrays.compareUnsigned(ArraySink.key(number), ArraySink.key(number + 1)))
                    .isNegative();
        }
    }

    @Test
    void shouldRefuseAPayloadOfAnUnknownClass() {
        GridEvent event = GridEvent.of("note", "a text");

        assertThatThrownBy(() -> new JsonSink().payload(event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("payload=java.lang.String cannot be encoded for a compared engine");
    }
}
