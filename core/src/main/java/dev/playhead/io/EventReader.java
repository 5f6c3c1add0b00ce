package dev.playhead.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.zip.ZipException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * A reader of events from lines of JSON, from a JSON document, or from a table in CSV ({@link FileLayout}). The text is
 * in UTF-8, UTF-16 or UTF-32, and may be compressed with gzip. The layout and the shape of the records are detected
 * from the first bytes, not from the file name.
 *
 * <p>Malformed data is passed to the sink as a problem with line and column, and reading continues: in lines, with the
 * next line; in a document, with the next event if the JSON itself is sound; in a table, with the next row.
 *
 * <p><b>Threading.</b> For use by one thread and one stream.
 *
 * <p><b>Cost.</b> One record at a time is in memory. If the layout is lines, the chunks that {@link LineChunks} reads
 * ahead are in memory, too.
 */
final class EventReader {
    /**
     * The maximum nesting depth of the parser. It is large, so that the parser can skip an event that is too deep for
     * {@code PlainData}.
     */
    private static final int MAX_NESTING = 100_000;

    private final EventSerializer.Sink sink;
    private final ImportOptions options;

    EventReader(EventSerializer.Sink sink, ImportOptions options) {
        this.sink = sink;
        this.options = options;
    }

    /*
     * Equal field names become one string for all events that parsers of one factory read. This saves most of the
     * memory for names. Jackson's table of names is bounded: it is emptied if it exceeds 65,536 names within a
     * document, or 6,000 at the end of a document. The table belongs to the factory. A factory is used for one stream
     * at most, so the names that remain in its table are released with the stream. Names are not interned, because that
     * would add them to a table of the JVM. Names with colliding hashes do not end the reading. JsonData bounds numbers
     * and PlainData bounds depth, so that an excess affects one event and not the whole document.
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
                TextEncoding.asUtf8(new BufferedInputStream(source, 2 * LookAhead.MAX_BYTES), 2 * LookAhead.MAX_BYTES);
        EventMapping mapping = options.mapping();
        FileLayout layout = FileLayout.of(in, mapping == null ? Set.of() : mapping.names(), new RecordShapes(options));
        KnownShape known = layout.shape();
        RecordShape shape = mapping == null ? known : new MappedShape(mapping, options);
        EventDecoder decoder = new EventDecoder(options, sink::wantsData, shape);
        if (known != null && mapping == null) {
            decoder.remarks()
                    .add(
                            Remarks.Kind.SHAPE,
                            1,
                            1,
                            "read as " + known.title() + ": " + known.parts()
                                    + (options.timeUnit() != null && known.hasOwnUnit()
                                            ? "; this shape specifies the unit of its times, and the time unit that is set is not used"
                                            : ""));
            decoder.remarks().passTo(sink, 1);
        }
        switch (layout.kind()) {
            case LINES -> new EventLines(sink, decoder).read(in, source);
            case DOCUMENT -> new DocumentReader(sink, decoder, layout).read(in, source);
            case TABLE ->
                new TableReader(
                                sink,
                                decoder,
                                layout.table().withText(mapping == null ? Set.of() : mapping.namesOfText()))
                        .read(in, source);
        }
    }

    private static InputStream decompressed(InputStream raw) throws IOException {
        InputStream in = new BufferedInputStream(raw, LookAhead.MAX_BYTES);
        in.mark(2);
        boolean compressed = GzipInput.isMagic(in.read(), in.read());
        in.reset();
        return compressed ? new GzipInput(in) : in;
    }
}
