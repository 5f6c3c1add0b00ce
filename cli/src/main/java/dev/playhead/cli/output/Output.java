package dev.playhead.cli.output;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The buffered standard output, to which commands write bytes, and text in UTF-8. It remembers the first write failure
 * until the end of the command. If the reader of a pipe closes the pipe, the command ends, but this is not an error.
 */
public final class Output extends OutputStream {
    private final OutputStream out;
    private @Nullable IOException failure;

    public Output(OutputStream raw, boolean toTerminal) {
        this.out = new BufferedOutputStream(toTerminal ? new TerminalSafe(raw) : raw, 32 * 1_024);
    }

    /** Writes a line of text. */
    public void line(String text) {
        text(text + "\n");
    }

    /** Writes an empty line. */
    public void line() {
        line("");
    }

    /** Writes text. */
    public void text(String text) {
        try {
            write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return whether writing failed because the reader of the output has closed the pipe} */
    public boolean isClosedPipe() {
        IOException why = failure;
        if (why == null) {
            return false;
        }
        String message = String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT);
        // These are parts of the messages of different operating systems, for a pipe and for a socket.
        return message.contains("pipe") || message.contains("reset") || message.contains("aborted");
    }

    @Nullable
    public IOException failure() {
        return failure;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void flush() throws IOException {
        if (failure == null) {
            try {
                out.flush();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    private IOException failed(IOException e) {
        failure = failure == null ? e : failure;
        return e;
    }

    /**
     * A filter that escapes the control characters that JSON permits in strings: DEL and the characters from U+0080 to
     * U+009F. A terminal would interpret U+009B as the beginning of a command. In JSON, these characters occur only in
     * strings, where the escape sequence has the same meaning.
     */
    private static final class TerminalSafe extends FilterOutputStream {
        private boolean heldBack; // whether the last byte was 0xc2, the first byte of U+0080 to U+00BF

        TerminalSafe(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            int octet = b & 0xff;
            if (heldBack) {
                heldBack = false;
                if (octet >= 0x80 && octet < 0xa0) {
                    escape(octet);
                    return;
                }
                out.write(0xc2);
            }
            if (octet == 0xc2) {
                heldBack = true;
            } else if (octet == 0x7f) {
                escape(octet);
            } else {
                out.write(octet);
            }
        }

        private void escape(int octet) throws IOException {
            out.write(String.format("\\u%04x", octet).getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int plain = from;
            for (int i = from; i < from + length; i++) {
                if (heldBack || bytes[i] == (byte) 0xc2 || bytes[i] == 0x7f) {
                    out.write(bytes, plain, i - plain);
                    write(bytes[i]);
                    plain = i + 1;
                }
            }
            out.write(bytes, plain, from + length - plain);
        }
    }
}
