package dev.playhead.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * A reader of events from JSON Lines, from a JSON array of events, or from a document with an array {@code events}. The
 * input may be compressed with gzip, in UTF-8, UTF-16 or UTF-32. The format is detected from the first bytes, not from
 * the file name.
 *
 * <p>Malformed data is passed to the sink as a problem with line and column, and reading continues: in lines, with the
 * next line; in a document, with the next event if the JSON itself is sound.
 *
 * <p><b>Threading.</b> For use by one thread and one stream.
 *
 * <p><b>Cost.</b> One event at a time is in memory.
 */
final class EventReader {
    private static final int LOOK_AHEAD_BYTES = 64 * 1_024;
    /**
     * The maximum nesting depth of the parser. It is large, so that the parser can skip an event that is too deep for
     * {@code PlainData}.
     */
    private static final int MAX_NESTING = 100_000;

    private final EventSerializer.Sink sink;
    private final EventDecoder decoder;
    private final int maxLineBytes;

    EventReader(EventSerializer.Sink sink, ImportOptions options) {
        this.sink = sink;
        this.decoder = new EventDecoder(options, sink::wantsData);
        this.maxLineBytes = options.maxLineBytes();
    }

    /*
     * Equal field names become one string for all events that parsers of one factory read. This saves most of the
     * memory for names. Jackson's table of names is bounded: it is emptied if it exceeds 65,536 names within a
     * document, or 6,000 at the end of a document. The table belongs to the factory, so each stream has its own, and
     * the last names are released with the stream. Names are not interned, because that would add them to a table of
     * the JVM. Names with colliding hashes do not end the reading. JsonData bounds numbers and PlainData bounds depth,
     * so that an excess affects one event and not the whole document.
     */
    static JsonFactory factory(int maxTextLength) {
        return JsonFactory.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .enable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_NESTING)
                        .maxStringLength(maxTextLength)
                        .maxNameLength(maxTextLength)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }

    /** Reads to the end of the stream, or to the point at which reading cannot continue. */
    void read(InputStream raw) throws IOException {
        InputStream plain;
        try {
            plain = decompressed(raw);
        } catch (EOFException | ZipException e) {
            sink.problem(new ImportReport.Problem(1, 1, "the gzip header is damaged: " + e));
            return;
        }
        try {
            readPlain(new UntilFailure(plain));
        } finally {
            if (plain instanceof GzipInput gzip) {
                gzip.close();
            }
        }
    }

    private void readPlain(UntilFailure source) throws IOException {
        InputStream in =
                TextEncoding.asUtf8(new BufferedInputStream(source, 2 * LOOK_AHEAD_BYTES), 2 * LOOK_AHEAD_BYTES);
        if (isDocument(in)) {
            readDocument(in, source);
        } else {
            new EventLines(sink, decoder).read(in, source);
        }
    }

    private static InputStream decompressed(InputStream raw) throws IOException {
        InputStream in = new BufferedInputStream(raw, LOOK_AHEAD_BYTES);
        in.mark(2);
        boolean compressed = GzipInput.isMagic(in.read(), in.read());
        in.reset();
        return compressed ? new GzipInput(in) : in;
    }

    /** A stream of only the first bytes of another stream. */
    private static final class Head extends FilterInputStream {
        private int left = LOOK_AHEAD_BYTES;

        Head(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? in.read() : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = left <= 0 ? -1 : in.read(into, offset, Math.min(length, left));
            left -= Math.max(0, read);
            return read;
        }
    }

    /** Detects a document. Reads only the bytes needed for that, because a pipe may not have delivered more yet. */
    private static boolean isDocument(InputStream in) throws IOException {
        in.mark(LOOK_AHEAD_BYTES);
        try {
            return beginsDocument(new Head(in));
        } finally {
            in.reset();
        }
    }

    private static boolean isOwnFormat(String name, JsonParser value) {
        return name.equals("format")
                && value.currentToken() == JsonToken.VALUE_STRING
                && value.getString().equals(ExportFormat.NAME);
    }

    /**
     * Returns whether the stream begins with a document. A document is an array, or an object that has {@code format}
     * or {@code events} before any field that only an event has.
     */
    private static boolean beginsDocument(InputStream head) {
        try (JsonParser json = factory(LOOK_AHEAD_BYTES).createParser(ObjectReadContext.empty(), head)) {
            JsonToken first = json.nextToken();
            if (first != JsonToken.START_OBJECT) {
                return first == JsonToken.START_ARRAY;
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (isOwnFormat(name, json)) {
                    return true; // its events may begin much later
                }
                if (name.equals("events") && value == JsonToken.START_ARRAY) {
                    return mayHoldEvents(json);
                }
                if (name.equals("type") || name.equals("payload") || name.equals("timestamp")) {
                    return false;
                }
                json.skipChildren();
            }
        } catch (JacksonException e) {
            return false; // truncated by the look-ahead, or malformed; reading the lines reports the fault
        }
        return false;
    }

    /**
     * Returns whether an array {@code events} may contain events. An event may also have a field of this name, but it
     * is unlikely to be an array that begins with an object.
     */
    private static boolean mayHoldEvents(JsonParser array) {
        try {
            JsonToken element = array.nextToken();
            return element == JsonToken.START_OBJECT || element == JsonToken.END_ARRAY;
        } catch (JacksonException e) {
            return true; // truncated or malformed; reading the document reports the fault
        }
    }

    private void readDocument(InputStream in, UntilFailure source) {
        EventExtent extent = new EventExtent(in, maxLineBytes);
        try (JsonParser json =
                factory(maxLineBytes).createParser(ObjectReadContext.empty(), TextEncoding.jsonReader(extent))) {
            try {
                readDocument(json, extent);
                if (source.failed()) {
                    sink.brokeOff(ImportReport.Problem.at(json.currentLocation(), source.message()));
                }
            } catch (JacksonException e) {
                ImportReport.Problem problem = JsonProblems.of(e, json, maxLineBytes);
                if (source.failed()) {
                    sink.brokeOff(new ImportReport.Problem(problem.line(), problem.column(), source.message()));
                } else {
                    String what = problem.message() + "; the rest was not read";
                    sink.problem(new ImportReport.Problem(problem.line(), problem.column(), what));
                }
            }
        }
    }

    private void readDocument(JsonParser json, EventExtent extent) {
        OrderedSink ordered = new OrderedSink(sink);
        if (json.nextToken() == JsonToken.START_ARRAY) {
            readEvents(json, ordered, extent);
        } else {
            ordered.hold();
            readMembers(json, ordered, extent);
        }
        ordered.end();
        if (json.nextToken() != null) {
            sink.problem(ImportReport.Problem.at(
                    json.currentTokenLocation(), "the file continues after the document; the rest was not read"));
        }
    }

    private void readMembers(JsonParser json, OrderedSink ordered, EventExtent extent) {
        boolean own = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            own |= isOwnFormat(name, json);
            boolean isBreaks = name.equals(ExportFormat.BREAKS);
            if (value == JsonToken.START_ARRAY && name.equals("events")) {
                ordered.release();
                readEvents(json, ordered, extent);
            } else if (value == JsonToken.START_ARRAY && (isBreaks || name.equals(ExportFormat.GAPS))) {
                readMissing(json, isBreaks, own, ordered, extent);
            } else {
                json.skipChildren();
            }
        }
    }

    /** Reads breaks or gaps. In a document of another format, objects that are neither breaks nor gaps are skipped. */
    private void readMissing(JsonParser json, boolean areBreaks, boolean own, OrderedSink ordered, EventExtent extent) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            PendingEvent pending = new PendingEvent();
            decoder.readMissing(json, areBreaks, pending, extent);
            if (own || pending.isSound()) {
                decoder.remarks().passTo(sink, 1);
                pending.passTo(ordered, 1);
            } else {
                decoder.remarks().drop();
            }
        }
    }

    private void readEvents(JsonParser json, OrderedSink ordered, EventExtent extent) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            decoder.read(json, ordered, extent);
            decoder.remarks().passTo(sink, 1);
        }
    }
}
