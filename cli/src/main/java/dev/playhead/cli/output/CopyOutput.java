package dev.playhead.cli.output;

import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import dev.playhead.storage.spi.StoredSession;
import java.util.List;

/**
 * The output of a copy of events, breaks and gaps, in the order of sequences. A file is written under a temporary name
 * until it is complete.
 */
public interface CopyOutput extends AutoCloseable {
    /** Writes a break before the next event. */
    void missing(RecordingBreak recordingBreak);

    /** Writes a gap before the next event. */
    void missing(SequenceRange gap);

    /**
     * Writes an event.
     *
     * @param event the event, with its sequence
     * @param recordedAtMillis the time at which the event was recorded, in milliseconds since 1970
     */
    void write(RecordedEvent event, long recordedAtMillis);

    /**
     * Completes the output, and gives a file its final name.
     *
     * @param sessions the sessions, oldest first
     * @param position the position of the history
     */
    void complete(List<StoredSession> sessions, HistoryPosition position);

    /** {@return the size of the file in bytes, or -1 if unknown} */
    long bytes();

    /** Discards the output if it was not completed. */
    @Override
    void close();
}
