package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class SealedBlockTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");

    private static GridEvent event(Object payload) {
        return GridEvent.of("cell:edit", PlainData.of(payload), TIME, "user", Map.of());
    }

    private static List<GridEvent> events(int count, IntFunction<?> payload) {
        List<GridEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(payload.apply(i)));
        }
        return events;
    }

    private static SealedBlock roundTrip(List<GridEvent> events) {
        SealedBlock plain = SealedBlock.open(RandomData.seal(events, false));
        SealedBlock block = SealedBlock.open(RandomData.seal(events, true));
        assertThat(block.size()).isEqualTo(events.size());
        for (int i = 0; i < events.size(); i++) {
            RecordedEvent read = block.event(i);
            if (!RandomData.identical(read.event(), events.get(i))) {
                assertThat(read.event()).as("position=%d", i).isEqualTo(events.get(i));
                throw new AssertionError(
                        "position=" + i + " differs in a detail: read " + read + ", expected " + events.get(i));
            }
            assertThat(RandomData.identical(plain.event(i).event(), events.get(i)))
                    .as("uncompressed block, position=%d", i)
                    .isTrue();
            assertThat(read.sequence()).isEqualTo(i);
            assertThat(block.type(i)).isEqualTo(events.get(i).type());
            assertThat(block.source(i)).isEqualTo(events.get(i).source());
            assertThat(block.timestamp(i)).isEqualTo(events.get(i).timestamp());
        }
        return block;
    }

    @Test
    void shouldPreserveRandomEventsInEveryDetail() {
        for (long seed = 0; seed < 150; seed++) {
            RandomData data = new RandomData(seed);
            List<GridEvent> events = data.events(1 + data.random().nextInt(seed % 10 == 0 ? 1500 : 200));
            try {
                roundTrip(events);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
    }

    @Test
    void shouldEncodeEqualEventsAsEqualBytesWithAReusedWriter() {
        List<GridEvent> events = new RandomData(7).events(500);
        BlockWriter used = new BlockWriter(true);
        for (GridEvent other : new RandomData(8).events(300)) {
            used.add(used.size(), other, 5);
        }
        used.seal();
        for (int i = 0; i < events.size(); i++) {
            used.add(i, events.get(i), i);
        }

        assertThat(used.seal()).isEqualTo(RandomData.seal(events, true));
    }

    @Test
    void shouldKeepPayloadsThatAreNotMaps() {
        roundTrip(events(200, i -> i % 3 == 0 ? null : i % 3 == 1 ? "text" + i : List.of(i, i * 0.5)));
    }

    @Test
    void shouldKeepAMapOfAMillionKeys() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < 1_000_000; i++) {
            map.put("key" + i, (long) i);
        }
        roundTrip(List.of(event(map), event(Map.of("a", 1))));
    }

    @Test
    void shouldKeepStringsOfTenMegabytes() {
        String text = "0123456789".repeat(1 << 20);
        SealedBlock block = roundTrip(List.of(event(Map.of("a", text)), event(text), event(List.of(text, text))));

        assertThat(block.bytes().length).isLessThan(200_000);
    }

    @Test
    void shouldKeepTextThatDoesNotCompress() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append((char) random.nextInt(0x10000));
        }
        roundTrip(events(20, i -> Map.of("text", text.substring(i * 1000, i * 1000 + 50_000))));
    }

    @Test
    void shouldKeepDataOfTheMaximumDepthAndRefuseDeeperData() {
        Object deep = "bottom";
        for (int i = 0; i < PlainData.MAX_DEPTH; i++) {
            deep = i % 2 == 0 ? PlainData.ofPlain(List.of(deep)) : PlainData.ofPlain(Map.of("k", deep));
        }
        roundTrip(List.of(event(deep)));
        GridEvent tooDeep = event(PlainData.ofPlain(List.of(deep)));
        BlockWriter writer = new BlockWriter(true);
        writer.add(0, tooDeep, 0);

        assertThatThrownBy(writer::seal)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxDepth=1000");
        assertThat(writer.size()).isZero();
    }

    @Test
    void shouldDistinguishNamesWithDotsFromNestedNames() {
        SealedBlock block = roundTrip(List.of(
                event(Map.of("a.b", 1)),
                event(Map.of("a", Map.of("b", 1))),
                event(Map.of("a", Map.of("", 1))),
                event(Map.of("", Map.of("a", Map.of("b", 1)))),
                event(Map.of("a", List.of(1)))));

        assertThat(positions(block.fieldEquals(List.of("a.b"), 1L))).containsExactly(0);
        assertThat(positions(block.fieldEquals(List.of("a", "b"), 1L))).containsExactly(1);
        assertThat(positions(block.fieldEquals(List.of("a", ""), 1L))).containsExactly(2);
        assertThat(positions(block.fieldEquals(List.of("a", "0"), 1L))).containsExactly(4);
        assertThat(positions(block.fieldEquals(List.of("a"), PlainData.of(List.of(1.0)))))
                .containsExactly(4);
    }

    @Test
    void shouldKeepSurrogatesEvenIfUnpaired() {
        roundTrip(events(
                100,
                i -> Map.of(
                        "s",
                        "\uD800" + i,
                        "t",
                        "\uDC00\uD800",
                        "u",
                        "\uD83D\uDE00",
                        "\uDFFF",
                        "\uD83D\uDE00".repeat(50) + "\uD83D")));
    }

    @Test
    void shouldKeepEveryBitOfDoubles() {
        double[] values = {
            -0.0,
            0.0,
            Double.NaN,
            Double.longBitsToDouble(0x7FF8000000000123L),
            Double.MIN_VALUE,
            0.1,
            0.1 + 0.2,
            1e300,
            1e15
        };
        roundTrip(events(90, i -> Map.of("v", values[i % values.length], "w", i / 100.0, "x", Math.sqrt(i))));
    }

    @Test
    void shouldKeepTheScaleOfDecimals() {
        roundTrip(events(
                90,
                i -> Map.of(
                        "a", new BigDecimal(BigInteger.valueOf(i * 10L), 2),
                        "b", new BigDecimal("1E+1000000000"),
                        "c", new BigDecimal("123456789012345678901234567890.10"),
                        "d", new BigDecimal(BigInteger.valueOf(Long.MIN_VALUE), i),
                        "e", BigInteger.ONE.shiftLeft(5000 + i))));
    }

    @Test
    void shouldKeepThousandsOfShapes() {
        roundTrip(events(4000, i -> {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int bit = 0; bit < 12; bit++) {
                if ((i >> bit & 1) == 1) {
                    map.put("f" + bit, i);
                }
            }
            return map;
        }));
    }

    @Test
    void shouldKeepShapesWithMoreLeavesThanColumns() {
        roundTrip(events(50, i -> {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int part = 0; part < 20; part++) {
                Map<String, Object> inner = new LinkedHashMap<>();
                for (int field = 0; field < 20; field++) {
                    inner.put("f" + field, i * field);
                }
                map.put("p" + part, inner);
            }
            return map;
        }));
    }

    @Test
    void shouldKeepMapsWhoseKeysDifferInEachEvent() {
        roundTrip(events(600, i -> Map.of("rows", Map.of("id" + i, i), "k" + i % 200, "v")));
    }

    @Test
    void shouldKeepStringsWithEqualHashCodes() {
        roundTrip(events(4096, i -> {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                // Both pairs of letters have the same hash code.
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            return Map.of("text", text.toString(), "list", List.of(List.of(text.toString()), i));
        }));
    }

    @Test
    void shouldReuseAWriterAfterAHugeBlock() {
        BlockWriter writer = new BlockWriter(true);
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < 40_000; i++) {
            map.put("key" + i, "value" + i);
        }
        writer.add(0, event(map), 0);
        writer.seal();
        writer.add(1, event(Map.of("a", "b")), 0);

        assertThat(SealedBlock.open(writer.seal()).event(0).payload()).isEqualTo(Map.of("a", "b"));
    }

    @Test
    void shouldKeepMoreGroupsThanAByteCanNumber() {
        List<GridEvent> events = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            events.add(GridEvent.of("type" + i % 300, PlainData.of(Map.of("n", i)), TIME, "s" + i % 7, Map.of()));
        }
        SealedBlock block = roundTrip(events);

        assertThat(positions(block.typesMatching("type7"::equals)))
                .containsExactly(7, 307, 607, 907, 1207, 1507, 1807, 2107, 2407, 2707);
    }

    @Test
    void shouldKeepEmptyTypesAndSources() {
        roundTrip(List.of(GridEvent.of("", null, TIME, "", Map.of())));
    }

    @Test
    void shouldKeepTimesOverTheFullRange() {
        Instant[][] ranges = {
            {Instant.MIN, Instant.MAX},
            {Instant.MIN, Instant.EPOCH},
            {Instant.EPOCH, Instant.ofEpochSecond(-1, 1), Instant.ofEpochSecond(9_223_372_036L, 854_775_807)},
            {Instant.ofEpochSecond(-9_223_372_037L), Instant.ofEpochSecond(5, 1000)},
            {TIME, TIME.minusMillis(5), TIME},
            {TIME.plusNanos(1000), TIME}
        };
        for (Instant[] range : ranges) {
            List<GridEvent> events = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                events.add(GridEvent.of("t", null, range[i % range.length], "s", Map.of()));
            }
            SealedBlock block = roundTrip(events);
            assertThat(block.header().minTime())
                    .isEqualTo(Arrays.stream(range).min(Instant::compareTo).get());
            assertThat(block.header().maxTime())
                    .isEqualTo(Arrays.stream(range).max(Instant::compareTo).get());
        }
    }

    @Test
    void shouldFindSequencesAcrossGaps() {
        BlockWriter writer = new BlockWriter(true);
        long[] sequences = {3, 4, 10, 11, 12, 40, Long.MAX_VALUE - 1};
        for (long sequence : sequences) {
            writer.add(sequence, event(null), 17);
        }
        SealedBlock block = SealedBlock.open(writer.seal());

        for (int i = 0; i < sequences.length; i++) {
            assertThat(block.sequence(i)).isEqualTo(sequences[i]);
            assertThat(block.indexOf(sequences[i])).isEqualTo(i);
            assertThat(block.event(i).sequence()).isEqualTo(sequences[i]);
        }
        for (long absent : new long[] {0, 5, 9, 13, 41, Long.MAX_VALUE}) {
            assertThat(block.indexOf(absent)).isEqualTo(Arrays.binarySearch(sequences, absent));
        }
        assertThat(positions(block.sequenceBetween(4, 11))).containsExactly(1, 2, 3);
        assertThat(positions(block.sequenceBetween(5, 9))).isEmpty();
        assertThat(positions(block.sequenceBetween(9, 5))).isEmpty();
        assertThat(positions(block.sequenceBetween(0, Long.MAX_VALUE))).hasSize(7);
    }

    @Test
    void shouldFindSequencesWithoutGaps() {
        BlockWriter writer = new BlockWriter(true);
        for (int i = 0; i < 100; i++) {
            writer.add(1000 + i, event(null), 17);
        }
        SealedBlock block = SealedBlock.open(writer.seal());

        assertThat(block.indexOf(1000)).isZero();
        assertThat(block.indexOf(1099)).isEqualTo(99);
        assertThat(block.indexOf(999)).isEqualTo(-1);
        assertThat(block.indexOf(1100)).isEqualTo(-101);
        assertThat(block.indexOf(Long.MAX_VALUE)).isEqualTo(-101);
        assertThat(positions(block.sequenceBetween(0, 1001))).containsExactly(0, 1);
    }

    @Test
    void shouldRefuseSequencesAndRecordingTimesOutOfOrder() {
        BlockWriter writer = new BlockWriter(true);
        assertThatThrownBy(() -> writer.add(-1, event(null), 0)).hasMessageContaining("sequence=-1");
        writer.add(5, event(null), 10);

        assertThatThrownBy(() -> writer.add(5, event(null), 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sequence=5");
        assertThatThrownBy(() -> writer.add(6, event(null), 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recordedAtMillis=9");
        assertThat(writer.size()).isEqualTo(1);
    }

    @Test
    void shouldRefuseEmptyBlocksAndPayloadsThatAreNotPlainData() {
        BlockWriter writer = new BlockWriter(true);
        assertThatThrownBy(writer::seal)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("size=0");
        writer.add(0, GridEvent.of("t", new Object(), TIME, "s", Map.of()), 0);

        assertThatThrownBy(writer::seal)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("class=java.lang.Object");
    }

    @Test
    void shouldRefuseMoreEventsThanABlockCanHold() {
        BlockWriter writer = new BlockWriter(true);
        GridEvent event = event(Map.of("a", 1));
        for (int i = 0; i < BlockWriter.MAX_EVENTS; i++) {
            writer.add(i, event, 0);
        }

        assertThatThrownBy(() -> writer.add(writer.size(), event, 0)).isInstanceOf(IllegalStateException.class);
        SealedBlock block = SealedBlock.open(writer.seal());
        assertThat(block.event(65_535).sequence()).isEqualTo(65_535);
        assertThat(block.bytes().length).isLessThan(300);
    }

    @Test
    void shouldRefuseInvalidPositionsAndValues() {
        SealedBlock block = roundTrip(events(3, i -> i));

        assertThatThrownBy(() -> block.event(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> block.type(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> block.countAfter(TIME, 4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> block.fieldEquals(List.of("a"), new Object()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldReadEqualEventsAfterTrimming() {
        SealedBlock block = roundTrip(events(50, i -> Map.of("text", ("long text number " + i + " ").repeat(20))));
        RecordedEvent before = block.event(7);
        block.trim();

        assertThat(block.event(7)).isEqualTo(before);
        assertThat(block).hasToString("SealedBlock[0..49, 50 events, " + block.bytes().length + " bytes]");
    }

    static List<Integer> positions(long[] set) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < set.length * 64; i++) {
            if (BitPacking.contains(set, i)) {
                positions.add(i);
            }
        }
        return positions;
    }
}
