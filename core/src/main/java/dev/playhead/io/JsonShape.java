package dev.playhead.io;

import java.util.BitSet;

/**
 * The state of a JSON object whose text is fed byte by byte: open, complete, or broken because the text does not
 * continue as JSON. The syntax of numbers and of escapes is not checked completely.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class JsonShape {
    /** The state of the object. */
    enum State {
        OPEN,
        COMPLETE,
        BROKEN
    }

    /** The kind of token that may come next. */
    private enum Next {
        VALUE,
        VALUE_OR_END,
        NAME,
        NAME_OR_END,
        COLON,
        COMMA_OR_END
    }

    private static final String INFINITY = "Infinity";
    private static final int MAX_DEPTH = 100_000;
    private static final int SPACE = 0x20;

    private final BitSet arrays = new BitSet();
    private int depth;
    private Next next = Next.VALUE;
    private State state = State.OPEN;
    private boolean inText;
    private boolean escaped;
    private boolean inWord;
    /** The whole word whose first characters were read, such as {@code true}; empty for a number. */
    private String word = "";

    private int atOfWord;
    private boolean isName;

    /** Reads more bytes and returns the state after them. Bytes after the end of the object are ignored. */
    State feed(byte[] bytes, int from, int to) {
        for (int i = from; i < to && state == State.OPEN; i++) {
            take(bytes[i]);
        }
        return state;
    }

    private void take(byte octet) {
        if (inText) {
            takeText(octet);
            return;
        }
        boolean blank = octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r';
        if (inWord) {
            boolean more = !blank && ",}]\"{[:".indexOf(octet) < 0;
            if (more) {
                takeWord(octet);
                return;
            }
            require(atOfWord >= word.length());
            inWord = false;
            next = Next.COMMA_OR_END;
        }
        if (!blank) {
            takeSign(octet);
        }
    }

    private void takeText(byte octet) {
        if (escaped) {
            escaped = false;
        } else if (octet == '\\') {
            escaped = true;
        } else if (octet == '"') {
            inText = false;
            next = isName ? Next.COLON : Next.COMMA_OR_END;
        }
        require(octet >= SPACE || octet < 0); // a byte of a multi-byte character is negative
    }

    private void takeSign(byte octet) {
        switch (octet) {
            case '{', '[' -> begin(octet == '[');
            case '}', ']' -> end(octet == ']');
            case '"' -> {
                isName = next == Next.NAME || next == Next.NAME_OR_END;
                require(isName || isValueNext());
                inText = true;
            }
            case ':' -> {
                require(next == Next.COLON);
                next = Next.VALUE;
            }
            case ',' -> {
                require(next == Next.COMMA_OR_END);
                next = arrays.get(depth) ? Next.VALUE : Next.NAME;
            }
            default -> {
                require(isValueNext());
                inWord = true;
                beginWord(octet);
            }
        }
    }

    private void beginWord(byte octet) {
        word = switch (octet) {
            case 't' -> "true";
            case 'f' -> "false";
            case 'n' -> "null";
            case 'N' -> "NaN";
            case 'I' -> INFINITY;
            default -> "";
        };
        atOfWord = word.isEmpty() && octet != '-' ? 2 : 1; // Infinity may follow a minus, but not a digit
        require(!word.isEmpty() || octet == '-' || isDigit(octet));
    }

    private void takeWord(byte octet) {
        if (word.isEmpty() && octet == 'I' && atOfWord == 1) {
            word = INFINITY;
            atOfWord = 0;
        }
        require(
                word.isEmpty()
                        ? isDigit(octet) || "+-.eE".indexOf(octet) >= 0
                        : atOfWord < word.length() && word.charAt(atOfWord) == octet);
        atOfWord = Math.min(atOfWord + 1, INFINITY.length() + 1);
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private boolean isValueNext() {
        return depth > 0 && (next == Next.VALUE || next == Next.VALUE_OR_END);
    }

    private void begin(boolean array) {
        require(depth == 0 ? !array : isValueNext() && depth < MAX_DEPTH);
        depth++;
        arrays.set(depth, array);
        next = array ? Next.VALUE_OR_END : Next.NAME_OR_END;
    }

    private void end(boolean array) {
        boolean empty = next == (array ? Next.VALUE_OR_END : Next.NAME_OR_END);
        require(depth > 0 && arrays.get(depth) == array && (empty || next == Next.COMMA_OR_END));
        depth--;
        next = Next.COMMA_OR_END;
        if (depth <= 0 && state == State.OPEN) {
            state = State.COMPLETE;
        }
    }

    private void require(boolean holds) {
        if (!holds) {
            state = State.BROKEN;
        }
    }
}
