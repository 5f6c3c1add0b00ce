package dev.playhead.fuzz;

import com.sun.management.ThreadMXBean;
import dev.playhead.block.BlockHeader;
import dev.playhead.block.BlockWriter;
import dev.playhead.block.CorruptBlockException;
import dev.playhead.block.EventIndex;
import dev.playhead.block.IndexedBlocks;
import dev.playhead.block.ValueHashes;
import dev.playhead.event.GridEvent;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;

/**
 * A fuzz target that decodes arbitrary bytes as an index of blocks. A valid version and digest precede the bytes, and a
 * valid checksum follows them.
 */
public final class EventIndexTarget {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PREFIX_BYTES = 1 + Long.BYTES;
    private static final int BLOCK_EVENTS = 12;
    private static final long MAX_ALLOCATED_BYTES = 1 << 20;

    private static final IndexedBlocks BLOCKS = new IndexedBlocks();
    private static final byte[] ENCODED = encoded();

    private EventIndexTarget() {}

    private static byte[] encoded() {
        List<BlockHeader> headers = new ArrayList<>();
        ValueHashes hashes = new ValueHashes(1 << 10);
        for (int b = 0; b < EventIndex.BLOCKS; b++) {
            BlockWriter writer = new BlockWriter(false);
            for (int i = 0; i < BLOCK_EVENTS; i++) {
                long sequence = (long) b * BLOCK_EVENTS + i;
                GridEvent event = GridEvent.of(i == 3 ? "b" : "a", Map.of("n", sequence % 7))
                        .at(Instant.ofEpochMilli(sequence));
                writer.add(sequence, event, sequence);
            }
            BlockHeader header = BlockHeader.read(writer.seal(hashes));
            headers.add(header);
            BLOCKS.add(
                    header.firstSequence(),
                    header.lastSequence(),
                    header.size(),
                    Math.toIntExact(header.blockBytes()),
                    header.minTime(),
                    header.maxTime(),
                    header.minRecordedAtMillis(),
                    header.maxRecordedAtMillis());
        }
        return Objects.requireNonNull(EventIndex.of(headers, hashes)).encode(BLOCKS);
    }

    static List<byte[]> seeds() {
        return List.of(Arrays.copyOfRange(ENCODED, PREFIX_BYTES, ENCODED.length - Integer.BYTES));
    }

    /**
     * Called by Jazzer before the first input. Runs the seeds, so that the memory that is allocated to load classes
     * does not count as memory of the decoder.
     */
    public static void fuzzerInitialize() {
        seeds().forEach(seed -> fuzz(seed, Long.MAX_VALUE));
    }

    /** Called by Jazzer for each input. */
    public static void fuzzerTestOneInput(byte[] data) {
        fuzz(data, MAX_ALLOCATED_BYTES);
    }

    private static void fuzz(byte[] data, long mostBytes) {
        ByteBuffer bytes = ByteBuffer.allocate(PREFIX_BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ENCODED, 0, PREFIX_BYTES)
                .put(data);
        CRC32 checksum = new CRC32();
        checksum.update(bytes.array(), 0, bytes.position());
        bytes.putInt((int) checksum.getValue());
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            use(Objects.requireNonNull(
                    EventIndex.decode(bytes.array(), BLOCKS),
                    "the version and digest are valid, but no index was decoded"));
        } catch (CorruptBlockException e) {
            // This is one of the two permitted outcomes.
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > mostBytes) {
            throw new AssertionError("allocated=" + allocated + " for bytes=" + data.length);
        }
    }

    private static void use(EventIndex index) {
        long[] events = {0};
        index.countTypes((type, count) -> events[0] += count);
        index.countSources((source, count) -> events[0] -= count);
        if (events[0] != 0
                || index.memoryBytes() > BLOCKS.events()
                || index.maxTime().isBefore(index.minTime())) {
            throw new AssertionError("difference=" + events[0] + " memoryBytes=" + index.memoryBytes());
        }
        Object unusedSets = List.of(
                index.typesMatching("a"::equals),
                index.mayHaveValue("text"),
                index.mayHaveValue(3L),
                index.mayContain(Map.of("n", 3L)));
    }
}
