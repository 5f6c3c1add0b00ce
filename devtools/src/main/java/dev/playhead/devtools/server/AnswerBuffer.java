package dev.playhead.devtools.server;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The bytes of an answer, in chunks. The chunks of all answers come from one allowance.
 *
 * <p><b>Threading.</b> Used on one thread; the allowance is shared.
 */
final class AnswerBuffer extends OutputStream {
    static final int CHUNK_BYTES = 32 * 1024;

    private static final byte[] SENT = {};

    private final Semaphore allowance;
    private final int maxChunks;
    private final List<byte[]> chunks = new ArrayList<>();
    private int usedInLast = CHUNK_BYTES;
    /** The number of chunks that were sent and given back. */
    private int sent;

    /** Is called before each chunk that is sent. */
    interface Sending {
        void next() throws IOException;
    }

    /**
     * Creates an empty buffer.
     *
     * @param allowance the number of chunks that all answers may have at the same time
     * @param maxBytes the greatest size of this answer
     */
    AnswerBuffer(Semaphore allowance, int maxBytes) {
        this.allowance = allowance;
        this.maxChunks = maxBytes / CHUNK_BYTES;
    }

    int size() {
        return chunks.size() * CHUNK_BYTES - (CHUNK_BYTES - usedInLast);
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    /**
     * Appends bytes.
     *
     * @throws BadRequest if the answer becomes too large
     * @throws BusyException if other answers need the memory
     */
    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (usedInLast == CHUNK_BYTES) {
                addChunk();
            }
            int count = Math.min(left, CHUNK_BYTES - usedInLast);
            System.arraycopy(bytes, from, chunks.get(chunks.size() - 1), usedInLast, count);
            usedInLast += count;
            from += count;
            left -= count;
        }
    }

    private void addChunk() {
        if (chunks.size() == maxChunks) {
            throw new BadRequest(
                    413, "The answer exceeds maxBytes=" + maxChunks * CHUNK_BYTES + ". Ask for less at a time.");
        }
        if (!allowance.tryAcquire()) {
            throw new BusyException();
        }
        chunks.add(new byte[CHUNK_BYTES]);
        usedInLast = 0;
    }

    /** Sends all bytes. Each chunk is given back once it is sent, so a slow page keeps only what it did not take. */
    void sendTo(OutputStream out, Sending sending) throws IOException {
        for (int i = 0; i < chunks.size(); i++) {
            sending.next();
            out.write(chunks.get(i), 0, i == chunks.size() - 1 ? usedInLast : CHUNK_BYTES);
            chunks.set(i, SENT);
            sent++;
            allowance.release();
        }
    }

    /** Removes all bytes. */
    void clear() {
        allowance.release(chunks.size() - sent);
        sent = 0;
        chunks.clear();
        usedInLast = CHUNK_BYTES;
    }

    @Override
    public void close() {
        clear();
    }
}
