package dev.playhead.io;

import dev.playhead.event.Marker;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A writer of OpenTelemetry log records in the JSON form of OTLP, one per line. The body is the payload, the scope is
 * the source, and the attributes are the metadata and the sequence.
 */
final class OtlpEventWriter implements FormatWriter {
    static final String SEQUENCE = "playhead.sequence";

    /** The attribute with a timestamp that unsigned 64-bit nanoseconds since 1970 cannot represent. */
    static final String TIMESTAMP = "playhead.timestamp";

    private static final int INFO = 9;
    /** The last whole second that the format can represent: it has times as unsigned 64-bit nanoseconds since 1970. */
    private static final long LAST_SECOND = 18_446_744_072L;

    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    private final OutputStream out;
    private final JsonGenerator json;
    private final LeftOut leftOut = new LeftOut("OTLP");

    OtlpEventWriter(OutputStream out) {
        this.out = out;
        this.json = JsonOutput.generator(out, "");
    }

    @Override
    public void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
        leftOut.missing(breaks, gaps);
    }

    @Override
    public void write(RecordedEvent event) {
        json.writeStartObject();
        json.writeName("resourceLogs");
        json.writeStartArray();
        json.writeStartObject();
        json.writeName("resource");
        json.writeStartObject();
        json.writeEndObject();
        json.writeName("scopeLogs");
        json.writeStartArray();
        json.writeStartObject();
        json.writeName("scope");
        json.writeStartObject();
        json.writeStringProperty("name", event.source());
        json.writeEndObject();
        json.writeName("logRecords");
        json.writeStartArray();
        writeRecord(event);
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void writeRecord(RecordedEvent event) {
        Instant time = event.timestamp();
        boolean representable = time.getEpochSecond() >= 0 && time.getEpochSecond() <= LAST_SECOND;
        json.writeStartObject();
        json.writeStringProperty("timeUnixNano", representable ? nanos(time) : "0");
        json.writeNumberProperty("severityNumber", INFO);
        json.writeStringProperty("eventName", event.type());
        if (event.payload() != null) {
            json.writeName("body");
            writeValue(event.payload());
        }
        json.writeName("attributes");
        json.writeStartArray();
        writeAttribute(SEQUENCE, event.sequence());
        if (!representable) {
            leftOut.count(
                    "timestamps=%d are before 1970 or after July 2554, which the format cannot represent; the attribute "
                            + TIMESTAMP + " has them");
            writeAttribute(TIMESTAMP, time.toString());
        }
        event.metadata().forEach(this::writeAttribute);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String nanos(Instant time) {
        return BigInteger.valueOf(time.getEpochSecond())
                .multiply(NANOS)
                .add(BigInteger.valueOf(time.getNano()))
                .toString();
    }

    private void writeAttribute(String key, @Nullable Object value) {
        json.writeStartObject();
        json.writeStringProperty("key", key);
        json.writeName("value");
        writeValue(value);
        json.writeEndObject();
    }

    /** Writes plain data as an {@code AnyValue}. An empty {@code AnyValue} represents null. */
    private void writeValue(@Nullable Object value) {
        json.writeStartObject();
        if (value instanceof String text) {
            json.writeStringProperty("stringValue", text);
        } else if (value instanceof Boolean bool) {
            json.writeBooleanProperty("boolValue", bool);
        } else if (value instanceof Long integer) {
            json.writeStringProperty("intValue", integer.toString());
        } else if (value instanceof Double real) {
            json.writeName("doubleValue");
            if (Double.isFinite(real)) {
                JsonData.write(json, real);
            } else {
                json.writeString(real.toString());
            }
        } else if (value instanceof BigInteger || value instanceof BigDecimal) {
            leftOut.count("numbers=%d do not fit in 64-bit integers or doubles, and are written as text");
            json.writeStringProperty("stringValue", value.toString());
        } else if (value instanceof List<?> list) {
            json.writeName("arrayValue");
            json.writeStartObject();
            json.writeName("values");
            json.writeStartArray();
            list.forEach(this::writeValue);
            json.writeEndArray();
            json.writeEndObject();
        } else if (value instanceof Map<?, ?> map) {
            writeMap(map);
        }
        json.writeEndObject();
    }

    private void writeMap(Map<?, ?> map) {
        if (map.size() == 2
                && Marker.BYTES.equals(map.get(Marker.KEY))
                && map.get(Marker.BASE64) instanceof String base64) {
            json.writeStringProperty("bytesValue", base64);
            return;
        }
        json.writeName("kvlistValue");
        json.writeStartObject();
        json.writeName("values");
        json.writeStartArray();
        map.forEach((key, value) -> writeAttribute((String) key, value));
        json.writeEndArray();
        json.writeEndObject();
    }

    @Override
    public void flush() {
        json.flush();
    }

    @Override
    public void close() {
        json.close();
        JsonOutput.flush(out);
    }

    @Override
    public List<String> notes() {
        return leftOut.notes();
    }
}
