package dev.playhead.capture;

import java.util.Arrays;

/** The recognition of international bank account numbers (ISO 13616). */
final class Ibans {
    /** The countries of the registry, with the lengths of their numbers. */
    private static final String LENGTHS =
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22"
                    + " DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23"
                    + " IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30"
                    + " NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25"
                    + " SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

    private static final byte[] LENGTH_OF_COUNTRY = lengths();

    private Ibans() {}

    private static byte[] lengths() {
        byte[] lengths = new byte[26 * 26];
        for (String country : LENGTHS.split(" ", -1)) {
            lengths[(country.charAt(0) - 'A') * 26 + country.charAt(1) - 'A'] = Byte.parseByte(country.substring(2));
        }
        return Arrays.copyOf(lengths, lengths.length);
    }

    /**
     * Returns whether an account number begins at an index, in one word or in groups of 4 characters. The caller
     * ensures that there is a letter at the index, and no letter or digit directly before it.
     */
    static boolean beginsAt(String text, int at) {
        if (at + 4 > text.length() || !ValueRules.isLetter(text.charAt(at + 1)) || !isDigit(text.charAt(at + 2))) {
            return false;
        }
        int length = LENGTH_OF_COUNTRY[((text.charAt(at) | 0x20) - 'a') * 26 + (text.charAt(at + 1) | 0x20) - 'a'];
        if (length == 0 || !isDigit(text.charAt(at + 3))) {
            return false;
        }
        boolean grouped = at + 4 < text.length() && text.charAt(at + 4) == ' ';
        char[] number = new char[length];
        int next = at;
        for (int i = 0; i < length; i++) {
            if (grouped && i > 0 && i % 4 == 0) {
                if (next == text.length() || text.charAt(next) != ' ') {
                    return false;
                }
                next++;
            }
            if (next == text.length() || !ValueRules.isLetterOrDigit(text.charAt(next))) {
                return false;
            }
            number[i] = text.charAt(next++);
        }
        boolean ended = next == text.length() || !ValueRules.isLetterOrDigit(text.charAt(next));
        return ended && remainder(number) == 1;
    }

    /**
     * Returns the remainder of the number divided by 97. For the division, the first four characters are moved to the
     * end, and letters are replaced by the numbers from 10 (A) to 35 (Z).
     */
    private static int remainder(char[] number) {
        int remainder = 0;
        for (int i = 0; i < number.length; i++) {
            char c = number[(i + 4) % number.length];
            remainder = isDigit(c) ? (remainder * 10 + c - '0') % 97 : (remainder * 100 + (c | 0x20) - 'a' + 10) % 97;
        }
        return remainder;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
