package dev.playhead.storage.contract;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordingBreak;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A generator of blocks for {@link EventStoreContract}, and for further tests of a store. Each event is computed from
 * its sequence, so a test can check an event without keeping the original.
 */
public final class StoreBlocks {
    private static final long START_MILLIS = 1_767_225_600_000L;

    private StoreBlocks() {}

    /**
     * Creates the event for the given sequence. It is an edit or a hover event of a grid, with a payload of five
     * fields.
     *
     * @param sequence the sequence
     * @return the event
     */
    public static GridEvent event(long sequence) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("gridId", "orders");
        payload.put("rowId", "row-" + sequence * 7_919 % 500);
        payload.put("columnId", "column-" + sequence % 8);
        payload.put("value", sequence * 2_654_435_761L % 100_000 / 100.0);
        // a text that can hardly be compressed
        payload.put("note", Long.toString(new Random(sequence * 0x9E3779B97F4A7C15L).nextLong(), 36));
        return GridEvent.of(sequence % 3 == 0 ? "cell:edit" : "cell:hover", PlainData.of(payload))
                .at(Instant.ofEpochMilli(START_MILLIS + sequence * 10))
                .from("user");
    }

    /**
     * Creates a block with the events of a range of sequences.
     *
     * @param firstSequence the first sequence of the range
     * @param lastSequence the last sequence of the range, inclusive
     * @return the block
     */
    public static SealedBlock block(long firstSequence, long lastSequence) {
        return block(firstSequence, lastSequence, null);
    }

    /**
     * Creates a block with the events of a range of sequences, which may follow a break in recording.
     *
     * @param firstSequence the first sequence of the range
     * @param lastSequence the last sequence of the range, inclusive
     * @param recordingBreak the break, whose sequence does not matter; null if there is no break
     * @return the block
     */
    public static SealedBlock block(long firstSequence, long lastSequence, @Nullable RecordingBreak recordingBreak) {
        BlockWriter writer = new BlockWriter(true);
        writer.breakBefore(recordingBreak);
        for (long sequence = firstSequence; sequence <= lastSequence; sequence++) {
            writer.add(sequence, event(sequence), START_MILLIS + sequence * 10);
        }
        return SealedBlock.open(writer.seal());
    }

    /**
     * Creates a block of one event with a large random text. The block is not compressed.
     *
     * @param sequence the sequence of the event
     * @param chars the length of the text
     * @return the block
     */
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

    /**
     * Compares each event of a block with the event that {@link #event} creates for its sequence.
     *
     * @param block the block as returned by a store
     * @return whether each event equals the created one; events with a large text are not compared
     */
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
