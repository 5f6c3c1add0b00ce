package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordingBreak;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockHeaderTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private static byte[] block() {
        BlockWriter writer = new BlockWriter(true);
        for (int i = 0; i < 1000; i++) {
            writer.add(
                    10 + i,
                    GridEvent.of(
                            i % 4 == 0 ? "row:add" : "cell:edit",
                            PlainData.of(Map.of("id", "R" + i % 50, "n", i / 4, "nested", Map.of("deep", 0.5))),
                            TIME.plusMillis(i % 2 == 0 ? i : -i),
                            i % 10 == 0 ? "core" : "user",
                            Map.of()),
                    5000 + i);
        }
        return writer.seal();
    }

    private static byte[] restamped(byte[] block) {
        ByteSink sink = new ByteSink(block.length);
        sink.bytes(block, 0, block.length);
        int header = new ByteSource(block, 0, block.length).view().getInt(BlockEnvelope.HEADER_LENGTH_AT);
        sink.setU32(header - 4, BlockEnvelope.checksum(block, 0, header - 4));
        return sink.toBytes();
    }

    @Test
    void shouldSummarizeTheBlock() {
        SealedBlock block = SealedBlock.open(block());
        BlockHeader header = BlockHeader.read(block.headerBytes());

        assertThat(header.size()).isEqualTo(1000);
        assertThat(header.firstSequence()).isEqualTo(10);
        assertThat(header.lastSequence()).isEqualTo(1009);
        assertThat(header.minTime()).isEqualTo(TIME.minusMillis(999));
        assertThat(header.maxTime()).isEqualTo(TIME.plusMillis(998));
        assertThat(header.minRecordedAtMillis()).isEqualTo(5000);
        assertThat(header.maxRecordedAtMillis()).isEqualTo(5999);
        assertThat(header.types()).containsExactly("cell:edit", "row:add");
        assertThat(header.typeCount(0)).isEqualTo(750);
        assertThat(header.typeCount(1)).isEqualTo(250);
        assertThat(header.sources()).containsExactly("core", "user");
        assertThat(header.sourceCount(0)).isEqualTo(100);
        assertThat(header.sourceCount(1)).isEqualTo(900);
        assertThat(header.fieldNames()).containsExactly("deep", "id", "n", "nested");
        assertThat(header.blockBytes()).isEqualTo(block.bytes().length);
        assertThat(block.headerBytes().length).isLessThanOrEqualTo(1500);
    }

    @Test
    void shouldRuleOutContentsThatTheBlockLacks() {
        BlockHeader header = BlockHeader.read(block());

        assertThat(header.mayHaveField("deep")).isTrue();
        assertThat(header.mayHaveField("deeper")).isFalse();
        assertThat(header.anyType("row:add"::equals)).isTrue();
        assertThat(header.anyType("row:remove"::equals)).isFalse();
        assertThat(header.anySource("user"::equals)).isTrue();
        assertThat(header.anySource("plugin:x"::equals)).isFalse();
        assertThat(header.mayBeBetween(TIME, TIME)).isTrue();
        assertThat(header.mayBeBetween(TIME.plusSeconds(1), Instant.MAX)).isFalse();
        assertThat(header.mayBeBetween(Instant.MIN, TIME.minusSeconds(1))).isFalse();
        assertThat(header.mayHaveValue(null)).isTrue();
        assertThat(header.mayHaveValue(true)).isTrue();
        int wrong = 0;
        for (int i = 0; i < 1000; i++) {
            wrong += header.mayHaveValue("absent" + i) ? 1 : 0;
            wrong += header.mayHaveValue(10_000L + i) ? 1 : 0;
        }
        assertThat(wrong).as("false positives among 2000 values").isLessThan(400);
    }

    @Test
    void shouldHashNumbersByValue() {
        BlockHeader header = BlockHeader.read(block());
        for (int i = 0; i < 250; i++) {
            assertThat(header.mayHaveValue((long) i)).isTrue();
            assertThat(header.mayHaveValue((double) i)).isTrue();
            assertThat(header.mayHaveValue(new BigDecimal(i).setScale(3))).isTrue();
            assertThat(header.mayHaveValue(BigInteger.valueOf(i))).isTrue();
            assertThat(header.mayHaveValue("R" + i % 50)).isTrue();
        }
        assertThat(header.mayHaveValue(new BigDecimal("0.50"))).isTrue();
        assertThat(header.mayHaveValue(-0.0)).isTrue();
    }

    @Test
    void shouldOmitNumbersRatherThanStringsIfTheBloomFilterIsFull() {
        List<GridEvent> events = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            List<Object> numbers = new ArrayList<>();
            for (int j = 0; j < 12; j++) {
                numbers.add(i * 1000L + (long) j * j);
            }
            events.add(GridEvent.of("t", PlainData.of(Map.of("id", "R" + i % 20, "n", numbers)), TIME, "s", Map.of()));
        }
        BlockHeader header = BlockHeader.read(RandomData.seal(events, true));

        assertThat(header.mayHaveValue(-5L)).isTrue();
        assertThat(header.mayHaveValue("R7")).isTrue();
        assertThat(header.mayHaveValue("absent")).isFalse();
    }

    @Test
    void shouldOmitTheBloomFilterIfTheHeaderHasNoRoom() {
        GridEvent event = GridEvent.of("type", PlainData.of(Map.of("field", 1)), TIME, "source", Map.of());

        BlockHeader header = BlockHeader.read(RandomData.seal(List.of(event), true));

        assertThat(header.mayHaveValue("absent")).isTrue();
    }

    @Test
    void shouldReportThatABlockWithTreesMayHaveAnyField() {
        GridEvent event =
                GridEvent.of("type", PlainData.of(Map.of("field", Map.of("inner", 1))), TIME, "source", Map.of());

        BlockHeader header = BlockHeader.read(RandomData.seal(List.of(event), true));

        assertThat(header.mayHaveField("inner")).isTrue();
    }

    @Test
    void shouldDistinguishDamagedTooOldAndTooNewBlocks() {
        byte[] damaged = block();
        damaged[BlockEnvelope.VERSION_AT] = BlockHeader.VERSION + 1;
        assertThatThrownBy(() -> SealedBlock.open(damaged)).isInstanceOf(CorruptBlockException.class);

        byte[] tooNew = restamped(damaged);
        assertThatThrownBy(() -> SealedBlock.open(tooNew))
                .isInstanceOf(BlockTooNewException.class)
                .isInstanceOf(PlayheadException.class)
                .hasMessageContaining("version=3");

        damaged[BlockEnvelope.VERSION_AT] = 0;
        byte[] tooOld = restamped(damaged);
        assertThatThrownBy(() -> SealedBlock.open(tooOld))
                .isInstanceOf(BlockTooOldException.class)
                .isInstanceOf(PlayheadException.class)
                .hasMessageContaining("version=0");
    }

    @Test
    void shouldReportWhyBytesAreNotAValidBlock() {
        assertThatThrownBy(() -> SealedBlock.open(new byte[0]))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("bytes=0");
        assertThatThrownBy(() -> SealedBlock.open(new byte[100]))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("magic=0");
        byte[] longer = Arrays.copyOf(block(), block().length + 1);
        assertThatThrownBy(() -> SealedBlock.open(longer))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("blockBytes=");
        byte[] block = block();
        block[block.length - 1] ^= 1;
        assertThatThrownBy(() -> SealedBlock.open(block))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("checksum");
    }

    /** Returns a block with valid checksums. In the header of this block, the given bytes replace the extensions. */
    private static byte[] withExtensions(int... extensions) {
        byte[] block = block();
        int header = new ByteSource(block, 0, block.length).view().getInt(BlockEnvelope.HEADER_LENGTH_AT);
        int at = header - BlockEnvelope.CHECKSUMS_BYTES - 1;
        assertThat(block[at]).isZero();
        ByteSink sink = new ByteSink(block.length);
        sink.bytes(block, 0, at);
        for (int one : extensions) {
            sink.u8(one);
        }
        sink.bytes(block, at + 1, block.length - at - 1);
        sink.setU32(BlockEnvelope.HEADER_LENGTH_AT, header + extensions.length - 1);
        return restamped(sink.toBytes());
    }

    @Test
    void shouldSkipUnknownOptionalExtensions() {
        SealedBlock block = SealedBlock.open(withExtensions(3, 0, 0, 4, 3, 7, 7, 7, 0xFE, 0x01, 1, 9));

        assertThat(block.size()).isEqualTo(1000);
        assertThat(block.event(999).payload())
                .isEqualTo(SealedBlock.open(block()).event(999).payload());
    }

    private static SealedBlock blockAfter(RecordingBreak recordingBreak) {
        BlockWriter writer = new BlockWriter(true);
        writer.breakBefore(recordingBreak);
        writer.add(42, GridEvent.of("a", null), 0);
        writer.add(43, GridEvent.of("b", null), 0);
        return SealedBlock.open(writer.seal());
    }

    @Test
    void shouldStoreABreakBeforeTheFirstEvent() {
        Map<String, Long> offered = Map.of("cell:edit", 7L, "\ud800 ünter", Long.MAX_VALUE);
        RecordingBreak before = new RecordingBreak(0, Instant.MIN, Instant.MAX, offered);

        SealedBlock block = blockAfter(before);

        assertThat(block.header().recordingBreak()).contains(before.at(42));
        assertThat(BlockHeader.read(block.headerBytes()).recordingBreak()).contains(before.at(42));
        assertThat(block.header().memoryBytes())
                .isGreaterThan(blockAfter(null).header().memoryBytes());
        assertThat(blockAfter(null).header().recordingBreak()).isEmpty();
        assertThat(BreakCodec.decode(0, BreakCodec.encode(before))).isEqualTo(before);
    }

    @Test
    void shouldCombineTypesBeyondTheLimitAndDecodeAnEqualBreak() {
        Map<String, Long> offered = new LinkedHashMap<>();
        for (int i = 300; i > 0; i--) {
            offered.put("type " + (1_000 + i), 1L);
        }
        offered.put(RecordingBreak.OTHER_TYPES, 2L);
        RecordingBreak before = new RecordingBreak(7, Instant.EPOCH, Instant.EPOCH, offered);

        assertThat(before.offered())
                .hasSize(RecordingBreak.MAX_TYPES + 1)
                .containsEntry(RecordingBreak.OTHER_TYPES, 2L + 300 - RecordingBreak.MAX_TYPES);
        assertThat(before.events()).isEqualTo(302);
        assertThat(before.at(4).at(7)).isEqualTo(before);
        assertThat(BreakCodec.decode(7, BreakCodec.encode(before))).isEqualTo(before);
    }

    @Test
    void shouldNotStoreTheBreakOfThePreviousBlock() {
        BlockWriter writer = new BlockWriter(true);
        writer.breakBefore(new RecordingBreak(0, Instant.EPOCH, Instant.EPOCH, Map.of("a", 1L)));
        writer.add(0, GridEvent.of("a", null), 0);
        writer.seal();
        writer.add(1, GridEvent.of("a", null), 0);

        assertThat(SealedBlock.open(writer.seal()).header().recordingBreak()).isEmpty();
    }

    @Test
    void shouldRejectInvalidBreaks() {
        int[][] damaged = {
            {1, 2, 0}, // empty content
            {1, 2, 5, 0, 0, 0, 0, 0}, // no types
            {1, 2, 8, 0, 0, 0, 0, 1, 1, 'a', 0}, // no offered events
            {1, 2, 8, 2, 0, 0, 0, 1, 1, 'a', 1}, // a pause that ends before it begins
            {1, 2, 8, 0, 0, 0, 0, 9, 1, 'a', 1}, // too few types
            {1, 2, 8, 0, 0, 0, 0, 1, 9, 'a', 1}, // a type that is longer than the content
            {1, 2, 9, 0, 0, 0, 0, 1, 1, 'a', 1, 7}, // trailing bytes
            {1, 2, 11, 0, 0, 0, 0, 2, 1, 'a', 1, 1, 'a', 1}, // a duplicate type
        };
        for (int[] extensions : damaged) {
            assertThatThrownBy(() -> SealedBlock.open(withExtensions(extensions)))
                    .as("%s", Arrays.toString(extensions))
                    .isInstanceOf(CorruptBlockException.class);
        }
        assertThat(SealedBlock.open(withExtensions(1, 2, 8, 0, 0, 0, 0, 1, 1, 'a', 1))
                        .header()
                        .recordingBreak())
                .hasValueSatisfying(one -> assertThat(one.offered()).isEqualTo(Map.of("a", 1L)));
    }

    @Test
    void shouldRefuseAndNameAnUnknownMandatoryExtension() {
        assertThatThrownBy(() -> SealedBlock.open(withExtensions(2, 4, 1, 0, 7, 2, 1, 1)))
                .isInstanceOf(BlockTooNewException.class)
                .hasMessageContaining("extension=7");
        assertThatThrownBy(() -> BlockHeader.read(withExtensions(1, 1, 0))).isInstanceOf(BlockTooNewException.class);
    }

    @Test
    void shouldRejectMalformedExtensions() {
        int[][] damaged = {
            {1}, // no tag
            {1, 2}, // no size
            {1, 2, 1}, // too few bytes
            {1, 2, 3, 0, 0},
            {0, 2}, // too many bytes
            {0xFF, 0xFF, 0xFF, 0xFF, 0x07, 2, 0}, // a large count
            {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}, // a negative count
            {1, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}, // a large size
            {1, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}, // a negative size
            {1, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0}, // a negative tag
            {2, 6, 0, 4, 0}, // not in order
            {2, 4, 0, 4, 0} // a duplicate tag
        };
        for (int[] extensions : damaged) {
            assertThatThrownBy(() -> SealedBlock.open(withExtensions(extensions)))
                    .as("%s", Arrays.toString(extensions))
                    .isInstanceOf(CorruptBlockException.class);
        }
    }

    @Test
    void shouldSurviveRandomExtensions() {
        for (long seed = 0; seed < 2_000; seed++) {
            int[] extensions = new Random(seed)
                    .ints(1 + seed % 12, 0, seed % 2 == 0 ? 8 : 256)
                    .toArray();
            try {
                assertThat(SealedBlock.open(withExtensions(extensions)).size()).isEqualTo(1000);
            } catch (CorruptBlockException | BlockTooNewException expected) {
                // The extensions may be damaged or unknown. Any other exception fails the test.
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
    }
}
