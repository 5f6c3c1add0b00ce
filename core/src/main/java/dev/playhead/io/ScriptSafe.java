package dev.playhead.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A stream for JSON within an element of a page. Each {@code <} becomes an escape, so that nothing in the JSON ends the
 * element or begins a comment. JSON has this character in strings only, where the escape means the same.
 */
final class ScriptSafe extends FilterOutputStream {
    private static final byte[] ESCAPE = {'\\', 'u', '0', '0', '3', 'c'};

    ScriptSafe(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        if (b == '<') {
            out.write(ESCAPE);
        } else {
            out.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int begin = from;
        for (int i = from; i < from + length; i++) {
            if (bytes[i] == '<') {
                out.write(bytes, begin, i - begin);
                out.write(ESCAPE);
                begin = i + 1;
            }
        }
        out.write(bytes, begin, from + length - begin);
    }
}
