package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a question cannot be answered without events that are no longer retained or were not recorded. The message
 * names the retained events, the lost events, or the break in recording.
 */
public final class IncompleteHistoryException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable SequenceRange lost;
    private final transient @Nullable RecordingBreak recordingBreak;

    /**
     * Creates an exception.
     *
     * @param message the missing events, the retained events, and how to proceed
     */
    public IncompleteHistoryException(String message) {
        super(message);
        this.lost = null;
        this.recordingBreak = null;
    }

    IncompleteHistoryException(String message, @Nullable SequenceRange lost, @Nullable RecordingBreak recordingBreak) {
        super(message);
        this.lost = lost;
        this.recordingBreak = recordingBreak;
    }

    /**
     * Returns the first range of lost events on which the answer depends, or may depend.
     *
     * @return the sequences of the lost events; empty if events were evicted or cleared, or not recorded
     */
    public Optional<SequenceRange> lost() {
        return Optional.ofNullable(lost);
    }

    /**
     * Returns the first break in recording on which the answer depends.
     *
     * @return the break; empty if events are lost, evicted or cleared
     */
    public Optional<RecordingBreak> recordingBreak() {
        return Optional.ofNullable(recordingBreak);
    }
}
