package dev.playhead.devtools.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * An answer that is a file, sent in parts while it is written.
 *
 * <p><b>Threading.</b> Used on the thread of the turn.
 */
final class FileStream extends OutputStream {
    private static final int PART_BYTES = 64 * 1024;

    private final Reply reply;
    private final String type;
    private final String name;
    private final byte[] part = new byte[PART_BYTES];
    private int used;

    FileStream(Reply reply, String type, String name) {
        this.reply = reply;
        this.type = type;
        this.name = name;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, PART_BYTES - used);
            System.arraycopy(bytes, from, part, used, count);
            used += count;
            from += count;
            left -= count;
            if (used == PART_BYTES) {
                send();
            }
        }
    }

    /** Sends what was written since the last part, if anything. */
    void sendPending() throws IOException {
        if (used > 0) {
            send();
        }
    }

    /** Sends the rest of the file, or the head of an empty one. */
    void sendLast() throws IOException {
        if (used > 0 || !reply.hasBegun()) {
            send();
        }
    }

    private void send() throws IOException {
        if (!reply.hasBegun()) {
            reply.saveAs(name);
        }
        reply.part(type, Arrays.copyOf(part, used));
        used = 0;
    }
}
