package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIndexEncodingTest {
    /** The hashes of the values in the blocks that the last call of {@link #headers} created. */
    private static ValueHashes hashes = new ValueHashes(1 << 17);

    private static List<BlockHeader> headers(Random random, int most, long from) {
        hashes = new ValueHashes(1 << 17);
        List<BlockHeader> headers = new ArrayList<>();
        long sequence = from;
        for (int b = 0; b < EventIndex.BLOCKS; b++) {
            List<RecordedEvent> block = new ArrayList<>();
            int size = 1 + random.nextInt(most);
            sequence += random.nextInt(2);
            for (int i = 0; i < size; i++) {
                Object payload = PlainData.of(
                        Map.of("text", "t" + random.nextInt(300), "at", Map.of("number", (long) random.nextInt(300))));
                String type = random.nextInt(50) == 0 ? "größer \uD800" : "type" + random.nextInt(4);
                Instant time = Instant.ofEpochSecond(random.nextInt(1_000_000), random.nextInt(1_000_000_000));
                block.add(RecordedEvent.of(sequence++, GridEvent.of(type, payload, time, "user", Map.of())));
            }
            SealedBlock sealed = (SealedBlock) Blocks.sealed(block);
            hashes.addAll(sealed);
            headers.add(sealed.header());
        }
        return headers;
    }

    private static IndexedBlocks blocks(List<BlockHeader> headers) {
        return blocks(headers, 0);
    }

    /** Returns descriptions of the blocks. One block is described as {@code moreBytes} larger than it is. */
    private static IndexedBlocks blocks(List<BlockHeader> headers, int moreBytes) {
        IndexedBlocks blocks = new IndexedBlocks();
        for (BlockHeader header : headers) {
            blocks.add(
                    header.firstSequence(),
                    header.lastSequence(),
                    header.size(),
                    (int) header.blockBytes() + (blocks.size() == 700 ? moreBytes : 0),
                    header.minTime(),
                    header.maxTime(),
                    header.minRecordedAtMillis(),
                    header.maxRecordedAtMillis());
        }
        return blocks;
    }

    private static EventIndex index(List<BlockHeader> headers) {
        return Objects.requireNonNull(EventIndex.of(headers, hashes));
    }

    private static NavigableMap<String, Integer> types(EventIndex index) {
        NavigableMap<String, Integer> types = new TreeMap<>();
        index.countTypes(types::put);
        return types;
    }

    private static NavigableMap<String, Integer> sources(EventIndex index) {
        NavigableMap<String, Integer> sources = new TreeMap<>();
        index.countSources(sources::put);
        return sources;
    }

    private static void assertSameResults(EventIndex decoded, EventIndex index, List<BlockHeader> headers) {
        assertThat(types(decoded)).isEqualTo(types(index));
        assertThat(sources(decoded)).isEqualTo(sources(index));
        assertThat(decoded.minTime()).isEqualTo(index.minTime());
        assertThat(decoded.maxTime()).isEqualTo(index.maxTime());
        assertThat(decoded.isExact()).isEqualTo(index.isExact());
        assertThat(decoded.memoryBytes()).isEqualTo(index.memoryBytes());
        for (String type : types(index).keySet()) {
            assertThat(decoded.typesMatching(type::equals)).isEqualTo(index.typesMatching(type::equals));
        }
        for (int i = 0; i < 600; i++) {
            assertThat(decoded.mayHaveValue("t" + i)).isEqualTo(index.mayHaveValue("t" + i));
            assertThat(decoded.mayHaveValue((long) i)).isEqualTo(index.mayHaveValue((long) i));
        }
        for (int b = 0; b < EventIndex.BLOCKS; b++) {
            assertThat(decoded.numberOf(headers.get(b).firstSequence())).isEqualTo(b);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 120, 400})
    void shouldReturnTheSameResultsAfterDecoding(int events) {
        List<BlockHeader> headers = headers(new Random(events), events, events * 1_000_000_007L);
        EventIndex index = index(headers);
        IndexedBlocks blocks = blocks(headers);

        byte[] bytes = index.encode(blocks);

        assertThat((long) bytes.length).isLessThanOrEqualTo(blocks.events());
        assertSameResults(Objects.requireNonNull(EventIndex.decode(bytes, blocks)), index, headers);
    }

    @Test
    void shouldExcludeAbsentValuesFromAllBlocks() {
        List<BlockHeader> headers = headers(new Random(9), 120, 0);
        EventIndex index = index(headers);
        EventIndex without = Objects.requireNonNull(EventIndex.of(headers));

        int excluded = 0;
        for (int i = 300; i < 700; i++) {
            boolean none = Arrays.equals(index.mayHaveValue("t" + i), EventIndex.none());
            assertThat(index.mayHaveValue(3, "t" + i) && none).isFalse();
            assertThat(index.mayHaveValue((long) i)).isEqualTo(EventIndex.none());
            assertThat(index.mayContain(7, Map.of("at", Map.of("number", i)))).isFalse();
            excluded += none ? 1 : 0;
        }
        assertThat(excluded).isEqualTo(400);
        for (int i = 0; i < 300; i++) {
            assertThat(index.mayHaveValue("t" + i)).isEqualTo(without.mayHaveValue("t" + i));
            assertThat(index.mayHaveValue(i)).isEqualTo(without.mayHaveValue(i));
        }
        assertThat(index.mayHaveValue(null)).isEqualTo(EventIndex.all());
        assertThat(without.mayHaveValue("t500")).isNotEqualTo(EventIndex.none());
    }

    @Test
    void shouldDecodeAnIndexOfTheFirstVersionWhichHasNoValues() {
        List<BlockHeader> headers = headers(new Random(1), 120, 0);
        EventIndex without = Objects.requireNonNull(EventIndex.of(headers));
        byte[] bytes = without.encode(blocks(headers));
        // In the first version, an index has no sets of values. In the present version, each set that is omitted takes
        // one byte.
        byte[] first = Arrays.copyOf(bytes, bytes.length - 2);
        first[0] = 1;

        EventIndex decoded = Objects.requireNonNull(EventIndex.decode(sealed(first), blocks(headers)));

        assertSameResults(decoded, without, headers);
    }

    @Test
    void shouldIgnoreAnIndexOfOtherBlocks() {
        List<BlockHeader> headers = headers(new Random(1), 40, 0);
        byte[] bytes = index(headers).encode(blocks(headers));

        assertThat(EventIndex.decode(bytes, blocks(headers, 1)))
                .as("a block of another size")
                .isNull();
        assertThat(EventIndex.decode(bytes, blocks(headers.subList(0, 1_023))))
                .as("fewer blocks")
                .isNull();
        assertThat(EventIndex.decode(bytes, blocks(headers(new Random(2), 40, 0))))
                .as("blocks of another history")
                .isNull();
        List<BlockHeader> swapped = new ArrayList<>(headers);
        swapped.set(3, headers.get(4));
        swapped.set(4, headers.get(3));
        assertThat(EventIndex.decode(bytes, blocks(swapped)))
                .as("blocks in another order")
                .isNull();
    }

    @Test
    void shouldIgnoreAnIndexOfALaterRelease() {
        List<BlockHeader> headers = headers(new Random(1), 40, 0);
        byte[] bytes = index(headers).encode(blocks(headers));
        bytes[0]++;

        assertThat(EventIndex.decode(sealed(bytes), blocks(headers))).isNull();
    }

    @Test
    void shouldRefuseToEncodeForOtherBlocks() {
        EventIndex index = index(headers(new Random(1), 40, 0));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> index.encode(blocks(headers(new Random(2), 40, 5))))
                .withMessageContaining("blocks=1024");
    }

    /** Corrects the checksum of damaged bytes, so that the decoder reaches the damage, and returns the bytes. */
    private static byte[] sealed(byte[] bytes) {
        int end = bytes.length - Integer.BYTES;
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(end, BlockEnvelope.checksum(bytes, 0, end));
        return bytes;
    }

    @Test
    void shouldRefuseEveryFlippedBit() {
        List<BlockHeader> headers = headers(new Random(1), 40, 0);
        IndexedBlocks blocks = blocks(headers);
        byte[] bytes = index(headers).encode(blocks);
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatExceptionOfType(CorruptBlockException.class)
                    .as("round=%s", round)
                    .isThrownBy(() -> EventIndex.decode(damaged, blocks));
        }
    }

    @Test
    void shouldRefuseDamageUnderAValidChecksumOrReturnBoundedResults() {
        List<BlockHeader> headers = headers(new Random(1), 40, 0);
        IndexedBlocks blocks = blocks(headers);
        byte[] bytes = index(headers).encode(blocks);
        Random random = new Random(8);
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] damaged =
                    random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
            if (damaged.length < 16) {
                continue;
            }
            // Most changes are near the beginning, where lengths and counts follow the version and the digest, or near
            // the end, where the sets of values are.
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                int nearEnd = damaged.length - 1 - random.nextInt(Math.min(damaged.length, 2_000));
                int near = random.nextBoolean() ? 9 + random.nextInt(60) : nearEnd;
                int at = random.nextInt(3) > 0 ? near : random.nextInt(damaged.length);
                damaged[Math.min(at, damaged.length - 1)] = (byte) random.nextInt(256);
            }
            try {
                EventIndex decoded = EventIndex.decode(sealed(damaged), blocks);
                if (decoded != null) {
                    assertThat(decoded.memoryBytes()).as("round=%s", round).isLessThanOrEqualTo(blocks.events());
                    assertThat(types(decoded).values().stream()
                                    .mapToLong(Integer::longValue)
                                    .sum())
                            .isEqualTo(blocks.events());
                    assertThat(decoded.mayHaveValue("t1")).hasSize(EventIndex.BLOCKS / Long.SIZE);
                }
            } catch (CorruptBlockException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 12})
    void shouldRefuseTooFewBytes(int length) {
        List<BlockHeader> headers = headers(new Random(1), 40, 0);

        byte[] few = new byte[length];
        if (length >= Integer.BYTES) {
            sealed(few);
            few[0] = length > Integer.BYTES ? (byte) 1 : few[0];
        }
        byte[] bytes = length > Integer.BYTES ? sealed(few) : few;
        assertThatExceptionOfType(CorruptBlockException.class)
                .isThrownBy(() -> EventIndex.decode(bytes, blocks(headers)));
    }
}
