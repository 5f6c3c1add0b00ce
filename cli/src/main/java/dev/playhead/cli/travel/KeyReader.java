package dev.playhead.cli.travel;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A reader of keys. For each key, a terminal sends a single character, or a sequence of characters that begins with
 * Escape. For the Escape key, a terminal sends only the character Escape. A pause after this character shows that the
 * character is not the beginning of a sequence.
 */
final class KeyReader {
    /** The result at the end of the input. */
    static final int CLOSED = -1;
    /** The result if no input arrives in time. */
    static final int NONE = -2;

    private static final char ESCAPE = '\u001b';
    private static final long PAUSE_MILLIS = 50;
    private static final int MAX_LENGTH = 32;

    /** A source of characters from a terminal. */
    interface Source {
        /**
         * Waits for a character and returns it. Returns {@link #NONE} if no character arrives in time, and {@link
         * #CLOSED} at the end of the input.
         */
        int read(long timeoutMillis) throws IOException;
    }

    private final Source source;
    private boolean closed;

    KeyReader(Source source) {
        this.source = source;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Waits for a key, and returns its characters. Returns null if no key arrives in time, or if the terminal was
     * closed.
     */
    @Nullable
    String read(long timeoutMillis) throws IOException {
        int first = source.read(timeoutMillis);
        if (first < 0) {
            closed |= first == CLOSED;
            return null;
        }
        StringBuilder key = new StringBuilder().append((char) first);
        if (Character.isHighSurrogate((char) first)) {
            append(key);
        } else if (first == ESCAPE && append(key)) {
            char second = key.charAt(1);
            if (second == 'O') {
                append(key);
            } else if (second == '[') {
                while (key.length() < MAX_LENGTH && append(key) && !isFinal(key.charAt(key.length() - 1))) {}
            }
        }
        return key.toString();
    }

    private static boolean isFinal(char c) {
        return c >= '@' && c <= '~';
    }

    private boolean append(StringBuilder key) throws IOException {
        int next = source.read(PAUSE_MILLIS);
        if (next < 0) {
            closed |= next == CLOSED;
            return false;
        }
        key.append((char) next);
        return true;
    }
}
