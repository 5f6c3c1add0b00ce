package dev.playhead.cli.output;

import java.util.Collection;

/**
 * Methods that make text from files safe for a terminal, and that fit and format text. Control characters are printed
 * as escape sequences, because a payload could use them to move the cursor, change colors or send commands. Marks that
 * change the direction of text are printed as escape sequences, too.
 */
public final class Text {
    private Text() {}

    /** {@return the text, with escape sequences in place of all characters that a terminal would interpret} */
    public static String safe(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnsafe(text, i)) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isUnsafe(text, i)) {
                out.append(c);
            } else {
                out.append(escape(c));
            }
        }
        return out.toString();
    }

    /** {@return the JSON escape sequence of a character} */
    static String escape(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", (int) c);
        };
    }

    static boolean isUnsafe(String text, int at) {
        char c = text.charAt(at);
        if (c >= ' ' && c < 0x7f) {
            return false;
        }
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
        }
        return c < ' '
                || (c >= 0x7f && c < 0xa0)
                || c == 0x061c
                || (c >= 0x200e && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0xfeff;
    }

    /**
     * {@return the number of columns that a text takes on a terminal: two columns for most East Asian characters and
     * pictographs, none for a combining mark or a format character, and one for any other character}
     */
    public static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            width += width(c);
            i += Character.charCount(c);
        }
        return width;
    }

    private static int width(int c) {
        if (c < 0x300) {
            return 1;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
        return wide ? 2 : 1;
    }

    /**
     * Returns the text if it fits, otherwise its beginning and the ellipsis. Never splits a character that consists of
     * two {@code char}s.
     *
     * @param text the text
     * @param columns the number of columns; 0 for unlimited
     * @param ellipsis the ellipsis
     * @return the text
     */
    public static String fit(String text, int columns, String ellipsis) {
        // A char takes at most two columns, so the width of a short text need not be computed.
        if (columns <= 0 || (text.length() <= columns / 2) || width(text) <= columns) {
            return text;
        }
        int room = columns - ellipsis.length();
        int i = 0;
        int used = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            used += width(c);
            if (used > room) {
                break;
            }
            i += Character.charCount(c);
        }
        return text.substring(0, i) + ellipsis;
    }

    /**
     * {@return the text, padded with blanks to the given width; the blanks precede the text if it is aligned to the
     * right}
     */
    public static String pad(String text, int columns, boolean toTheRight) {
        String blanks = " ".repeat(Math.max(0, columns - width(text)));
        return toTheRight ? blanks + text : text + blanks;
    }

    /** {@return the number with commas between groups of three digits} */
    public static String count(long number) {
        return String.format(java.util.Locale.ROOT, "%,d", number);
    }

    /** {@return a number and a noun, in the plural unless the number is 1: {@code 1 event}, {@code 6,186 events}} */
    public static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** {@return a number of bytes as text, in a suitable unit such as {@code 1.5 MiB}} */
    public static String bytes(long bytes) {
        if (bytes < 1_024) {
            return count(bytes, "byte");
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1_024 && unit < 3) {
            value /= 1_024;
            unit++;
        }
        return String.format(java.util.Locale.ROOT, "%.1f %ciB", value, "KMGT".charAt(unit));
    }

    /** {@return up to five names, and the number of the others; {@code none} if there are no names} */
    public static String some(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String few = String.join(", ", names.stream().limit(5).toList());
        return names.size() > 5 ? few + " and " + count(names.size() - 5L) + " more" : few;
    }
}
