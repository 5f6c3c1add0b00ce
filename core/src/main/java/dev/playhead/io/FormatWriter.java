package dev.playhead.io;

import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.List;

/**
 * A writer of events in one format.
 *
 * <p>The constructor may write the beginning of the file. No method closes the underlying stream. If the stream fails,
 * methods throw an {@link java.io.UncheckedIOException}, or an exception of Jackson with an {@code IOException} as its
 * cause.
 */
interface FormatWriter {
    /** Takes note of an event that will be written, if the format {@linkplain ExportFormat#needsSurvey needs this}. */
    default void survey(RecordedEvent event) {}

    /** Sets the breaks and gaps. They replace those of earlier calls that are not yet written. */
    void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps);

    void write(RecordedEvent event);

    void flush();

    /** Completes the file and flushes it. */
    void close();

    /** Returns one sentence for each kind of data that the file omits or changes so far. */
    default List<String> notes() {
        return List.of();
    }
}
