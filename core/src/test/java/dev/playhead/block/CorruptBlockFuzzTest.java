package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A test that decodes damaged blocks and random bytes. The decoder must return events or throw a documented exception,
 * such as a {@link CorruptBlockException}.
 */
class CorruptBlockFuzzTest {
    /** Returns a small block with many kinds of columns. */
    private static byte[] block(boolean compressed) {
        RandomData data = new RandomData(11);
        List<GridEvent> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Object payload = i % 8 == 0
                    ? data.value(0)
                    : PlainData.of(Map.of("row", "R-" + (100 + i), "old", i / 4.0, "tags", List.of("a", "b" + i % 3)));
            events.add(GridEvent.of(
                    "t" + i % 3,
                    payload,
                    Instant.ofEpochMilli(i * 1000L),
                    "user",
                    i % 2 == 0 ? Map.of() : Map.of("user", "u" + i % 5)));
        }
        events.add(GridEvent.of("t", "long ".repeat(50), Instant.EPOCH, "user", Map.of()));
        return RandomData.seal(events, compressed);
    }

    private static void stamp(byte[] block, int headerBytes) {
        ByteSink sink = new ByteSink(block.length);
        sink.bytes(block, 0, block.length);
        sink.setU32(headerBytes - 8, BlockEnvelope.checksum(block, headerBytes, block.length));
        sink.setU32(headerBytes - 4, BlockEnvelope.checksum(sink.array(), 0, headerBytes - 4));
        System.arraycopy(sink.array(), 0, block, 0, block.length);
    }

    /**
     * Opens a block and reads its parts. Opening may report damage or another version, and reading may report damage.
     */
    private static void readAll(byte[] bytes) {
        SealedBlock block;
        try {
            block = SealedBlock.open(bytes);
        } catch (CorruptBlockException | BlockTooNewException | BlockTooOldException e) {
            return;
        }
        List<Runnable> reads = new ArrayList<>();
        for (int i = 0; i < Math.min(60, block.size()); i++) {
            int position = i;
            reads.add(() -> block.event(position));
        }
        reads.add(() -> block.event(block.size() - 1));
        reads.add(() -> walk(block));
        reads.add(() -> block.fieldEquals(List.of("row"), "R-117"));
        reads.add(() -> block.fieldEquals(List.of("old"), 2.5));
        reads.add(() -> block.metadataEquals(List.of("user"), "u1"));
        reads.add(() -> block.metadataMatching("user", "u1"::equals));
        reads.add(() -> block.payloadContains(PlainData.mapOf(Map.of("tags", List.of("a", "b1")))));
        reads.add(() -> block.typesMatching("t1"::equals));
        reads.add(() -> block.timeBetween(Instant.ofEpochSecond(3), Instant.ofEpochSecond(9)));
        reads.add(() -> block.indexOf(7));
        reads.add(() -> block.header().fieldNames());
        reads.add(() -> block.header().mayHaveField("row"));
        for (Runnable read : reads) {
            try {
                read.run();
            } catch (CorruptBlockException e) {
                // The damage was reported. Any other exception fails the test.
                block.trim();
            }
        }
    }

    /**
     * Checks that each event that a walk returns can be read, even if the block is damaged and has released its cached
     * data.
     */
    private static void walk(SealedBlock block) {
        Block.Walk walk = block.walk();
        for (int i = 0; i < block.size(); i++) {
            RecordedEvent event = null;
            try {
                event = walk.event(i);
            } catch (CorruptBlockException e) {
                // The other events may be intact.
            }
            if (event != null) {
                block.trim();
                assertThat(read(event)).isEqualTo(block.event(i).toString());
            }
        }
    }

    private static String read(RecordedEvent event) {
        try {
            return event.toString();
        } catch (CorruptBlockException e) {
            throw new AssertionError("the walk returned the event, but the event cannot be read", e);
        }
    }

    @Test
    void shouldDetectEveryFlippedBit() {
        byte[] block = block(true);
        for (int bit = 0; bit < block.length * 8; bit++) {
            byte[] flipped = block.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            assertThatThrownBy(() -> SealedBlock.open(flipped))
                    .as("bit=%d", bit)
                    .isInstanceOf(CorruptBlockException.class);
        }
    }

    @Test
    void shouldSurviveEveryFlippedBitWithValidChecksums() {
        for (boolean compressed : new boolean[] {true, false}) {
            byte[] block = block(compressed);
            int headerBytes = BlockHeader.read(block).headerBytes();
            for (int bit = BlockEnvelope.FIELDS_AT * 8; bit < block.length * 8; bit++) {
                byte[] flipped = block.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                stamp(flipped, headerBytes);
                try {
                    readAll(flipped);
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("bit=" + bit, e);
                }
            }
        }
    }

    @Test
    void shouldSurviveRandomDamage() {
        byte[] block = block(true);
        int headerBytes = BlockHeader.read(block).headerBytes();
        for (long seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            byte[] damaged = block.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = BlockEnvelope.FIELDS_AT + random.nextInt(block.length - BlockEnvelope.FIELDS_AT);
                damaged[at] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
            }
            stamp(damaged, headerBytes);
            try {
                readAll(damaged);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
    }

    @Test
    void shouldDetectTruncationToEveryLength() {
        byte[] block = block(true);
        for (int length = 0; length < block.length; length++) {
            byte[] truncated = Arrays.copyOf(block, length);

            assertThatThrownBy(() -> SealedBlock.open(truncated))
                    .as("length=%d", length)
                    .isInstanceOf(CorruptBlockException.class);
        }
    }

    @Test
    void shouldSurviveRandomBytes() {
        for (long seed = 0; seed < 5_000; seed++) {
            byte[] bytes = new byte[200];
            new Random(seed).nextBytes(bytes);
            ByteSink sink = new ByteSink(200);
            sink.u32(BlockEnvelope.MAGIC);
            sink.u8(BlockHeader.VERSION);
            sink.u8(3);
            sink.u32(100);
            sink.u32(100);
            System.arraycopy(sink.array(), 0, bytes, 0, sink.length());
            stamp(bytes, 100);
            readAll(bytes);
        }
    }
}
