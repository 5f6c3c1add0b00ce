package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of small blocks and parts of blocks. Most of them would require much memory or time to decode. The checksums of
 * the blocks are valid. Random damage rarely produces such blocks.
 *
 * <p>A decoder that does not bound its memory and time would far exceed the limits in these tests.
 */
@Timeout(60)
class HostileBlockTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * Returns a block of events. Each payload is a list of leaves of the given kind. For each leaf, {@code places}
     * writes the column with the offsets of the values in the heap.
     */
    private static SealedBlock block(int events, int leaves, int kind, Consumer<ByteSink> places, byte[] heap) {
        ByteSink body = new ByteSink(1 << 16);
        body.u8(0);
        body.u8(0); // timestamps in seconds
        constant(body, 0);
        constant(body, 0); // all events are in the first group
        strings(body);

        // The shape of the payload is a list of leaves. The shape of the metadata is an empty map.
        ByteSink shape = new ByteSink(1 << 10);
        shape.varint(leaves << 2 | Shape.LIST);
        for (int leaf = 0; leaf < leaves; leaf++) {
            shape.varint(Shape.LEAF);
        }
        shape.varint(Shape.MAP);
        ByteSink group = new ByteSink(1 << 16);
        constant(group, 0);
        constant(group, 0);
        for (int leaf = 0; leaf < leaves; leaf++) {
            constant(group, kind);
            places.accept(group);
        }
        body.varint(1);
        body.varint(shape.length());
        body.bytes(shape.array(), 0, shape.length());
        body.varint(1);
        body.varint(0);
        body.varint(events);
        body.varint(group.length());
        body.bytes(group.array(), 0, group.length());
        body.varint(1);
        byte[] deflated = Compression.deflate(heap, 0, heap.length, new byte[0]);
        body.varint(heap.length);
        body.varint(deflated.length);
        body.bytes(deflated, 0, deflated.length);
        return SealedBlock.open(withHeader(events, body));
    }

    private static byte[] withHeader(int events, ByteSink body) {
        return withHeader(events, events - 1, body);
    }

    private static byte[] withHeader(int events, long lastSequence, ByteSink body) {
        ByteSink block = new ByteSink(1 << 16);
        block.u32(BlockEnvelope.MAGIC);
        block.u8(BlockHeader.VERSION);
        block.u8(BlockHeader.HAS_TREES);
        block.u32(0);
        block.u32(body.length());
        block.varint(events);
        block.varint(0);
        block.varint(lastSequence);
        for (int i = 0; i < 6; i++) {
            block.varint(0);
        }
        strings(block, "t");
        block.varint(events);
        strings(block, "s");
        block.varint(events);
        strings(block);
        block.varint(0);
        block.varint(0);
        int headerBytes = block.length() + BlockEnvelope.CHECKSUMS_BYTES;
        block.setU32(BlockEnvelope.HEADER_LENGTH_AT, headerBytes);
        block.u32(BlockEnvelope.checksum(body.array(), 0, body.length()));
        block.u32(BlockEnvelope.checksum(block.array(), 0, block.length()));
        block.bytes(body.array(), 0, body.length());
        return block.toBytes();
    }

    private static void constant(ByteSink sink, long value) {
        sink.u8(LongColumn.CONSTANT);
        sink.zigzag(value);
    }

    private static void strings(ByteSink sink, String... sorted) {
        StringTable.write(sink, sorted, sorted.length, new LongColumnWriter(false), false);
    }

    private static long allocatedBy(Runnable action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        action.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void shouldReadNumbersInCanonicalForm() {
        byte[] heap = {Tree.BIG_INTEGER, 1, 8, Tree.BIG_DECIMAL, 1, 25, 2};

        assertThat(block(1, 1, ValueColumn.TREE, group -> constant(group, 0), heap)
                        .event(0)
                        .payload())
                .isEqualTo(List.of(8L));
        assertThat(block(1, 1, ValueColumn.TREE, group -> constant(group, 3), heap)
                        .event(0)
                        .payload())
                .isEqualTo(List.of(2.5));
    }

    @Test
    void shouldRejectABodyWhoseSequencesDifferFromTheHeader() {
        ByteSink gaps = new ByteSink(64);
        gaps.u8(1);
        constant(gaps, 0);
        ByteSink noGaps = new ByteSink(64);
        noGaps.u8(0);
        ByteSink otherFirst = new ByteSink(64);
        otherFirst.u8(1);
        constant(otherFirst, 5);
        ByteSink otherLast = new ByteSink(64);
        otherLast.u8(1);
        constant(otherLast, 0);

        assertThatThrownBy(() -> SealedBlock.open(withHeader(2, 1, gaps)).event(0))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("gaps=1");
        assertThatThrownBy(() -> SealedBlock.open(withHeader(2, 9, noGaps)).event(0))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("gaps=0");
        assertThatThrownBy(() -> SealedBlock.open(withHeader(2, 9, otherFirst)).event(0))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("firstSequence=5");
        assertThatThrownBy(() -> SealedBlock.open(withHeader(2, 9, otherLast)).event(0))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("lastSequence=0");
    }

    @Test
    void shouldNotAllocateMemoryForTheDeclaredSizesOfNestedLists() {
        ByteSink heap = new ByteSink(1 << 20);
        for (int depth = 0; depth < 900; depth++) {
            heap.u8(Tree.LIST);
            heap.varint(900_000);
        }
        byte[] bytes = java.util.Arrays.copyOf(heap.toBytes(), 1 << 20);
        SealedBlock block = block(1, 1, ValueColumn.TREE, sink -> constant(sink, 0), bytes);

        long allocated = allocatedBy(() -> assertThatThrownBy(() -> block.event(0))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("parts=900000"));

        assertThat(block.bytes().length).isLessThan(10_000);
        assertThat(allocated).isLessThan(32 << 20);
    }

    @Test
    void shouldDecodeALongStringOnlyOnceForAnEvent() {
        ByteSink heap = new ByteSink(1 << 20);
        heap.varint(1_000_000);
        byte[] bytes = java.util.Arrays.copyOf(heap.toBytes(), 1_000_100);
        SealedBlock block = block(1, 256, ValueColumn.TEXT, sink -> constant(sink, 0), bytes);

        long allocated =
                allocatedBy(() -> assertThat((List<?>) block.event(0).payload()).hasSize(256));

        assertThat(allocated).isLessThan(32 << 20);
    }

    @Test
    void shouldRejectOverlappingStringsThatExceedTheHeapInTotal() {
        ByteSink heap = new ByteSink(1 << 20);
        for (int i = 0; i < 300; i++) {
            heap.varint(1_000_000);
        }
        byte[] bytes = java.util.Arrays.copyOf(heap.toBytes(), 1_010_000);
        int[] leaf = {0};
        SealedBlock block = block(1, 256, ValueColumn.TEXT, sink -> constant(sink, 3L * leaf[0]++), bytes);

        assertThatThrownBy(() -> block.event(0))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("textBytes");
    }

    @Test
    void shouldLimitTheSizeOfTheTreesDecodedInASearch() {
        ByteSink heap = new ByteSink(1 << 20);
        heap.u8(Tree.LIST);
        heap.varint(1_000_000);
        byte[] bytes = java.util.Arrays.copyOf(heap.toBytes(), 1_000_100);
        SealedBlock block = block(65_536, 1, ValueColumn.TREE, sink -> constant(sink, 0), bytes);

        assertThat(block.event(65_535).payload()).isNotNull();
        assertThatThrownBy(() -> block.fieldEquals(List.of("0"), PlainData.of(List.of(1))))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("treeBytes");
    }

    @Test
    void shouldNotDecodeLongStringsForAComparisonWithAShortString() {
        ByteSink heap = new ByteSink(1 << 20);
        heap.varint(1_000_000);
        byte[] bytes = java.util.Arrays.copyOf(heap.toBytes(), 1_000_100);
        SealedBlock block = block(65_536, 1, ValueColumn.TEXT, sink -> constant(sink, 0), bytes);

        long allocated = allocatedBy(
                () -> assertThat(block.fieldEquals(List.of("0"), "short")).containsOnly(0));

        assertThat(allocated).isLessThan(32 << 20);
    }

    @Test
    void shouldNotKeepAllInflatedPages() {
        BlockWriter writer = new BlockWriter(true);
        for (int i = 0; i < 64; i++) {
            String text = String.valueOf((char) ('A' + i)).repeat(1 << 20);
            writer.add(i, GridEvent.of("t", text, Instant.EPOCH, "s", Map.of()), 0);
        }
        SealedBlock block = SealedBlock.open(writer.seal());
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 64; i++) {
                assertThat((String) block.event(i).payload()).hasSize(1 << 20).startsWith(String.valueOf((char)
                        ('A' + i)));
            }
        }

        assertThat(org.openjdk.jol.info.GraphLayout.parseInstance(block).totalSize())
                .isLessThan(16 << 20);
    }

    @Test
    void shouldLimitTheInflatedSizeOfAStringTable() {
        byte[] zeros = new byte[4 << 20];
        byte[] deflated = Compression.deflate(zeros, 0, zeros.length, new byte[0]);
        ByteSink sink = new ByteSink(1 << 16);
        sink.varint(16);
        constant(sink, 0);
        sink.varint(zeros.length);
        sink.varint(deflated.length);
        sink.bytes(deflated, 0, deflated.length);

        assertThatThrownBy(() -> StringTable.read(new ByteSource(sink.array(), 0, sink.length())))
                .isInstanceOf(CorruptBlockException.class)
                .hasMessageContaining("textBytes=4194304");
    }

    @Test
    void shouldRejectATableWhoseOffsetsAreOutOfRange() {
        for (long head : new long[] {-1, 3, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE}) {
            ByteSink sink = new ByteSink(16);
            sink.varint(1);
            constant(sink, head);
            sink.varint(2);
            sink.varint(0);
            sink.u8(1);
            sink.u8('a');
            StringTable table = StringTable.read(new ByteSource(sink.array(), 0, sink.length()));

            assertThatThrownBy(() -> table.get(0)).as("head=%s", head).isInstanceOf(CorruptBlockException.class);
        }
    }

    @Test
    void shouldSearchADictionaryOfEqualValuesInOnePass() {
        int rows = 1 << 16;
        ByteSink sink = new ByteSink(1 << 18);
        sink.u8(LongColumn.DICTIONARY);
        sink.varint(rows);
        constant(sink, 7);
        long[] indexes = new long[rows];
        java.util.Arrays.setAll(indexes, row -> row);
        sink.packed(indexes, 0, rows, 0, 1, 16);
        LongColumn column = LongColumn.read(new ByteSource(sink.array(), 0, sink.length()), rows);
        long[] set = BitPacking.newSet(rows);

        column.equalTo(7, set);

        assertThat(set).isEqualTo(BitPacking.all(rows));
        assertThat(column.decode()).containsOnly(7);
        assertThat(column.countEqual(7, 65_000)).isEqualTo(65_000);
        assertThat(column.countEqual(8, 65_000)).isZero();
    }

    @Test
    void shouldFindTheEventsOfThousandsOfTypesInOnePass() {
        BlockWriter writer = new BlockWriter(false);
        int events = 1 << 16;
        for (int i = 0; i < events; i++) {
            writer.add(i, GridEvent.of("t" + i % 60_000, null, Instant.EPOCH, "s", Map.of()), 0);
        }
        SealedBlock block = SealedBlock.open(writer.seal());

        assertThat(block.typesMatching(type -> true)).isEqualTo(BitPacking.all(events));
        assertThat(block.typesMatching(type -> type.endsWith("00000"))).containsOnly(0);
    }
}
