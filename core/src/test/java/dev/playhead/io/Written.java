package dev.playhead.io;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file that was written, and what the writer notes about it. */
record Written(String text, List<String> notes) {
    static final Instant TIME = Instant.parse("2026-01-31T10:42:00.5Z");

    static RecordedEvent event(long sequence, String type, @Nullable Object payload, Map<String, ?> metadata) {
        return RecordedEvent.of(
                sequence,
                GridEvent.of(type, PlainData.of(payload), TIME, "user", PlainData.mapOf(Map.copyOf(metadata))));
    }

    static Written of(ExportFormat format, RecordedEvent... events) {
        return of(format, List.of(events), List.of(), List.of());
    }

    static Written of(
            ExportFormat format, List<RecordedEvent> events, List<RecordingBreak> breaks, List<SequenceRange> gaps) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EventSerializer.Writer writer = EventSerializer.writer(out, format);
        try (writer) {
            if (format.needsSurvey()) {
                events.forEach(writer::survey);
            }
            writer.missing(breaks, gaps);
            events.forEach(writer::write);
        }
        return new Written(out.toString(StandardCharsets.UTF_8), writer.notes());
    }

    /** Returns the file as JSON, read by a parser that refuses what follows the document. */
    JsonNode json() {
        return json(text);
    }

    /** Returns the lines of the file as JSON. */
    List<JsonNode> lines() {
        return text.lines().map(Written::json).toList();
    }

    static JsonNode json(String text) {
        return JsonMapper.builder()
                .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(tools.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .readTree(text);
    }
}
