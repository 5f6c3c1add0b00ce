package dev.playhead.io;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream that ends where its source fails, so that all bytes before the failure are read, regardless of any buffers
 * between the source and its reader. The failure is kept for the report.
 */
final class UntilFailure extends InputStream {
    private final InputStream source;
    private @Nullable IOException failure;

    UntilFailure(InputStream source) {
        this.source = source;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
        if (failure != null) {
            return -1;
        }
        try {
            return source.read(buffer, from, length);
        } catch (IOException e) {
            failure = e;
            return -1;
        }
    }

    @Override
    public int available() {
        try {
            return failure == null ? source.available() : 0;
        } catch (IOException reportedByReading) {
            return 0;
        }
    }

    boolean failed() {
        return failure != null;
    }

    /** {@return the message about the failure} */
    String message() {
        String reason = failure == null ? null : failure.getMessage();
        return "the stream broke off: " + (reason == null ? String.valueOf(failure) : reason);
    }
}
