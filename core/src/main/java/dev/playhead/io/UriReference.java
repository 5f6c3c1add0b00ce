package dev.playhead.io;

import java.nio.charset.StandardCharsets;

/** Converts texts to URI references (RFC 3986). Characters that a reference must not contain are percent-encoded. */
final class UriReference {
    private static final String PERMITTED = "-._~:/?@!$&'()*+,;=";
    private static final String DIGITS = "0123456789ABCDEF";

    private UriReference() {}

    /**
     * Returns a reference that is not empty. It is the text itself if the text is a reference, is not empty, and has no
     * brackets.
     */
    static String of(String text) {
        StringBuilder reference = new StringBuilder(text.length());
        boolean hasFragment = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int length = Character.charCount(c);
            boolean isEscape = c == '%' && isHex(text, i + 1) && isHex(text, i + 2);
            boolean beginsFragment = c == '#' && !hasFragment;
            hasFragment |= beginsFragment;
            if (isEscape || beginsFragment || isLetterOrDigit(c) || PERMITTED.indexOf(c) >= 0) {
                reference.append((char) c);
            } else {
                encode(text.substring(i, i + length), reference);
            }
            i += length;
        }
        int colon = reference.indexOf(":");
        if (colon >= 0 && !isScheme(reference, colon) && isFirstSegment(reference, colon)) {
            reference.insert(0, "./");
        }
        return reference.isEmpty() ? "." : reference.toString();
    }

    private static void encode(String text, StringBuilder reference) {
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            reference.append('%').append(DIGITS.charAt((octet >> 4) & 0xf)).append(DIGITS.charAt(octet & 0xf));
        }
    }

    private static boolean isScheme(CharSequence reference, int colon) {
        for (int i = 0; i < colon; i++) {
            char c = reference.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || !(isLetterOrDigit(c) || c == '+' || c == '-' || c == '.'))) {
                return false;
            }
        }
        return colon > 0;
    }

    private static boolean isFirstSegment(CharSequence reference, int end) {
        for (int i = 0; i < end; i++) {
            if ("/?#".indexOf(reference.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(String text, int at) {
        return at < text.length() && Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 0x80;
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
