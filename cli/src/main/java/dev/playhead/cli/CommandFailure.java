package dev.playhead.cli;

import dev.playhead.event.PlayheadException;

/** A command cannot do what it was asked to; the message is for the user. */
public final class CommandFailure extends PlayheadException {
    private static final long serialVersionUID = 1L;

    private final boolean nothingFound;

    public CommandFailure(String message) {
        this(message, false);
    }

    private CommandFailure(String message, boolean nothingFound) {
        super(message);
        this.nothingFound = nothingFound;
    }

    /** Creates the failure of a command that was asked for what is not there. */
    public static CommandFailure nothingFound(String message) {
        return new CommandFailure(message, true);
    }

    /** Returns whether the message is the answer, which may be about an incomplete trail. */
    boolean isAnswer() {
        return nothingFound;
    }
}
