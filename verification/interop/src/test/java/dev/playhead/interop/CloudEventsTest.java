package dev.playhead.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that CloudEvents are exchanged with the SDK of CloudEvents. */
class CloudEventsTest {
    private static final Instant TIME = Instant.parse("2026-04-05T17:31:00.123456789Z");

    @TempDir
    private Path folder;

    private final JsonFormat format = new JsonFormat();

    @Test
    void shouldReadCloudEventsOfTheSdk() throws IOException {
        CloudEvent event = CloudEventBuilder.v1()
                .withId("a-1")
                .withSource(URI.create("/shop"))
                .withType("order.placed")
                .withSubject("7")
                .withTime(TIME.atOffset(ZoneOffset.UTC))
                .withExtension("correlationid", "c-9")
                .withData("application/json", "{\"price\":10.5}".getBytes(StandardCharsets.UTF_8))
                .build();
        Path file = folder.resolve("events.jsonl");
        Files.writeString(file, new String(format.serialize(event), StandardCharsets.UTF_8) + "\n");

        EventsOf read = EventsOf.file(file);

        assertThat(read.notes).first().asString().startsWith("read as CloudEvents");
        GridEvent only = read.events.get(0);
        assertThat(read.events).hasSize(1);
        assertThat(only.type()).isEqualTo("order.placed");
        assertThat(only.source()).isEqualTo("/shop");
        assertThat(only.timestamp()).isEqualTo(TIME);
        assertThat(only.payload()).isEqualTo(Map.of("price", 10.5));
        assertThat(only.metadata()).containsEntry("id", "a-1").containsEntry("subject", "7");
    }

    @Test
    void shouldWriteCloudEventsForTheSdk() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventSerializer.Writer writer = EventSerializer.writer(out, ExportFormat.CLOUDEVENTS)) {
            writer.write(RecordedEvent.of(
                    7, GridEvent.of("cell:edit", Map.of("price", 10.5), TIME, "user", Map.of("correlationId", "c-9"))));
        }

        JsonNode batch = new ObjectMapper().readTree(out.toByteArray());
        assertThat(batch).hasSize(1);
        CloudEvent event = format.deserialize(batch.get(0).toString().getBytes(StandardCharsets.UTF_8));
        assertThat(List.of(event.getId(), event.getType())).containsExactly("7", "cell:edit");
        assertThat(Objects.requireNonNull(event.getTime()).toInstant()).isEqualTo(TIME);
        byte[] data = Objects.requireNonNull(event.getData()).toBytes();
        assertThat(new String(data, StandardCharsets.UTF_8)).isEqualTo("{\"price\":10.5}");
    }
}
