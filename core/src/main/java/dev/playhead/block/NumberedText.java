package dev.playhead.block;

import org.jspecify.annotations.Nullable;

/** A codec of strings that consist of a prefix and a number, such as {@code ORD-000123}. */
final class NumberedText {
    /** The maximum number of digits; any number with at most this many digits fits a long. */
    static final int MAX_DIGITS = 18;

    /*
     * A cache of short strings, because the same identifiers occur in block after block. A hash of the prefix and the
     * number selects the slot, which has the latest such string. A race may lose a string, which is then built again.
     */
    private static final @Nullable Cached[] CACHE = new Cached[1 << 14];

    private static final int MAX_CACHED_LENGTH = 32;

    private record Cached(String prefix, int digits, long number, String text) {
        boolean isOf(String prefix, int digits, long number) {
            return this.number == number && this.digits == digits && this.prefix.equals(prefix);
        }
    }

    private NumberedText() {}

    /**
     * Returns the length of the prefix, which is the part before the trailing digits. At most {@link #MAX_DIGITS}
     * digits count as trailing digits.
     */
    static int prefixLength(String text) {
        int at = text.length();
        int least = Math.max(0, at - MAX_DIGITS);
        while (at > least && text.charAt(at - 1) >= '0' && text.charAt(at - 1) <= '9') {
            at--;
        }
        return at;
    }

    /**
     * Returns the string of a prefix and a number.
     *
     * @param digits the number of digits including leading zeros, or 0 for no leading zeros
     */
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
