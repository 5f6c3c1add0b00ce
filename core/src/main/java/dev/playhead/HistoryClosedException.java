package dev.playhead;

import dev.playhead.event.PlayheadException;

/** Thrown when a closed history is read. */
public final class HistoryClosedException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public HistoryClosedException() {
        super("the history is closed; read what you need before close()");
    }
}
