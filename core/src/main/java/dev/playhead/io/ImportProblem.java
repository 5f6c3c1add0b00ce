package dev.playhead.io;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamLocation;

/**
 * Something in a file that could not be imported.
 *
 * @param line where it is, from 1
 * @param column where in the line, from 1
 * @param message what was wrong; shortened to {@value #MAX_MESSAGE_LENGTH} characters, as it may quote the file
 */
public record ImportProblem(long line, int column, String message) {
    /** How long a message may be. */
    public static final int MAX_MESSAGE_LENGTH = 400;

    private static final String CUT = " ... ";

    /**
     * Makes a problem.
     *
     * @param line where it is, from 1
     * @param column where in the line, from 1
     * @param message what was wrong
     */
    public ImportProblem {
        if (message.length() > MAX_MESSAGE_LENGTH) {
            int half = (MAX_MESSAGE_LENGTH - CUT.length()) / 2;
            message = message.substring(0, half) + CUT + message.substring(message.length() - half);
        }
    }

    static ImportProblem at(TokenStreamLocation place, @Nullable String message) {
        return new ImportProblem(place.getLineNr(), place.getColumnNr(), String.valueOf(message));
    }

    @Override
    public String toString() {
        return "line " + line + ", column " + column + ": " + message;
    }
}
