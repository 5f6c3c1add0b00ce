package dev.playhead.io;

import dev.playhead.event.Marker;

/**
 * The mapping between keys of maps and names in JSON. Every key is restored unchanged.
 *
 * <p>A Java string may hold an unpaired surrogate. JSON can represent such a string as a value, by an escape, but
 * parsers refuse the escape in a name. A key with an unpaired surrogate is therefore written with the prefix {@value
 * #ESCAPED}, and each unpaired surrogate and each backslash is escaped once more: {@code "$playhead:\\uD83D"}. A key
 * that already begins with the prefix is escaped too.
 */
final class JsonKeys {
    private static final String ESCAPED = Marker.KEY + ":";
    private static final int HALF_LENGTH = "\\uD83D".length();

    private JsonKeys() {}

    static String toJson(String key) {
        return key.startsWith(ESCAPED) || hasHalf(key) ? escaped(key) : key;
    }

    static String escaped(String key) {
        StringBuilder name = new StringBuilder(ESCAPED);
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (isHalf(key, i)) {
                name.append("\\u").append(Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT));
            } else if (c == '\\') {
                name.append("\\\\");
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    /**
     * Returns the key that a name represents. This is the name itself if it lacks the prefix, or if a backslash in it
     * begins neither an escaped backslash nor the escape of a surrogate.
     */
    static String fromJson(String name) {
        if (!name.startsWith(ESCAPED)) {
            return name;
        }
        StringBuilder key = new StringBuilder();
        for (int i = ESCAPED.length(); i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '\\') {
                key.append(c);
            } else if (name.startsWith("\\\\", i)) {
                key.append('\\');
                i++;
            } else {
                int half = half(name, i);
                if (half < 0) {
                    return name;
                }
                key.append((char) half);
                i += HALF_LENGTH - 1;
            }
        }
        return key.toString();
    }

    private static int half(String name, int from) {
        String text = name.substring(from, Math.min(name.length(), from + HALF_LENGTH));
        return text.matches("\\\\uD[89A-F][0-9A-F]{2}") ? Integer.parseInt(text.substring(2), 16) : -1;
    }

    private static boolean hasHalf(String key) {
        for (int i = 0; i < key.length(); i++) {
            if (isHalf(key, i)) {
                return true;
            }
        }
        return false;
    }

    /** {@return whether the character at an index is a surrogate without its counterpart} */
    private static boolean isHalf(String key, int at) {
        char c = key.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == key.length() || !Character.isLowSurrogate(key.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(key.charAt(at - 1)));
    }
}
