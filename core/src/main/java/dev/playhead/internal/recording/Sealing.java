package dev.playhead.internal.recording;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.ValueHashes;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of the events of a closed block.
 *
 * <p>Block writers are reused, because their working memory is large. A few writers serve all histories.
 */
final class Sealing {
    private static final int WRITERS_KEPT = 4;
    /**
     * If an encoded block has more bytes than this, its writer is not reused, because the working memory of the writer
     * is then too large to be kept.
     */
    private static final int MAX_BYTES_OF_KEPT = 1 << 20;

    private static final Queue<Writer> COMPRESSING = new ArrayBlockingQueue<>(WRITERS_KEPT);
    private static final Queue<Writer> PLAIN = new ArrayBlockingQueue<>(WRITERS_KEPT);

    /** A writer, and the hashes of the values of the block that it is writing. */
    private record Writer(BlockWriter blocks, ValueHashes hashes) {}

    private Sealing() {}

    /**
     * Seals a block.
     *
     * @param values receives the values of the block; null if they are not needed
     */
    static SealedBlock seal(
            RecordingBlock references,
            int size,
            long closedAtMillis,
            boolean compressed,
            @Nullable RecentValues values) {
        Queue<Writer> kept = compressed ? COMPRESSING : PLAIN;
        Writer writer = kept.poll();
        if (writer == null) {
            writer = new Writer(new BlockWriter(compressed), new ValueHashes(RecentValues.MAX_HASHES));
        }
        add(references, size, closedAtMillis, writer.blocks());
        writer.blocks().breakBefore(references.breakBefore());
        writer.hashes().clear();
        byte[] bytes = writer.blocks().seal(values == null ? null : writer.hashes());
        SealedBlock sealed = SealedBlock.ofSealed(bytes);
        if (values != null) {
            values.add(sealed.header(), writer.hashes());
        }
        if (bytes.length <= MAX_BYTES_OF_KEPT) {
            boolean unusedWhenEnoughAreKept = kept.offer(writer);
        }
        return sealed;
    }

    private static void add(RecordingBlock references, int size, long closedAtMillis, BlockWriter writer) {
        for (int i = 0; i < size; i++) {
            // The recording time of each event is not known. The first event receives the time at which the block was
            // opened, and the other events receive the latest known time.
            long recordedAtMillis = i == 0 ? Math.min(references.openedAtMillis(), closedAtMillis) : closedAtMillis;
            writer.add(references.sequence(i), references.data(i), recordedAtMillis);
        }
    }
}
