package dev.playhead.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

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
 * what was written, read and written again is the same to the byte. What others write is read as well: the timestamp as
 * ISO-8601 (without a zone, as UTC) or as epoch milliseconds, whole or fractional; {@code source} and {@code metadata}
 * may be missing; fields not named here are kept in the metadata.
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
    private EventSerializer() {}

    /**
     * Begins to write events.
     *
     * @param out where to; stays open
     * @param format how
     * @return the writer, to be closed
     * @throws UncheckedIOException if the stream fails
     */
    public static EventWriter writer(OutputStream out, ExportFormat format) {
        return new EventWriter(out, format);
    }

    /**
     * Reads all events of a stream: JSON Lines, an array of events, or an object with an array {@code events}; plain or
     * compressed by gzip. The first bytes tell which.
     *
     * @param in where from; stays open
     * @param sink takes the events and what is malformed
     * @throws UncheckedIOException if the stream fails at its first bytes; a later failure is a problem for the sink
     */
    public static void read(InputStream in, EventSink sink) {
        read(in, sink, ImportOptions.DEFAULT_MAX_LINE_BYTES);
    }

    /**
     * Reads all events of a stream, as {@link #read(InputStream, EventSink)} does, with a limit of one's own.
     *
     * @param in where from; stays open
     * @param sink takes the events and what is malformed
     * @param maxLineBytes how long a line may be, or an event of a document, up to {@link
     *     ImportOptions#GREATEST_MAX_LINE_BYTES}
     * @throws IllegalArgumentException if the limit is not positive, or greater than that
     * @throws UncheckedIOException if the stream fails at its first bytes; a later failure is a problem for the sink
     */
    public static void read(InputStream in, EventSink sink, int maxLineBytes) {
        ImportOptions.requireMaxLineBytes(maxLineBytes);
        try {
            new EventReader(sink, maxLineBytes).read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
