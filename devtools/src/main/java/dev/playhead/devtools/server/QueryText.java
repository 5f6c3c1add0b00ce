package dev.playhead.devtools.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes the parameters and the path of a request. Text that two readers could take in two ways is refused. */
final class QueryText {
    private static final int MAX_PARAMETERS = 50;

    private QueryText() {}

    /**
     * Returns the decoded parameters of a query, by name.
     *
     * @throws BadRequest if the query is malformed, or a name occurs twice
     */
    static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        String[] pairs = query.split("&", MAX_PARAMETERS + 1);
        if (pairs.length > MAX_PARAMETERS) {
            throw new BadRequest("There are more than max=" + MAX_PARAMETERS + " parameters.");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            if (parameters.putIfAbsent(name, value) != null) {
                throw new BadRequest("The parameter name=" + name + " occurs twice.");
            }
        }
        return parameters;
    }

    /**
     * Replaces percent-encoded bytes, which must be UTF-8.
     *
     * @throws BadRequest if the text is malformed
     */
    static String decode(String text, boolean plusIsBlank) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.put((byte) ((digit(text, i + 1) << 4) | digit(text, i + 2)));
                i += 2;
            } else if (c == '+' && plusIsBlank) {
                bytes.put((byte) ' ');
            } else if (c < 0x80) {
                bytes.put((byte) c);
            } else {
                throw malformed(text);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw malformed(text);
        }
    }

    private static int digit(String text, int position) {
        int digit = position < text.length() ? Character.digit(text.charAt(position), 16) : -1;
        if (digit < 0) {
            throw malformed(text);
        }
        return digit;
    }

    private static BadRequest malformed(String text) {
        return new BadRequest("The text " + text + " of the address is not percent-encoded UTF-8.");
    }
}
