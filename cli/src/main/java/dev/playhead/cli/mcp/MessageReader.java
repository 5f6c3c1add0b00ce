package dev.playhead.cli.mcp;

import dev.playhead.cli.option.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A reader of messages: one line of JSON each. */
final class MessageReader {
    /** The maximum length of a message. Only the beginning of a longer message is held, and the message is refused. */
    private static final int MAX_BYTES = 1 << 20;

    private final InputStream in;
    private final byte[] chunk = new byte[8_192];
    private int at;
    private int end;

    MessageReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads the next line.
     *
     * @return the bytes of the line without the line feed; of a line that is too long, only the first bytes, one more
     *     than the maximum; null at the end of the stream
     */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean isAny = false;
        while (true) {
            if (at == end) {
                end = Math.max(0, in.read(chunk));
                at = 0;
                if (end == 0) {
                    return isAny ? line.toByteArray() : null;
                }
            }
            isAny = true;
            int from = at;
            while (at < end && chunk[at] != '\n') {
                at++;
            }
            line.write(chunk, from, Math.min(at - from, MAX_BYTES + 1 - line.size()));
            if (at < end) {
                at++;
                return line.toByteArray();
            }
        }
    }

    /** {@return the JSON value of a line} */
    static @Nullable Object parse(byte[] line) {
        if (line.length > MAX_BYTES) {
            throw new ProtocolError(
                    ProtocolError.INVALID_REQUEST, "the message is longer than " + MAX_BYTES + " bytes");
        }
        try {
            return JsonValue.parseStrictly(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new ProtocolError(ProtocolError.PARSE_ERROR, "the message is not UTF-8");
        } catch (IllegalArgumentException e) {
            throw new ProtocolError(ProtocolError.PARSE_ERROR, "the message is not JSON: " + e.getMessage());
        }
    }
}
