package dev.playhead.storage.spi;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Blocks of made-up events, for tests of stores. What the event of a sequence is follows from the sequence. */
public final class StoreBlocks {
    private static final long START_MILLIS = 1_767_225_600_000L;

    private StoreBlocks() {}

    /** The event of a sequence. */
    public static GridEvent event(long sequence) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("gridId", "orders");
        payload.put("rowId", "row-" + sequence * 7_919 % 500);
        payload.put("columnId", "column-" + sequence % 8);
        payload.put("value", sequence * 2_654_435_761L % 100_000 / 100.0);
        payload.put(
                "note", Long.toString(new Random(sequence * 0x9E3779B97F4A7C15L).nextLong(), 36)); // does not compress
        return GridEvent.of(sequence % 3 == 0 ? "cell:edit" : "cell:hover", PlainData.of(payload))
                .at(Instant.ofEpochMilli(START_MILLIS + sequence * 10))
                .from("user");
    }

    /** The events of a range of sequences. */
    public static SealedBlock block(long firstSequence, long lastSequence) {
        BlockWriter writer = new BlockWriter(true);
        for (long sequence = firstSequence; sequence <= lastSequence; sequence++) {
            writer.add(sequence, event(sequence), START_MILLIS + sequence * 10);
        }
        return SealedBlock.open(writer.seal());
    }

    /** A block of one event with a large payload that does not compress. */
    public static SealedBlock large(long sequence, int chars) {
        Random random = new Random(sequence);
        StringBuilder text = new StringBuilder(chars);
        for (int i = 0; i < chars; i++) {
            text.append((char) (' ' + random.nextInt(95)));
        }
        BlockWriter writer = new BlockWriter(false);
        writer.add(sequence, event(sequence).with("attachment", text.toString()), START_MILLIS + sequence * 10);
        return SealedBlock.open(writer.seal());
    }

    /** Whether every event of a block is the one of its sequence, and the sequences are as they should be. */
    public static boolean isRight(SealedBlock block) {
        for (int i = 0; i < block.size(); i++) {
            long sequence = block.sequence(i);
            GridEvent event = block.event(i).event();
            if (!event.equals(event(sequence)) && !event.metadata().containsKey("attachment")) {
                return false;
            }
        }
        return true;
    }
}
