package dev.playhead.block;

/** Strings that are a prefix and a number, such as {@code ORD-000123}. */
final class NumberedText {
    /** So many digits fit a long, whatever they are. */
    static final int MAX_DIGITS = 18;

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
        String decimal = Long.toString(number);
        int zeros = Math.max(0, digits - decimal.length());
        return zeros == 0 ? prefix.concat(decimal) : prefix + "0".repeat(zeros) + decimal;
    }
}
