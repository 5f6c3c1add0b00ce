package dev.playhead.io;

import dev.playhead.event.RecordedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Writes events as JSON, one after the other, in memory that does not grow with their number.
 *
 * <p><b>Threading.</b> For one thread. The stream given stays open; {@link #close} completes and flushes what was written
 * to it.
 */
public final class EventWriter implements AutoCloseable {
    private final OutputStream out;
    private final ExportFormat format;
    private final JsonGenerator json;
    private boolean closed;

    EventWriter(OutputStream out, ExportFormat format) {
        this.out = out;
        this.format = format;
        JsonFactory factory = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                // Surrogates are written as escapes, one by one, so that even a lone one comes back.
                .disable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                // How deep plain data may be is for PlainData to say.
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .build())
                .rootValueSeparator(format.between)
                .build();
        raw(format.before);
        this.json = factory.createGenerator(ObjectWriteContext.empty(), out);
    }

    /**
     * Writes one event.
     *
     * @param event the event
     * @throws UncheckedIOException if the stream fails
     */
    public void write(RecordedEvent event) {
        try {
            json.writeStartObject();
            json.writeNumberProperty("sequence", event.sequence());
            json.writeStringProperty("type", event.type());
            json.writeStringProperty("timestamp", event.timestamp().toString());
            json.writeStringProperty("source", event.source());
            json.writeName("payload");
            JsonData.write(json, event.payload());
            if (!event.metadata().isEmpty()) {
                json.writeName("metadata");
                JsonData.write(json, event.metadata());
            }
            json.writeEndObject();
            json.writeRaw(format.behindEach);
        } catch (JacksonException e) {
            throw unwrapped(e);
        }
    }

    /**
     * Passes on what was written so far: of JSON Lines, whole lines, so that a reader at the other end of a pipe sees them.
     *
     * @throws UncheckedIOException if the stream fails
     */
    public void flush() {
        try {
            json.flush();
        } catch (JacksonException e) {
            throw unwrapped(e);
        }
    }

    /**
     * Completes the file. The stream stays open.
     *
     * @throws UncheckedIOException if the stream fails
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            json.close();
            raw(format.after);
            out.flush();
        } catch (JacksonException e) {
            throw unwrapped(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void raw(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeException unwrapped(JacksonException e) {
        return e.getCause() instanceof IOException io ? new UncheckedIOException(io) : e;
    }
}
