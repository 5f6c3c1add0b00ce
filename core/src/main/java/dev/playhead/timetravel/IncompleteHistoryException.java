package dev.playhead.timetravel;

import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for needs events that are no longer kept, or were not recorded. The message names those that are kept, those that
 * are lost, or the break in recording.
 */
public final class IncompleteHistoryException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable SequenceRange lost;
    private final transient @Nullable RecordingBreak recordingBreak;

    /**
     * Creates the exception.
     *
     * @param message what is missing, what is kept, and what to do about it
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
     * The first of the lost events that what was asked for depends on, or may depend on.
     *
     * @return their sequences; empty if events were evicted or cleared, or not recorded
     */
    public Optional<SequenceRange> lost() {
        return Optional.ofNullable(lost);
    }

    /**
     * The first break in recording that what was asked for lies behind.
     *
     * @return the break; empty if events are lost, evicted or cleared
     */
    public Optional<RecordingBreak> recordingBreak() {
        return Optional.ofNullable(recordingBreak);
    }
}
