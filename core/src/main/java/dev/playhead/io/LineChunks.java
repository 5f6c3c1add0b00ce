package dev.playhead.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a stream of lines, in order. While the stream delivers whole chunks at once, as a file does, other
 * threads parse the next chunks. A stream is never read ahead if this would block. So the lines of a pipe are passed on
 * at once.
 *
 * <p><b>Threading.</b> For use by one thread, which alone reads the stream.
 */
final class LineChunks implements AutoCloseable {
    private static final int CHUNK_BYTES = 256 * 1_024;
    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final InputStream in;
    private final EventDecoder decoder;
    private final Deque<Chunk> ahead = new ArrayDeque<>();
    private @Nullable ExecutorService threads;
    /** Whether the chunk that was read last ended with LF. */
    private boolean endedLine = true;

    private boolean ended;
    /** The buffer of the next chunk. */
    private byte[] buffer = new byte[CHUNK_BYTES];

    LineChunks(InputStream in, EventDecoder decoder) {
        this.in = in;
        this.decoder = decoder;
    }

    /** A part of the stream. */
    static final class Chunk {
        final byte[] bytes;
        final int length;
        /** The offset of the first line that begins in this chunk. */
        final int firstLine;
        /** The offset after the last line that ends in this chunk. */
        final int lastLine;

        private @Nullable Future<LineRun> run;

        Chunk(byte[] bytes, int length, boolean beginsLine) {
            this.bytes = bytes;
            this.length = length;
            int first = 0;
            while (!beginsLine && first < length && bytes[first++] != '\n') {
                // looks for the end of the line that began in an earlier chunk
            }
            int last = length;
            while (last > first && bytes[last - 1] != '\n') {
                last--;
            }
            firstLine = first;
            lastLine = last;
        }

        private boolean isFull() {
            return length == bytes.length;
        }
    }

    /** {@return the next chunk, or null after the last one} */
    @Nullable
    Chunk next() throws IOException {
        Chunk next = ahead.isEmpty() ? read() : ahead.removeFirst();
        Chunk last = ahead.isEmpty() ? next : ahead.getLast();
        while (last != null && last.isFull() && ahead.size() < THREADS && in.available() > 0) {
            last = read();
            if (last != null) {
                ahead.addLast(last);
            }
        }
        return next;
    }

    private @Nullable Chunk read() throws IOException {
        byte[] bytes = buffer;
        int length = ended ? -1 : in.read(bytes);
        if (length < 0) {
            ended = true;
            return null;
        }
        Chunk chunk = new Chunk(bytes, length, endedLine);
        endedLine = length == 0 ? endedLine : bytes[length - 1] == '\n';
        if (chunk.isFull()) { // a chunk that is not full is used up before the next read: its buffer is reused
            buffer = new byte[CHUNK_BYTES];
            chunk.run = threads().submit(() -> LineRun.parse(bytes, chunk.firstLine, chunk.lastLine, decoder));
        }
        return chunk;
    }

    private ExecutorService threads() {
        ExecutorService known = threads;
        if (known == null) {
            known = Executors.newFixedThreadPool(THREADS, task -> {
                Thread thread = new Thread(task, "playhead-parse");
                thread.setDaemon(true);
                return thread;
            });
            threads = known;
        }
        return known;
    }

    /**
     * {@return the run of lines that begins at the given offset of a chunk; {@link LineRun} describes where a run ends}
     */
    LineRun run(Chunk chunk, int from) {
        Future<LineRun> parsed = from == chunk.firstLine ? chunk.run : null;
        if (parsed == null) {
            return LineRun.parse(chunk.bytes, from, chunk.lastLine, decoder);
        }
        try {
            return parsed.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LineRun.parse(chunk.bytes, from, chunk.lastLine, decoder);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
    }
}
