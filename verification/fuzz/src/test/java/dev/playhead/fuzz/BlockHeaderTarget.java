package dev.playhead.fuzz;

import java.util.List;

/** Any bytes as the header of a block, in front of a sound body. */
public final class BlockHeaderTarget {
    private static final List<byte[]> GOLDEN = Envelope.goldenBlocks();

    private BlockHeaderTarget() {}

    static List<byte[]> seeds() {
        return List.of(Envelope.fieldsOf(GOLDEN.get(0)), Envelope.fieldsOf(GOLDEN.get(1)), Envelope.fields(40));
    }

    /** Called by Jazzer, before all else: what loading and instrumenting classes allocates is not the decoder's. */
    public static void fuzzerInitialize() {
        seeds().forEach(seed -> fuzz(seed, Long.MAX_VALUE));
    }

    /** Called by Jazzer. */
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
