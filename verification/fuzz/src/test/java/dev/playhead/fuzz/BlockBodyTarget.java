package dev.playhead.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A fuzz target that decodes arbitrary bytes as the body of a block. The first three bytes of an input select the
 * header of the block: the header of a golden block, or a generated header for a certain number of events.
 */
public final class BlockBodyTarget {
    private static final List<byte[]> GOLDEN = Envelope.goldenBlocks();
    private static final int CHOICE_BYTES = 3;

    private BlockBodyTarget() {}

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < GOLDEN.size(); i++) {
            seeds.add(seed(i, 0, Envelope.bodyOf(GOLDEN.get(i))));
        }
        for (byte[] block : Seeds.blocks()) {
            seeds.add(seed(GOLDEN.size(), 39, Envelope.bodyOf(block)));
        }
        return seeds;
    }

    private static byte[] seed(int choice, int lastEvent, byte[] body) {
        byte[] seed = new byte[CHOICE_BYTES + body.length];
        seed[0] = (byte) choice;
        seed[1] = (byte) lastEvent;
        System.arraycopy(body, 0, seed, CHOICE_BYTES, body.length);
        return seed;
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
        if (data.length >= CHOICE_BYTES) {
            int choice = data[0] & 0xFF;
            // Usually few events, because reading a block with tens of thousands of events takes a long time.
            int events = 1 + (data[1] & 0xFF) + (data[2] < 0 ? (data[2] & 0x7F) << 9 : 0);
            byte[] fields = choice < GOLDEN.size() ? Envelope.fieldsOf(GOLDEN.get(choice)) : Envelope.fields(events);
            Reading.all(Envelope.block(fields, Arrays.copyOfRange(data, CHOICE_BYTES, data.length)), mostBytes);
        }
    }
}
