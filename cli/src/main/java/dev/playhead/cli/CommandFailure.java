package dev.playhead.cli;

import dev.playhead.event.PlayheadException;

/** A command cannot do what it was asked to; the message is for the user. */
public final class CommandFailure extends PlayheadException {
    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message);
    }
}
