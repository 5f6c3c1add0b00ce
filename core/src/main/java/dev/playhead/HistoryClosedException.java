package dev.playhead;

import dev.playhead.event.PlayheadException;

/** The history was closed and cannot be read any more. */
public final class HistoryClosedException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public HistoryClosedException() {
        super("the history is closed; read what you need before close()");
    }
}
