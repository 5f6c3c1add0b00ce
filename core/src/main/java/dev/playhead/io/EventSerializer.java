package dev.playhead.io;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A writer and reader of event files. A file may be larger than memory, unless its events are sorted ({@link
 * ImportOptions#sortedByTime}) or its format states otherwise.
 *
 * <p>{@link ExportFormat} lists the formats that are written. Playhead's own ones, JSON documents and JSON Lines, are
 * read as well. In both, an event is written as
 *
 * <pre>{@code
 * {"sequence":7,"type":"cell:edit","timestamp":"2026-01-31T10:42:00.5Z","source":"user","payload":{…},"metadata":{…}}
 * }</pre>
 *
 * <p>The timestamp has nanosecond precision, and numbers have the form that {@link dev.playhead.event.Numbers} defines.
 * So events that are written, read and written again are identical to the byte. Files of other writers are read as
 * well:
 *
 * <ul>
 *   <li>The input may be lines that end with CR, LF or both, JSON text sequences (RFC 7464), or objects over several
 *       lines. The encoding may be UTF-8, or UTF-16 or UTF-32 with or without a byte order mark.
 *   <li>The timestamp may be a string in ISO-8601 or RFC 1123 format. In ISO-8601, the fraction may follow a comma, a
 *       blank may replace the T, and the offset may have a form such as {@code +0100}. The time of day may be missing,
 *       and so may the offset ({@link ImportOptions#zone}). The timestamp may also be epoch time, as a number or as a
 *       string with a number, whole or fractional. Epoch time is in milliseconds by default. But if the first epoch
 *       time of the file is outside the years 2000 to 2100 when read as milliseconds, and inside them when read as
 *       seconds, microseconds or nanoseconds, that unit is used for the file ({@link ImportOptions#timeUnit}). A
 *       timestamp whose unit differs from that of the preceding timestamps is a problem. Fraction digits after the
 *       ninth are discarded, and a leap second is kept as second 59. {@link ImportOptions#withTimeFormat} sets another
 *       form of text.
 *   <li>{@code source} and {@code metadata} may be missing. If there is a {@code payload}, fields not named here are
 *       kept in the metadata. Otherwise, they become the payload. {@link ImportOptions#withMapping} reads the parts of
 *       an event from fields of other names.
 *   <li>If a key appears twice in an object, the last value is used.
 * </ul>
 *
 * <p>Files of other tools are recognized by their first record, and {@link Sink#note} names the shape: CloudEvents,
 * Redux DevTools, rrweb, Chrome traces, Debezium and Kafka Connect, HAR, logs in JSON of Log4j2, Logback, pino, ECS and
 * others, OTLP logs, calls of Segment, GitHub events, CSV with titles, and objects whose time and type have other usual
 * names, such as {@code ts} and {@code event}. A record with a {@code type} and a {@code timestamp} is Playhead's own,
 * unless it has marks of another shape.
 *
 * <p>If a value is interpreted in a way that may be unexpected, {@link Sink#note} is called, once in a file for each
 * kind of such interpretation.
 *
 * <p>A file also records what is missing between its events. A {@linkplain RecordingBreak break} is a period in which
 * recording was paused. A gap is a range of events that were recorded and are lost. In JSON Lines, each break or gap is
 * a separate line, before the event that follows it or at the end:
 *
 * <pre>{@code
 * {"$playhead":"break","sequence":42,"from":"2026-01-31T10:42:00Z","to":"2026-01-31T10:43:00Z","offered":{"row:add":3}}
 * {"$playhead":"gap","first":10,"last":20}
 * }</pre>
 *
 * <p>In a document, breaks and gaps are elements of the arrays {@code "breaks"} and {@code "gaps"}, which precede
 * {@code "events"}. These elements lack the field {@code $playhead}. An object with a {@code type} is an event,
 * whatever other fields it has. A break or gap that is invalid, or that is out of order, is a problem.
 *
 * <p>The numbers NaN, Infinity and -Infinity, which JSON cannot express, are written in the form {@code
 * {"$playhead":"NaN"}}. Bytes and markers already are maps of this form ({@link dev.playhead.event.Marker}). A key that
 * could be mistaken for this form or for an escaped key, or that has an unpaired surrogate, is written with the prefix
 * {@code $playhead:}. The backslashes and unpaired surrogates of the key are then escaped as in a JSON string.
 *
 * <p><b>Limits.</b> Data may be nested as deeply as {@link dev.playhead.event.PlainData#MAX_DEPTH}, and a number may
 * have up to 200,000 characters. A line, or an event of a document, may have up to {@link
 * ImportOptions#DEFAULT_MAX_LINE_BYTES} bytes, unless another limit is set. A longer line or event is a problem, but
 * does not increase the memory used. It affects no other line or event, except that the rest of a document is not read
 * after a string that is longer than the limit. In a document without {@code "format":"playhead-events"}, {@code
 * events} must begin within the first 64 KiB.
 *
 * <p><b>Threading.</b> Stateless.
 */
public final class EventSerializer {
    /**
     * A writer of events, breaks and gaps in one {@link ExportFormat}. Writes one event at a time. The memory used does
     * not grow with the number of events, unless the format states otherwise.
     *
     * <p>{@link #close} completes and flushes the output. The underlying stream stays open.
     *
     * <p><b>Threading.</b> For use by one thread.
     */
    public static final class Writer implements AutoCloseable {
        private final FormatWriter format;
        private boolean closed;

        Writer(FormatWriter format) {
            this.format = format;
        }

        /**
         * Takes note of an event that will be written. If the format {@linkplain ExportFormat#needsSurvey needs a
         * survey}, all events must be surveyed before the first is written. Other formats ignore the call.
         *
         * @param event the event
         * @throws IllegalStateException if the format is {@link ExportFormat#CSV}, and an event is already written
         */
        public void survey(RecordedEvent event) {
            format.survey(event);
        }

        /**
         * Sets the breaks and gaps between the events. In JSON Lines, each of them is written at its sequence: before
         * the first event after it, or at the end. Breaks and gaps that were already written are not written again. A
         * document has all breaks and gaps before its events. A break before or among lost events is written as a break
         * after these events. Formats that have no form for breaks and gaps leave them out ({@link #notes}).
         *
         * @param breaks the breaks in recording; they replace those that were set before
         * @param gaps the ranges of lost sequences; they replace those that were set before
         * @throws IllegalStateException if the format is {@link ExportFormat#JSON}, and an event is already written
         */
        public void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
            format.missing(breaks, gaps);
        }

        /**
         * Writes one event, and in JSON Lines also the {@linkplain #missing breaks and gaps} before it.
         *
         * @param event the event
         * @throws UncheckedIOException if the stream fails
         * @throws IllegalStateException if the format is {@link ExportFormat#CSV}, and the event has a field for which
         *     the {@linkplain #survey surveyed} events have no column
         */
        public void write(RecordedEvent event) {
            try {
                format.write(event);
            } catch (JacksonException e) {
                throw unwrapped(e);
            } catch (LinkageError e) {
                throw JacksonVersion.unfit(e);
            }
        }

        /**
         * Flushes the output. In JSON Lines whole lines are flushed, so that a reader at the other end of a pipe sees
         * them.
         *
         * @throws UncheckedIOException if the stream fails
         */
        public void flush() {
            try {
                format.flush();
            } catch (JacksonException e) {
                throw unwrapped(e);
            }
        }

        /**
         * Completes the file and flushes it. The underlying stream stays open.
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
                format.close();
            } catch (JacksonException e) {
                throw unwrapped(e);
            }
        }

        /**
         * Returns what the file leaves out or changes, because the format has no form for it, or because it exceeds a
         * limit of the format, such as a maximum number of events or columns. The notes are complete when the writer is
         * closed.
         *
         * @return a sentence for each kind of omission or change; empty if there is none
         */
        public List<String> notes() {
            return format.notes();
        }

        private static RuntimeException unwrapped(JacksonException e) {
            return e.getCause() instanceof IOException io ? new UncheckedIOException(io) : e;
        }
    }

    /** The source of the states that {@link ExportFormat#REDUX_DEVTOOLS} has in addition to the events. */
    public interface States {
        /**
         * Returns the state before an event.
         *
         * @param event the first event that is written
         * @return the state, as plain data
         */
        @Nullable
        Object before(RecordedEvent event);

        /**
         * Returns the state after an event.
         *
         * @param event the event, which is about to be written
         * @return the state, as plain data
         */
        @Nullable
        Object after(RecordedEvent event);
    }

    /** A receiver of the events, breaks, gaps and problems of a file, in file order. */
    public interface Sink {
        /**
         * Receives an event.
         *
         * @param event the event, with plain data
         * @param sequence the sequence of the event in the file; -1 if it has none
         */
        void event(GridEvent event, long sequence);

        /**
         * Returns whether the payload and metadata of events of a type are needed. If not, such events may be passed
         * without payload and metadata, because parsing this data takes most of the time. Called by any thread. The
         * default implementation returns true.
         *
         * @param type the type of an event
         * @return whether to read its payload and metadata
         */
        default boolean wantsData(String type) {
            return true;
        }

        /**
         * Receives a break in recording before the next event, or after the last event. The default implementation does
         * nothing.
         *
         * @param recordingBreak the break; its sequence is that of the next event in the file
         */
        default void recordingBreak(RecordingBreak recordingBreak) {}

        /**
         * Receives a gap, which is a range of lost events. It precedes the next event of the file, or follows the last
         * event. The default implementation does nothing.
         *
         * @param lost the sequences of the lost events, in the numbering of the file
         */
        default void gap(SequenceRange lost) {}

        /**
         * Receives a problem: a part of the file that is not a sound event, break or gap.
         *
         * @param problem the message, and the line and column
         */
        void problem(ImportReport.Problem problem);

        /**
         * Receives the failure of the stream. The rest of the stream was not read. The failure is also a problem: the
         * default implementation calls {@link #problem}.
         *
         * @param problem the reason, and the line and column up to which the stream was read
         */
        default void brokeOff(ImportReport.Problem problem) {
            problem(problem);
        }

        /**
         * Receives a note on how something was read. Only the first note of each kind in a file is passed on. The
         * default implementation does nothing.
         *
         * @param note the message, and the line and column of the first occurrence
         */
        default void note(ImportReport.Problem note) {}
    }

    private EventSerializer() {}

    /**
     * Creates a writer of events.
     *
     * @param out the stream to write to; stays open
     * @param format the layout of the file
     * @return the writer, to be closed by the caller
     * @throws UncheckedIOException if the stream fails
     * @throws dev.playhead.event.PlayheadException if the version of Jackson present lacks required features
     */
    public static Writer writer(OutputStream out, ExportFormat format) {
        try {
            return new Writer(format.writer(out));
        } catch (LinkageError e) {
            throw JacksonVersion.unfit(e);
        }
    }

    /**
     * Creates a writer of events and states in the format {@link ExportFormat#REDUX_DEVTOOLS}.
     *
     * @param out the stream to write to; stays open
     * @param states the source of the states; {@link States#after} is called once for each event that is written
     * @return the writer, to be closed by the caller
     * @throws dev.playhead.event.PlayheadException if the version of Jackson present lacks required features
     */
    public static Writer writer(OutputStream out, States states) {
        try {
            return new Writer(new ReduxEventWriter(out, states));
        } catch (LinkageError e) {
            throw JacksonVersion.unfit(e);
        }
    }

    /**
     * Reads all events of a stream: JSON Lines, an array of events, an object with an array {@code events}, or a known
     * shape of another tool; plain or compressed with gzip. The format is detected from the first bytes.
     *
     * @param in the stream to read from; stays open
     * @param sink receives the events and the problems
     * @throws UncheckedIOException if the stream fails at its first bytes; a later failure is passed to the sink
     * @throws dev.playhead.event.PlayheadException if the version of Jackson present lacks required features
     */
    public static void read(InputStream in, Sink sink) {
        read(in, sink, ImportOptions.lenient());
    }

    /**
     * Reads all events of a stream, as {@link #read(InputStream, Sink)} does, with options.
     *
     * @param in the stream to read from; stays open
     * @param sink receives the events and the problems; it decides whether a problem ends the reading
     * @param options the maximum length of a line, how fields and timestamps are read, and whether events are sorted
     * @throws UncheckedIOException if the stream fails at its first bytes; a later failure is passed to the sink
     * @throws dev.playhead.event.PlayheadException if the version of Jackson present lacks required features
     */
    public static void read(InputStream in, Sink sink, ImportOptions options) {
        try {
            if (options.sorted()) {
                SortedSink sorted = new SortedSink(sink);
                new EventReader(sorted, options).read(in);
                sorted.end();
            } else {
                new EventReader(sink, options).read(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LinkageError e) {
            throw JacksonVersion.unfit(e);
        }
    }
}
