package dev.playhead.io;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.io.IOException;
import java.io.InputStream;
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
 * Events as JSON: documents and JSON Lines, one event in memory at a time, so that a file may be larger than memory.
 *
 * <p>An event is written as
 *
 * <pre>{@code
 * {"sequence":7,"type":"cell:edit","timestamp":"2026-01-31T10:42:00.5Z","source":"user","payload":{…},"metadata":{…}}
 * }</pre>
 *
 * with the timestamp to the nanosecond and numbers in the form that {@link dev.playhead.event.Numbers} gives them, so that
 * what was written, read and written again is the same to the byte. What others write is read as well:
 *
 * <ul>
 *   <li>Lines, which may end with CR, LF or both; JSON text sequences (RFC 7464); objects over several lines; in UTF-8, or in
 *       UTF-16 or UTF-32 with a byte order mark or without.
 *   <li>The timestamp as ISO-8601, also with a comma for the fraction, a blank for the T, an offset such as {@code +0100},
 *       as a date alone, or without an offset ({@link ImportOptions#zone}); as in RFC 1123; or as epoch time, a number or
 *       digits: milliseconds, whole or fractional, unless the first ones fall outside of 2000 to 2100 and inside in another
 *       unit ({@link ImportOptions#timeUnit}). A timestamp of another unit than those before it is a problem. Digits beyond the
 *       ninth are cut, and a leap second is kept as second 59.
 *   <li>{@code source} and {@code metadata} may be missing. Fields not named here are kept in the metadata, or are the payload
 *       if there is none.
 *   <li>Of a key that appears twice in an object the last value is taken.
 * </ul>
 *
 * <p>Where that may surprise, {@link Sink#note} is called, once for each kind and file.
 *
 * <p>What JSON cannot express is written as {@code {"$playhead":"NaN"}}, likewise {@code Infinity} and {@code -Infinity};
 * bytes and markers are maps like that by themselves ({@link dev.playhead.event.Marker}). A key behind {@code $playhead:}
 * is one that would be taken for the former, or that has half a surrogate pair, escaped as in a string of JSON.
 *
 * <p><b>Limits.</b> Data as deep as {@link dev.playhead.event.PlainData#MAX_DEPTH}, numbers of 200,000 characters. Lines, and
 * the events of a document, of {@link ImportOptions#DEFAULT_MAX_LINE_BYTES} unless another limit is given; a line that is longer
 * costs no other and no memory, nor does an event of a document; after a string that is longer than that, the rest of a
 * document is not read. In a document, {@code events} begins within the first 64 KiB.
 *
 * <p><b>Threading.</b> Stateless.
 */
public final class EventSerializer {
    /**
     * Writes events as JSON, one after the other, in memory that does not grow with their number.
     *
     * <p><b>Threading.</b> For one thread. The stream given stays open; {@link #close} completes and flushes what was written
     * to it.
     */
    public static final class Writer implements AutoCloseable {
        private final OutputStream out;
        private final ExportFormat format;
        private final JsonGenerator json;
        private boolean closed;

        Writer(OutputStream out, ExportFormat format) {
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
            } catch (LinkageError e) {
                throw JacksonVersion.unfit(e);
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

    /** Takes the events and problems of a file, in its order. */
    public interface Sink {
        /**
         * Takes an event.
         *
         * @param event the event, made of plain data
         * @param sequence the sequence that it has in the file, or -1
         */
        void event(GridEvent event, long sequence);

        /**
         * Takes note of something that is no event.
         *
         * @param problem what is wrong, and where
         */
        void problem(ImportReport.Problem problem);

        /**
         * Takes note that the stream failed, so that what follows was not read. It is a problem as well, and passed on as one
         * unless this is overridden.
         *
         * @param problem why, and how far the stream was read
         */
        default void brokeOff(ImportReport.Problem problem) {
            problem(problem);
        }

        /**
         * Takes note of how something was read: the first of each kind in a file.
         *
         * @param note what is to be said, and where it holds first
         */
        default void note(ImportReport.Problem note) {}
    }

    private EventSerializer() {}

    /**
     * Begins to write events.
     *
     * @param out where to; stays open
     * @param format how
     * @return the writer, to be closed
     * @throws UncheckedIOException if the stream fails
     * @throws dev.playhead.event.PlayheadException if the version of Jackson that is there lacks what is needed
     */
    public static Writer writer(OutputStream out, ExportFormat format) {
        try {
            return new Writer(out, format);
        } catch (LinkageError e) {
            throw JacksonVersion.unfit(e);
        }
    }

    /**
     * Reads all events of a stream: JSON Lines, an array of events, or an object with an array {@code events}; plain or
     * compressed by gzip. The first bytes tell which.
     *
     * @param in where from; stays open
     * @param sink takes the events and what is malformed
     * @throws UncheckedIOException if the stream fails at its first bytes; a later failure is a problem for the sink
     * @throws dev.playhead.event.PlayheadException if the version of Jackson that is there lacks what is needed
     */
    public static void read(InputStream in, Sink sink) {
        read(in, sink, ImportOptions.lenient());
    }

    /**
     * Reads all events of a stream, as {@link #read(InputStream, Sink)} does, with options.
     *
     * @param in where from; stays open
     * @param sink takes the events and what is malformed; whether that ends the reading is its to decide
     * @param options how long a line may be, and how timestamps are read
     * @throws UncheckedIOException if the stream fails at its first bytes; a later failure is a problem for the sink
     * @throws dev.playhead.event.PlayheadException if the version of Jackson that is there lacks what is needed
     */
    public static void read(InputStream in, Sink sink, ImportOptions options) {
        try {
            new EventReader(sink, options).read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LinkageError e) {
            throw JacksonVersion.unfit(e);
        }
    }
}
