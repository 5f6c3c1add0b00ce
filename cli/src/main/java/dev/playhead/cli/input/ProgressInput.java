package dev.playhead.cli.input;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.Progress;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** A stream that counts the bytes read from it and shows the progress. */
final class ProgressInput extends FilterInputStream {
    private final Session session;
    private final boolean closing;
    private final Progress progress;
    private long bytes;

    ProgressInput(InputStream in, boolean closing, long size, Session session) {
        super(in);
        this.session = session;
        this.closing = closing;
        this.progress = new Progress(session, "Reading", size, "KiB", 1_024);
    }

    long bytes() {
        return bytes;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        count(octet < 0 ? 0 : 1);
        return octet;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int read = super.read(into, from, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int more) throws IOException {
        if (session.isStopped()) {
            throw new InterruptedIOException("the command was stopped before its end");
        }
        bytes += more;
        progress.at(bytes);
    }

    @Override
    public boolean markSupported() {
        return false; // after a reset, bytes would be counted twice
    }

    @Override
    public void close() throws IOException {
        progress.close();
        if (closing) {
            super.close();
        }
    }
}
