package dev.playhead.block;

import org.jspecify.annotations.Nullable;

/** Strings that are a prefix and a number, such as {@code ORD-000123}. */
final class NumberedText {
    /** So many digits fit a long, whatever they are. */
    static final int MAX_DIGITS = 18;

    /*
     * The same identifiers occur in block after block. Each slot has the last string of those whose hashes lead to it. Races
     * lose one, which is made again.
     */
    private static final @Nullable Cached[] CACHE = new Cached[1 << 14];

    private static final int MAX_CACHED_LENGTH = 32;

    private record Cached(String prefix, int digits, long number, String text) {
        boolean isOf(String prefix, int digits, long number) {
            return this.number == number && this.digits == digits && this.prefix.equals(prefix);
        }
    }

    private NumberedText() {}

    /** The length of what comes before the digits at the end, of which at most {@link #MAX_DIGITS} count. */
    static int prefixLength(String text) {
        int at = text.length();
        int least = Math.max(0, at - MAX_DIGITS);
        while (at > least && text.charAt(at - 1) >= '0' && text.charAt(at - 1) <= '9') {
            at--;
        }
        return at;
    }

    /** The string; {@code digits} is their number, zeros in front included, or 0 for no zeros in front. */
    static String text(String prefix, int digits, long number) {
        long hash = (number + prefix.hashCode()) * 0x9E3779B97F4A7C15L;
        int slot = (int) (hash >>> 50);
        Cached known = CACHE[slot];
        if (known != null && known.isOf(prefix, digits, number)) {
            return known.text;
        }
        String text = make(prefix, digits, number);
        if (text.length() <= MAX_CACHED_LENGTH) {
            CACHE[slot] = new Cached(prefix, digits, number, text);
        }
        return text;
    }

    private static String make(String prefix, int digits, long number) {
        String decimal = Long.toString(number);
        int zeros = Math.max(0, digits - decimal.length());
        return zeros == 0 ? prefix.concat(decimal) : prefix + "0".repeat(zeros) + decimal;
    }
}
