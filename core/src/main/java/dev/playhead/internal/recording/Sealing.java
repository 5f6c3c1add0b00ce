package dev.playhead.internal.recording;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * The encoding of the references of a closed block.
 *
 * <p>Block writers are reused, because their working memory is large. A few writers serve all histories.
 */
final class Sealing {
    private static final int WRITERS_KEPT = 4;
    /**
     * The maximum size of an encoded block, in bytes, after which its writer is reused. After a larger block, the
     * working memory of the writer is too large to be kept.
     */
    private static final int MAX_BYTES_OF_KEPT = 1 << 20;

    private static final Queue<BlockWriter> COMPRESSING = new ArrayBlockingQueue<>(WRITERS_KEPT);
    private static final Queue<BlockWriter> PLAIN = new ArrayBlockingQueue<>(WRITERS_KEPT);

    private Sealing() {}

    static SealedBlock seal(RecordingBlock references, int size, long closedAtMillis, boolean compressed) {
        Queue<BlockWriter> kept = compressed ? COMPRESSING : PLAIN;
        BlockWriter writer = kept.poll();
        if (writer == null) {
            writer = new BlockWriter(compressed);
        }
        add(references, size, closedAtMillis, writer);
        writer.breakBefore(references.breakBefore());
        byte[] bytes = writer.seal();
        if (bytes.length <= MAX_BYTES_OF_KEPT) {
            boolean unusedWhenEnoughAreKept = kept.offer(writer);
        }
        return SealedBlock.ofSealed(bytes);
    }

    private static void add(RecordingBlock references, int size, long closedAtMillis, BlockWriter writer) {
        for (int i = 0; i < size; i++) {
            // Only the times at the start and the end of the block are known: the clock is not read for each event.
            long recordedAtMillis = i == 0 ? Math.min(references.openedAtMillis(), closedAtMillis) : closedAtMillis;
            writer.add(references.sequence(i), references.data(i), recordedAtMillis);
        }
    }
}
