package dev.playhead.io;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
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
 * <p>What is missing between the events is said as well: a {@linkplain RecordingBreak break}, where recording was paused, and a
 * gap, events that were recorded and are lost. In JSON Lines each is a line, before the event behind it or at the end,
 *
 * <pre>{@code
 * {"$playhead":"break","sequence":42,"from":"2026-01-31T10:42:00Z","to":"2026-01-31T10:43:00Z","offered":{"cell:edit":3}}
 * {"$playhead":"gap","first":10,"last":20}
 * }</pre>
 *
 * and in a document an element of {@code "breaks"} or {@code "gaps"}, members before {@code "events"}, without the first field.
 * An object with a {@code type} is an event, whatever other fields it has. What is no break or gap that could be, or lies behind
 * what comes after it, is a problem.
 *
 * <p>What JSON cannot express is written as {@code {"$playhead":"NaN"}}, likewise {@code Infinity} and {@code -Infinity};
 * bytes and markers are maps like that by themselves ({@link dev.playhead.event.Marker}). A key behind {@code $playhead:}
 * is one that would be taken for the former, or that has half a surrogate pair, escaped as in a string of JSON.
 *
 * <p><b>Limits.</b> Data as deep as {@link dev.playhead.event.PlainData#MAX_DEPTH}, numbers of 200,000 characters. Lines, and
 * the events of a document, of {@link ImportOptions#DEFAULT_MAX_LINE_BYTES} unless another limit is given; a line that is longer
 * costs no other and no memory, nor does an event of a document; after a string that is longer than that, the rest of a
 * document is not read. In a document without {@code "format":"playhead-events"}, {@code events} begins within the first 64 KiB.
 *
 * <p><b>Threading.</b> Stateless.
 */
public final class EventSerializer {
    /**
     * Writes events as JSON, and what is missing between them, one after the other, in memory that does not grow with their number.
     *
     * <p><b>Threading.</b> For one thread. The stream given stays open; {@link #close} completes and flushes what was written
     * to it.
     */
    public static final class Writer implements AutoCloseable {
        private final OutputStream out;
        private final ExportFormat format;
        private final JsonGenerator json;
        private Deque<Missing> missing = new ArrayDeque<>();
        private boolean begun;
        private boolean closed;
        /** The least sequence that may come next. */
        private long next;

        private long lastBreak = -1;

        Writer(OutputStream out, ExportFormat format) {
            this.out = out;
            this.format = format;
            raw(format.before);
            this.json = generator(out, format.between);
        }

        private static JsonGenerator generator(OutputStream out, String separator) {
            JsonFactory factory = JsonFactory.builder()
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    // Surrogates are written as escapes, one by one, so that even a lone one comes back.
                    .disable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    // How deep plain data may be is for PlainData to say.
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(Integer.MAX_VALUE)
                            .build())
                    .rootValueSeparator(separator)
                    .build();
            return factory.createGenerator(ObjectWriteContext.empty(), out);
        }

        /**
         * Says what is missing between the events. In JSON Lines each break and gap is written where it lies: before the first
         * event behind it, or at the end; what was written already is not written again. A document has all of them before its
         * events. A break before or among lost events is written as one behind them.
         *
         * @param breaks where recording was paused, instead of those that were named before
         * @param gaps sequences of lost events, instead of those that were named before
         * @throws IllegalStateException if it is a document, and an event was written
         */
        public void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
            if (begun && format == ExportFormat.JSON) {
                throw new IllegalStateException("events=" + next
                        + ": a document says what is missing before its events, and some are written; say it before");
            }
            missing = new ArrayDeque<>(Missing.inOrder(breaks, gaps));
        }

        private void begin() {
            if (begun) {
                return;
            }
            begun = true;
            if (format == ExportFormat.JSON) {
                writeMember(ExportFormat.BREAKS, one -> one.gap() == null);
                writeMember(ExportFormat.GAPS, one -> one.gap() != null);
                missing.clear();
            }
            raw(format.beforeEvents);
        }

        private void writeMember(String name, Predicate<Missing> which) {
            List<Missing> some = missing.stream().filter(which).toList();
            if (some.isEmpty()) {
                return;
            }
            raw("\"" + name + "\":[");
            try (JsonGenerator member = generator(out, format.between)) {
                some.forEach(one -> MissingFields.write(member, one, false));
            }
            raw("],");
        }

        /** Writes what lies before an event. */
        private void writeMissing(long upTo) {
            while (!missing.isEmpty() && missing.getFirst().first() <= upTo) {
                Missing one = missing.removeFirst();
                SequenceRange gap = one.gap();
                if (gap == null ? one.first() < next || one.first() <= lastBreak : gap.last() < next) {
                    continue; // it was written, or is no longer between what is
                }
                if (gap != null && gap.first() < next) {
                    one = Missing.of(new SequenceRange(next, gap.last()));
                }
                MissingFields.write(json, one, true);
                json.writeRaw(format.behindEach);
                next = one.next();
                lastBreak = gap == null ? one.first() : lastBreak;
            }
        }

        /**
         * Writes one event, and in JSON Lines what is {@linkplain #missing missing} before it.
         *
         * @param event the event
         * @throws UncheckedIOException if the stream fails
         */
        public void write(RecordedEvent event) {
            try {
                begin();
                writeMissing(event.sequence());
                next = Math.max(next, event.sequence() + 1);
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
                begin();
                writeMissing(Long.MAX_VALUE);
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

    /** Takes the events, breaks, gaps and problems of a file, in its order. */
    public interface Sink {
        /**
         * Takes an event.
         *
         * @param event the event, made of plain data
         * @param sequence the sequence that it has in the file, or -1
         */
        void event(GridEvent event, long sequence);

        /**
         * Takes note of a break in recording that lies before the next event, or behind the last one. Does nothing unless this
         * is overridden.
         *
         * @param recordingBreak the break, with the sequence that the event behind it has in the file
         */
        default void recordingBreak(RecordingBreak recordingBreak) {}

        /**
         * Takes note of events that were recorded before the next one, or behind the last one, and are lost. Does nothing unless
         * this is overridden.
         *
         * @param lost the sequences that they had in the file
         */
        default void gap(SequenceRange lost) {}

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
