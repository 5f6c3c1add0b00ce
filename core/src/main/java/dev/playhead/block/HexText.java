package dev.playhead.block;

/** A codec that represents hexadecimal strings as bytes, which take at most half the size of the strings. */
final class HexText {
    static final int LOWER = 0;
    static final int UPPER = 1;
    /** A flag added to the case: the string is a UUID, with hyphens after 8, 12, 16 and 20 digits. */
    static final int UUID = 2;

    static final int MAX_FORM = UPPER | UUID;
    static final int UUID_BYTES = 16;
    private static final int UUID_LENGTH = 36;
    /** The minimum length of a string. The dictionary of the block stores shorter strings as compactly. */
    private static final int MIN_LENGTH = 8;

    private static final int NONE = -1;

    private HexText() {}

    static boolean isUuid(int form) {
        return (form & UUID) != 0;
    }

    private static boolean hyphenAt(int i) {
        return i == 8 || i == 13 || i == 18 || i == 23;
    }

    /**
     * Returns the form of a string: its case, plus {@link #UUID} if the string is a UUID. Returns -1 if the string is
     * too short, has an odd length, mixes upper and lower case, or is not hexadecimal. If the string has no letters,
     * its case is that of the form {@code preferred}.
     */
    static int formOf(String text, int preferred) {
        int length = text.length();
        boolean uuid = length == UUID_LENGTH && text.charAt(8) == '-';
        if (length < MIN_LENGTH || length % 2 != 0) {
            return NONE;
        }
        boolean lower = false;
        boolean upper = false;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean hyphen = uuid && hyphenAt(i);
            if (hyphen ? c != '-' : !(c >= '0' && c <= '9')) {
                lower |= c >= 'a' && c <= 'f';
                upper |= c >= 'A' && c <= 'F';
                if (hyphen || !((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) {
                    return NONE;
                }
            }
        }
        if (lower && upper) {
            return NONE;
        }
        int letters = lower ? LOWER : upper ? UPPER : preferred & UPPER;
        return uuid ? letters | UUID : letters;
    }

    static int bytesOf(String text) {
        return text.length() == UUID_LENGTH && text.charAt(8) == '-' ? UUID_BYTES : text.length() / 2;
    }

    /** Converts a string to the given number of bytes. {@link #formOf} must have returned a form for the string. */
    static byte[] parse(String text, int count) {
        byte[] bytes = new byte[count];
        int nibble = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '-') {
                bytes[nibble >> 1] |= (byte) (Character.digit(c, 16) << ((nibble & 1) == 0 ? 4 : 0));
                nibble++;
            }
        }
        return bytes;
    }

    static String text(int form, byte[] bytes, int from, int count) {
        StringBuilder text = new StringBuilder(count * 2 + 4);
        int ten = (form & UPPER) != 0 ? 'A' : 'a';
        for (int i = 0; i < count; i++) {
            if (isUuid(form) && hyphenAt(text.length())) {
                text.append('-');
            }
            int value = bytes[from + i] & 0xFF;
            text.append(digit(value >> 4, ten)).append(digit(value & 15, ten));
        }
        return text.toString();
    }

    private static char digit(int value, int ten) {
        return (char) (value < 10 ? '0' + value : ten - 10 + value);
    }
}
