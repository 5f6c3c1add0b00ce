package dev.playhead.cli;

import dev.playhead.event.PlayheadException;

/** The failure of a command, with a message for the user. */
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

    /** Creates the failure of a command that found nothing. */
    public static CommandFailure nothingFound(String message) {
        return new CommandFailure(message, true);
    }

    /**
     * {@return whether the message reports that nothing was found, which is an answer to the user's question; if this
     * answer is incomplete because events are lost or were not recorded, the exit code is {@link ExitCode#INCOMPLETE}}
     */
    boolean isAnswer() {
        return nothingFound;
    }
}
