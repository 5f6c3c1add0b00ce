package dev.playhead.cli.input;

import dev.playhead.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** The failures of commands whose input cannot be read. */
final class UnreadableInput {
    private UnreadableInput() {}

    static CommandFailure of(String name, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new CommandFailure(name + ": no such file");
        }
        if (e instanceof AccessDeniedException) {
            return new CommandFailure(name + ": no permission to read it");
        }
        return new CommandFailure(name + " cannot be read: "
                + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    }
}
