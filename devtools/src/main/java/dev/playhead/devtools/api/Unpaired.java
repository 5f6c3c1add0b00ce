package dev.playhead.devtools.api;

/** Surrogates without their counterpart. A Java string may have them; UTF-8 cannot express them. */
final class Unpaired {
    private Unpaired() {}

    /** {@return whether a text has an unpaired surrogate} */
    static boolean isIn(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isAt(text, i)) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether the character at an index is a surrogate without its counterpart} */
    static boolean isAt(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    /** {@return the text with U+FFFD instead of each unpaired surrogate} */
    static String replaced(String text) {
        if (!isIn(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            if (isAt(text, i)) {
                clean.setCharAt(i, '\uFFFD');
            }
        }
        return clean.toString();
    }

    /** {@return the beginning of a text, of at most the given length, that does not end within a surrogate pair} */
    static String beginning(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        boolean splits = length > 0
                && Character.isHighSurrogate(text.charAt(length - 1))
                && Character.isLowSurrogate(text.charAt(length));
        return text.substring(0, splits ? length - 1 : length);
    }
}
