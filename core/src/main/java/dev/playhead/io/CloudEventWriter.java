package dev.playhead.io;

import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.OutputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A writer of CloudEvents 1.0 in JSON, as a batch or one per line.
 *
 * <p>The id is the sequence, and the data is the payload. A metadata entry becomes an extension attribute if
 * CloudEvents permits its value and its name. A name in {@link #NAMES} is replaced by a permitted name. The attribute
 * {@value #REST} is JSON text with everything that the other attributes cannot hold.
 */
final class CloudEventWriter implements FormatWriter {
    /**
     * The extension attribute with the rest: a JSON object with {@code source}, {@code type}, {@code timestamp} and
     * {@code metadata}, each only if needed.
     */
    static final String REST = "playhead";

    /** The names of extension attributes that differ from the names in the metadata, by the name in the metadata. */
    private static final Map<String, String> NAMES =
            Map.of("causationId", "causationid", "correlationId", "correlationid");

    private static final Set<String> RESERVED = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "time",
            "datacontenttype",
            "dataschema",
            "subject",
            "data",
            "causationid",
            "correlationid",
            REST);

    private static final int MAX_NAME_LENGTH = 20;
    private static final Instant FIRST_TIME = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final OutputStream out;
    private final boolean batch;
    private final JsonGenerator json;
    private final LeftOut leftOut = new LeftOut("CloudEvents");

    CloudEventWriter(OutputStream out, boolean batch) {
        this.out = out;
        this.batch = batch;
        if (batch) {
            JsonOutput.raw(out, "[\n");
        }
        this.json = JsonOutput.generator(out, batch ? ",\n" : "");
    }

    @Override
    public void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
        leftOut.missing(breaks, gaps);
    }

    @Override
    public void write(RecordedEvent event) {
        Map<String, @Nullable Object> rest = new LinkedHashMap<>();
        json.writeStartObject();
        json.writeStringProperty("specversion", "1.0");
        json.writeStringProperty("id", event.id());
        json.writeStringProperty("source", kept(event.source(), UriReference.of(event.source()), "source", rest));
        json.writeStringProperty("type", kept(event.type(), attributeText(event.type()), "type", rest));
        Instant time = event.timestamp();
        if (time.isBefore(FIRST_TIME) || time.isAfter(LAST_TIME)) {
            rest.put("timestamp", time.toString());
        } else {
            json.writeStringProperty("time", time.toString());
        }
        json.writeStringProperty("datacontenttype", "application/json");
        writeMetadata(event.metadata(), rest);
        if (!rest.isEmpty()) {
            json.writeStringProperty(REST, JsonOutput.text(rest));
        }
        json.writeName("data");
        JsonData.write(json, event.payload());
        json.writeEndObject();
        if (!batch) {
            json.writeRaw('\n');
        }
    }

    private static String kept(String exact, String written, String name, Map<String, @Nullable Object> rest) {
        if (!exact.equals(written)) {
            rest.put(name, exact);
        }
        return written;
    }

    private void writeMetadata(Map<String, @Nullable Object> metadata, Map<String, @Nullable Object> rest) {
        Map<String, @Nullable Object> other = new LinkedHashMap<>();
        metadata.forEach((name, value) -> {
            String attribute = NAMES.get(name);
            if (attribute != null && value instanceof String text && isAttribute(text)) {
                json.writeStringProperty(attribute, text);
            } else if (isAttribute(name, value)) {
                json.writeName(name);
                JsonData.write(json, value);
            } else {
                other.put(name, value);
            }
        });
        if (!other.isEmpty()) {
            rest.put("metadata", other);
        }
    }

    private static boolean isAttribute(String name, @Nullable Object value) {
        boolean permitted = value instanceof Boolean
                || (value instanceof Long number && number == number.intValue())
                || (value instanceof String text && isAttribute(text));
        return permitted
                && !name.isEmpty()
                && name.length() <= MAX_NAME_LENGTH
                && !RESERVED.contains(name)
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    /**
     * Returns whether a text is permitted as the value of an attribute: it is not empty, and contains no control
     * characters, unpaired surrogates or noncharacters.
     */
    private static boolean isAttribute(String text) {
        return !text.isEmpty() && text.equals(attributeText(text));
    }

    /**
     * Returns a text with a question mark instead of each character that an attribute must not contain. An empty text
     * becomes a question mark.
     */
    private static String attributeText(String text) {
        StringBuilder permitted = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean control = c < 0x20 || (c >= 0x7f && c < 0xa0);
            boolean noCharacter = (c >= 0xd800 && c < 0xe000) || (c >= 0xfdd0 && c < 0xfdf0) || (c & 0xfffe) == 0xfffe;
            permitted.appendCodePoint(control || noCharacter ? '?' : c);
        });
        return permitted.isEmpty() ? "?" : permitted.toString();
    }

    @Override
    public void flush() {
        json.flush();
    }

    @Override
    public void close() {
        json.close();
        if (batch) {
            JsonOutput.raw(out, "\n]\n");
        }
        JsonOutput.flush(out);
    }

    @Override
    public List<String> notes() {
        return leftOut.notes();
    }
}
