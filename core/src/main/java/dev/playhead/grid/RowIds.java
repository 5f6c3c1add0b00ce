package dev.playhead.grid;

import dev.playhead.timetravel.StateReader;
import dev.playhead.timetravel.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of new rows. Usually, each id consists of the same prefix and a number that is padded with zeros to a minimum
 * width. In that case, the width, the prefix and the differences between successive numbers are written.
 */
record RowIds(List<String> ids) {
    private static final int MAX_DIGITS = 18;
    private static final long[] POWERS = new long[MAX_DIGITS + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i <= MAX_DIGITS; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    /**
     * The maximum length of a prefix. It limits the memory that a short input can take, because a reader copies the
     * prefix for each id.
     */
    private static final int LONGEST_PREFIX = 64;

    void write(StateWriter out) {
        out.count(ids.size());
        if (ids.isEmpty()) {
            return;
        }
        String prefix = prefix(ids.get(0));
        int digits = prefix.length() > LONGEST_PREFIX ? 0 : leastDigits(prefix);
        out.count(digits);
        if (digits == 0) {
            ids.forEach(out::text);
            return;
        }
        out.text(prefix);
        long last = 0;
        for (String id : ids) {
            long number = Long.parseLong(id, prefix.length(), id.length(), 10);
            out.number(number - last);
            last = number;
        }
    }

    private static String prefix(String id) {
        int end = id.length();
        while (end > 0 && isDigit(id.charAt(end - 1))) {
            end--;
        }
        return id.substring(0, end);
    }

    /** Returns the width to which the numbers are padded with zeros, or 0 if this width does not restore all ids. */
    private int leastDigits(String prefix) {
        int least = MAX_DIGITS;
        int longestWithZero = 0;
        for (String id : ids) {
            int digits = id.length() - prefix.length();
            boolean numbered = digits > 0 && digits <= MAX_DIGITS && id.startsWith(prefix);
            for (int i = prefix.length(); i < id.length() && numbered; i++) {
                numbered = isDigit(id.charAt(i));
            }
            if (!numbered) {
                return 0;
            }
            least = Math.min(least, digits);
            longestWithZero = id.charAt(prefix.length()) == '0' ? Math.max(longestWithZero, digits) : longestWithZero;
        }
        // A number that is wider than the minimum must not begin with a zero, because a reader would not restore this
        // zero.
        return longestWithZero > least ? 0 : least;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static List<String> read(StateReader in) {
        int count = in.count(in.remaining());
        List<String> ids = new ArrayList<>(count);
        int digits = count == 0 ? 0 : in.count(MAX_DIGITS);
        String prefix = digits == 0 ? "" : in.text();
        if (prefix.length() > LONGEST_PREFIX) {
            throw in.corrupt("prefix", prefix.length());
        }
        long number = 0;
        for (int i = 0; i < count; i++) {
            number += digits == 0 ? 0 : in.number();
            ids.add(digits == 0 ? in.text() : numbered(in, prefix, number, digits));
        }
        return ids;
    }

    private static String numbered(StateReader in, String prefix, long number, int digits) {
        if (number < 0) {
            throw in.corrupt("rowNumber", number);
        }
        int length = digits;
        for (long more = number / POWERS[digits]; more > 0; more /= 10) {
            length++;
        }
        int begin = prefix.length();
        char[] chars = new char[begin + length];
        prefix.getChars(0, begin, chars, 0);
        long rest = number;
        for (int i = chars.length - 1; i >= begin; i--) {
            chars[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
        return new String(chars);
    }
}
