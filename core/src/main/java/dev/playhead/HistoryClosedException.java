package dev.playhead;

import dev.playhead.event.PlayheadException;

/** Thrown by a closed history if a method is called that needs an open history, such as a method that reads. */
public final class HistoryClosedException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public HistoryClosedException() {
        super("the history is closed; read what you need before close()");
    }
}
