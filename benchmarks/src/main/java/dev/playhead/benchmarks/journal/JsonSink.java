package dev.playhead.benchmarks.journal;

import dev.playhead.event.GridEvent;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A sink that writes fields as a JSON object with Jackson. An application would store such an object in a column of a
 * database table.
 */
final class JsonSink implements FieldSink {
    private final JsonFactory factory = JsonFactory.builder().build();
    private JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), new StringWriter());

    String payload(GridEvent event) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), text)) {
            json = generator;
            generator.writeStartObject();
            PayloadFields.write(event, this);
            generator.writeEndObject();
        }
        return text.toString();
    }

    /** {@return the metadata of an event as JSON, or null if the event has no metadata} */
    @Nullable
    String metadata(GridEvent event) {
        if (event.metadata().isEmpty()) {
            return null;
        }
        StringWriter text = new StringWriter(64);
        try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), text)) {
            json = generator;
            any(event.metadata());
        }
        return text.toString();
    }

    @Override
    public void text(String name, String text) {
        json.writeStringProperty(name, text);
    }

    @Override
    public void number(String name, double number) {
        json.writeNumberProperty(name, number);
    }

    @Override
    public void flag(String name, boolean flag) {
        json.writeBooleanProperty(name, flag);
    }

    @Override
    public void value(String name, @Nullable Object value) {
        json.writeName(name);
        any(value);
    }

    private void any(@Nullable Object value) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Long || value instanceof Integer) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            map.forEach((name, inner) -> value((String) name, inner));
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            list.forEach(this::any);
            json.writeEndArray();
        } else {
            throw new IllegalArgumentException("value=" + value + " cannot be encoded for a compared engine");
        }
    }
}
