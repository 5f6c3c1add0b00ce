package dev.playhead.capture;

/** The recognition of payment card numbers (ISO/IEC 7812). */
final class CardNumbers {
    static final int MAX_DIGITS = 19;
    /** The smallest number with 12 digits. */
    static final long LEAST = 100_000_000_000L;

    static final int MIN_DIGITS = 12;
    private static final int MIN_GROUPED_DIGITS = 14;
    private static final int MIN_GROUP_DIGITS = 3;
    private static final int MAX_GROUP_DIGITS = 7;

    private CardNumbers() {}

    static boolean isOne(long number) {
        if (number < LEAST) {
            return false;
        }
        byte[] digits = new byte[MAX_DIGITS];
        int count = 0;
        for (long left = number; left > 0; left /= 10) {
            digits[count++] = (byte) (left % 10);
        }
        for (int i = 0; i < count / 2; i++) {
            byte digit = digits[i];
            digits[i] = digits[count - 1 - i];
            digits[count - 1 - i] = digit;
        }
        return isOne(digits, count);
    }

    /**
     * Returns whether a card number begins with the digit at the given index. The caller ensures that no letter or
     * digit directly precedes the index. The number has no separators, or has groups of {@value #MIN_GROUP_DIGITS} to
     * {@value #MAX_GROUP_DIGITS} digits with one kind of separator.
     */
    static boolean beginsAt(String text, int at) {
        char first = text.charAt(at);
        if (text.length() - at < MIN_DIGITS) {
            return false;
        }
        if (first < '2' || first > '6' || (at > 1 && text.charAt(at - 1) == '.' && isDigit(text.charAt(at - 2)))) {
            return false; // no recognized number begins with this digit, or the digits follow a decimal point
        }
        byte[] digits = new byte[MAX_DIGITS];
        int count = 0;
        int inGroup = 0;
        int groups = 1;
        char separator = 0;
        for (int i = at; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : 0;
            if (isDigit(c)) {
                if (count == MAX_DIGITS) {
                    return false;
                }
                digits[count++] = (byte) (c - '0');
                inGroup++;
                continue;
            }
            boolean group = inGroup >= MIN_GROUP_DIGITS && inGroup <= MAX_GROUP_DIGITS;
            if (groups > 1 && !group) {
                return false;
            }
            boolean ended = !ValueRules.isLetter(c) && !isDecimalPoint(text, i);
            // A grouped number with fewer digits is a part of a longer number, or a number of another kind.
            if (ended && (groups == 1 || count >= MIN_GROUPED_DIGITS) && isOne(digits, count)) {
                return true;
            }
            if (!group || (c != ' ' && c != '-') || (separator != 0 && c != separator)) {
                return false;
            }
            separator = c;
            inGroup = 0;
            groups++;
        }
        return false;
    }

    private static boolean isDecimalPoint(String text, int at) {
        return at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isOne(byte[] digits, int count) {
        return count >= MIN_DIGITS && isIssued(digits, count) && satisfiesLuhn(digits, count);
    }

    /** Returns whether a number begins like the numbers of an issuer that uses this length. */
    private static boolean isIssued(byte[] digits, int count) {
        int four = ((digits[0] * 10 + digits[1]) * 10 + digits[2]) * 10 + digits[3];
        int two = four / 100;
        if (two == 34 || two == 37) { // American Express
            return count == 15;
        }
        if (two / 10 == 4) { // Visa
            return count == 13 || count == 16 || count == 19;
        }
        if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) { // Mastercard
            return count == 16;
        }
        if (two == 30 || two == 36 || two == 38 || two == 39) { // Diners Club
            return count >= 14;
        }
        if (two == 35 || two == 60 || two == 62 || two == 64 || two == 65) { // JCB, Discover, UnionPay, RuPay
            return count >= 16;
        }
        return switch (four) { // Maestro
            case 5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763 -> true;
            default -> false;
        };
    }

    /** Returns whether the check digit is correct, by the algorithm of Hans Peter Luhn, US patent 2,950,048. */
    private static boolean satisfiesLuhn(byte[] digits, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            int digit = digits[count - 1 - i];
            int doubled = digit * 2;
            sum += i % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
