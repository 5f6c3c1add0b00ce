package dev.playhead.cli.travel;

import org.jspecify.annotations.Nullable;

/** A prompt at which the user types a text, such as the target of a jump. */
final class TravelPrompt {
    /** The purpose of the text. */
    enum Kind {
        NONE,
        JUMP,
        SEARCH
    }

    /** A text that the user has typed and confirmed. */
    record Answer(Kind kind, String text) {}

    private static final int MAX_TYPED = 65_536;

    private final StringBuilder typed = new StringBuilder();
    private Kind kind = Kind.NONE;

    Kind kind() {
        return kind;
    }

    boolean isOpen() {
        return kind != Kind.NONE;
    }

    String typed() {
        return typed.toString();
    }

    /** Opens the prompt for the given purpose. The text begins with {@code begun}. */
    void ask(Kind what, String begun) {
        kind = what;
        typed.setLength(0);
        typed.append(begun);
    }

    /**
     * Processes a key, given as the characters that the terminal sends for it. Returns the text if the key confirms it,
     * otherwise null.
     */
    @Nullable
    Answer key(String key) {
        switch (key) {
            case "\r", "\n" -> {
                Answer answer = new Answer(kind, typed.toString().strip());
                kind = Kind.NONE;
                return answer;
            }
            case "\u001b", "\u0003", "\u0004" -> kind = Kind.NONE;
            case "\u007f", "\b" -> {
                if (typed.isEmpty()) {
                    kind = Kind.NONE;
                } else {
                    typed.setLength(typed.offsetByCodePoints(typed.length(), -1));
                }
            }
            case "\u0015" -> typed.setLength(0);
            default -> {
                if (key.charAt(0) >= ' ' && typed.length() < MAX_TYPED) {
                    typed.append(key);
                }
            }
        }
        return null;
    }
}
