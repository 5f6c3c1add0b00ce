package dev.playhead.fuzz;

import java.util.List;

/** A fuzz target that decodes arbitrary bytes as the header of a block. A valid body follows the header. */
public final class BlockHeaderTarget {
    private static final List<byte[]> GOLDEN = Envelope.goldenBlocks();

    private BlockHeaderTarget() {}

    static List<byte[]> seeds() {
        return List.of(Envelope.fieldsOf(GOLDEN.get(0)), Envelope.fieldsOf(GOLDEN.get(1)), Envelope.fields(40));
    }

    /**
     * Called by Jazzer before the first input. Runs the seeds, so that the memory that is allocated to load and
     * instrument classes does not count as memory of the decoder.
     */
    public static void fuzzerInitialize() {
        seeds().forEach(seed -> fuzz(seed, Long.MAX_VALUE));
    }

    /** Called by Jazzer for each input. */
    public static void fuzzerTestOneInput(byte[] data) {
        fuzz(data, Reading.MAX_BYTES);
    }

    private static void fuzz(byte[] data, long mostBytes) {
        if (data.length > 0) {
            for (byte[] golden : GOLDEN) {
                Reading.all(Envelope.block(data, Envelope.bodyOf(golden)), mostBytes);
            }
        }
    }
}
