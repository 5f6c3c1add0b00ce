package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordingBreak;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An encoder of consecutive events into the bytes of a block. Add events and seal the block. Use one writer for many
 * blocks, because a writer reuses its working memory.
 *
 * <p>The same events produce the same bytes, except for parts compressed with Deflate. These parts may differ between
 * Java releases with different versions of zlib, but they decode to the same data.
 *
 * <p><b>Threading.</b> For use by one thread at a time.
 *
 * <p><b>Cost.</b> {@link #seal} takes time and memory linear in the size of the payloads.
 */
public final class BlockWriter {
    /** The maximum number of events in a block. About a thousand events per block work best. */
    public static final int MAX_EVENTS = BlockHeader.MAX_EVENTS;

    /**
     * The maximum size of a header with a Bloom filter, not counting the break before the block, in bytes for each
     * event. If the other parts of the header leave no room, there is no Bloom filter.
     */
    private static final double HEADER_BYTES_AN_EVENT = 1.45;

    private final boolean compressed;
    private GridEvent[] events = new GridEvent[64];
    private long[] sequences = new long[64];
    private int size;
    private long minRecordedAtMillis;
    private long maxRecordedAtMillis;
    private @Nullable RecordingBreak breakBefore;

    private final Leaves leaves = new Leaves();
    private final StringPool pool = new StringPool();
    private final StringPool types = new StringPool();
    private final StringPool sources = new StringPool();
    private final StringPool names = new StringPool();
    private final HeapWriter heap = new HeapWriter();
    private final LongColumnWriter columns;
    private final ValueColumnWriter values;
    private final ByteSink body = new ByteSink(1 << 14);
    /** A buffer for parts of the body. The sizes of the parts are written before the parts. */
    private final ByteSink parts = new ByteSink(1 << 14);

    private final ByteSink header = new ByteSink(1 << 11);
    private long[] scratch = new long[64];

    /**
     * Creates a writer.
     *
     * @param compressed whether to minimize the size of blocks; if false, columns are stored plain and nothing is
     *     deflated
     */
    public BlockWriter(boolean compressed) {
        this.compressed = compressed;
        this.columns = new LongColumnWriter(compressed);
        this.values = new ValueColumnWriter(leaves, pool, columns);
    }

    /** {@return the number of events added since the last block was sealed} */
    public int size() {
        return size;
    }

    /**
     * Adds an event to the block.
     *
     * @param sequence the sequence of the event, greater than that of the previous event
     * @param event the event; its payload and metadata must be plain data
     * @param recordedAtMillis the time of recording in milliseconds since 1970; not before that of the previous event
     * @throws IllegalArgumentException if the sequence is negative or does not increase, or if the time of recording
     *     decreases
     * @throws IllegalStateException if the block is full
     */
    public void add(long sequence, GridEvent event, long recordedAtMillis) {
        if (sequence < 0 || (size > 0 && sequence <= sequences[size - 1])) {
            throw new IllegalArgumentException(
                    "sequence=" + sequence + " must be above " + (size == 0 ? -1 : sequences[size - 1]));
        }
        if (size > 0 && recordedAtMillis < maxRecordedAtMillis) {
            throw new IllegalArgumentException(
                    "recordedAtMillis=" + recordedAtMillis + " is before " + maxRecordedAtMillis);
        }
        if (size == MAX_EVENTS) {
            throw new IllegalStateException(
                    "size=" + size + " is the maximum number of events in a block; seal the block first");
        }
        if (size == events.length) {
            events = Arrays.copyOf(events, size * 2);
            sequences = Arrays.copyOf(sequences, size * 2);
            scratch = new long[size * 2];
        }
        minRecordedAtMillis = size == 0 ? recordedAtMillis : minRecordedAtMillis;
        maxRecordedAtMillis = recordedAtMillis;
        events[size] = event;
        sequences[size++] = sequence;
    }

    /**
     * Sets the break in recording directly before the block. The sequence of the break is replaced by that of the first
     * event.
     *
     * @param recordingBreak the break; null for none
     */
    public void breakBefore(@Nullable RecordingBreak recordingBreak) {
        breakBefore = recordingBreak;
    }

    /**
     * Encodes the events added since the last block was sealed, and releases them. The events are released even if
     * encoding fails.
     *
     * @return the block, to be read by {@link SealedBlock#open}
     * @throws IllegalArgumentException if a payload or metadata is not plain data, or is nested too deeply
     * @throws IllegalStateException if no event was added
     */
    public byte[] seal() {
        return seal(null);
    }

    /**
     * Encodes the events as {@link #seal()} does, and collects the hashes of their strings and numbers.
     *
     * @param hashes the collection that receives the hashes; null to collect none. If encoding fails, the collection
     *     may contain some of the hashes
     * @return the block, to be read by {@link SealedBlock#open}
     * @throws IllegalArgumentException if a payload or metadata is not plain data, or is nested too deeply
     * @throws IllegalStateException if no event was added
     */
    public byte[] seal(@Nullable ValueHashes hashes) {
        if (size == 0) {
            throw new IllegalStateException("size=0: a block needs at least one event; add one");
        }
        try {
            return encode(hashes);
        } finally {
            clear();
        }
    }

    private void clear() {
        Arrays.fill(events, 0, size, null);
        size = 0;
        breakBefore = null;
        leaves.clear();
        pool.clear();
        types.clear();
        sources.clear();
        names.clear();
        heap.clear();
        body.clear();
        parts.clear();
        header.clear();
    }

    private byte[] encode(@Nullable ValueHashes hashes) {
        int[] typeOf = new int[size];
        int[] sourceOf = new int[size];
        name(typeOf, sourceOf);
        Grouping grouping = Grouping.of(events, size, typeOf, leaves);
        String[] sortedTypes = types.sortIndexed();
        String[] sortedSources = sources.sortIndexed();
        for (ShapeUse shape : grouping.shapes()) {
            ShapeTrie.addKeys(shape.end(), names);
        }
        String[] sortedNames = names.sortIndexed();

        int bloomFilterWords = Integer.highestOneBit(Math.max(8, (int) (size * HEADER_BYTES_AN_EVENT / Long.BYTES)));
        HashSink strings = HashSink.ofWords(bloomFilterWords, hashes == null ? null : hashes.strings());
        HashSink numbers = HashSink.ofWords(bloomFilterWords, hashes == null ? null : hashes.numbers());
        boolean trees = survey(grouping, numbers);
        addStrings(strings);

        writeBody(grouping, typeOf, sourceOf);
        writeHeader(sortedTypes, sortedSources, sortedNames, strings.filter(), numbers.filter(), trees);
        byte[] block = Arrays.copyOf(header.array(), header.length() + body.length());
        System.arraycopy(body.array(), 0, block, header.length(), body.length());
        return block;
    }

    private void name(int[] typeOf, int[] sourceOf) {
        for (int i = 0; i < size; i++) {
            typeOf[i] = types.add(events[i].type());
            types.index(typeOf[i]);
            sourceOf[i] = sources.add(events[i].source());
            sources.index(sourceOf[i]);
        }
    }

    private void addStrings(HashSink strings) {
        for (int entry = 0; entry < pool.size(); entry++) {
            strings.add(BlockBloomFilter.hash(pool.string(entry)));
        }
    }

    /** Determines the kind of every leaf, gathers all strings and numbers, and returns whether there are trees. */
    private boolean survey(Grouping grouping, HashSink numbers) {
        boolean trees = false;
        for (int event = 0; event < size; event++) {
            int from = grouping.leafStart(event);
            int to = from + grouping.shapeOf(grouping.groupOf(event)).leaves();
            for (int at = from; at < to; at++) {
                int kind = leaves.kind(at);
                if (kind == Leaves.UNKNOWN) {
                    kind = survey(leaves.value(at), at, numbers);
                    leaves.setKind(at, kind);
                } else {
                    numbers.add(BlockBloomFilter.hash(numberAt(at, kind)));
                }
                trees |= kind == ValueColumn.TREE;
            }
        }
        return trees;
    }

    private double numberAt(int at, int kind) {
        long bits = leaves.note(at);
        return kind == ValueColumn.LONG ? bits : Double.longBitsToDouble(bits);
    }

    private int survey(@Nullable Object value, int at, HashSink numbers) {
        if (value == null) {
            return ValueColumn.NULL;
        }
        if (value instanceof String text) {
            leaves.setNote(at, pool.add(text));
            return ValueColumn.STRING;
        }
        if (value instanceof Number number) {
            numbers.add(BlockBloomFilter.hash(number.doubleValue()));
            if (value instanceof Long whole) {
                leaves.setNote(at, whole);
                return ValueColumn.LONG;
            }
            if (value instanceof Double real) {
                leaves.setNote(at, Double.doubleToRawLongBits(real));
                return ValueColumn.SCALED;
            }
            boolean isShort = value instanceof BigDecimal decimal
                    && decimal.unscaledValue().bitLength() < Long.SIZE;
            return isShort ? ValueColumn.DECIMAL : ValueColumn.TREE;
        }
        if (value instanceof Boolean truth) {
            return truth ? ValueColumn.TRUE : ValueColumn.FALSE;
        }
        if (value instanceof List<?> list && list.isEmpty()) {
            return ValueColumn.EMPTY_LIST;
        }
        if (value instanceof Map<?, ?> map && map.isEmpty()) {
            return ValueColumn.EMPTY_MAP;
        }
        TreeWriter.survey(value, pool, numbers, 0);
        return ValueColumn.TREE;
    }

    private void writeBody(Grouping grouping, int[] typeOf, int[] sourceOf) {
        writeSequences();
        TimeColumn.write(body, events, size, columns, scratch);
        grouping.groups(scratch);
        columns.write(body, scratch, size);

        int[] order = grouping.byGroup();
        int[] at = new int[size];
        ValueColumnWriter.Plan[][] plans = plan(grouping, order, at);
        indexTrees();
        String[] dictionary = pool.sortIndexed();
        StringTable.write(body, dictionary, dictionary.length, columns, false);
        fillHeap(grouping);
        writeShapes(grouping.shapes());
        writeGroups(grouping, plans, typeOf, sourceOf, order, at);
        heap.write(body, compressed);
    }

    private void indexTrees() {
        for (int entry = 0; entry < pool.size(); entry++) {
            if (TreeWriter.indexes(pool, entry)) {
                pool.index(entry);
            }
        }
    }

    private void writeShapes(List<ShapeUse> shapes) {
        body.varint(shapes.size());
        int written = 0;
        for (ShapeUse shape : shapes) {
            ShapeTrie.write(parts, shape.end(), names);
            body.varint(parts.length() - written);
            written = parts.length();
        }
        appendParts();
    }

    private void writeGroups(
            Grouping grouping, ValueColumnWriter.Plan[][] plans, int[] typeOf, int[] sourceOf, int[] order, int[] at) {
        body.varint(grouping.groups());
        int start = 0;
        int written = 0;
        for (int group = 0; group < plans.length; group++) {
            int rows = grouping.rows(group);
            writeIds(types, typeOf, order, start, rows);
            writeIds(sources, sourceOf, order, start, rows);
            for (int leaf = 0; leaf < plans[group].length; leaf++) {
                locate(grouping, order, start, rows, leaf, at);
                values.write(parts, plans[group][leaf], at, rows);
            }
            start += rows;
            body.varint(grouping.shapeOf(group).id());
            body.varint(rows);
            body.varint(parts.length() - written);
            written = parts.length();
        }
        appendParts();
    }

    private void appendParts() {
        body.bytes(parts.array(), 0, parts.length());
        parts.clear();
    }

    private void writeSequences() {
        boolean gaps = sequences[size - 1] - sequences[0] != size - 1;
        body.u8(gaps ? 1 : 0);
        if (gaps) {
            columns.write(body, sequences, size);
        }
    }

    private ValueColumnWriter.Plan[][] plan(Grouping grouping, int[] order, int[] at) {
        ValueColumnWriter.Plan[][] plans = new ValueColumnWriter.Plan[grouping.groups()][];
        int start = 0;
        for (int group = 0; group < plans.length; group++) {
            int rows = grouping.rows(group);
            plans[group] = new ValueColumnWriter.Plan[grouping.shapeOf(group).leaves()];
            for (int leaf = 0; leaf < plans[group].length; leaf++) {
                locate(grouping, order, start, rows, leaf, at);
                plans[group][leaf] = values.plan(at, rows);
            }
            start += rows;
        }
        return plans;
    }

    private static void locate(Grouping grouping, int[] order, int start, int rows, int leaf, int[] at) {
        for (int row = 0; row < rows; row++) {
            at[row] = grouping.leafStart(order[start + row]) + leaf;
        }
    }

    /** Writes values of the kinds TEXT and TREE to the heap, event by event, so that an event's data is adjacent. */
    private void fillHeap(Grouping grouping) {
        TreeWriter trees = new TreeWriter(pool, heap.bytes());
        for (int event = 0; event < size; event++) {
            heap.startEvent();
            int from = grouping.leafStart(event);
            int to = from + grouping.shapeOf(grouping.groupOf(event)).leaves();
            for (int at = from; at < to; at++) {
                if (leaves.kind(at) == ValueColumn.TREE) {
                    leaves.setNote(at, trees.tree(leaves.value(at)));
                } else if (leaves.kind(at) == ValueColumn.TEXT) {
                    leaves.setNote(at, trees.text((int) leaves.note(at)));
                }
            }
        }
    }

    private void writeIds(StringPool names, int[] entryOf, int[] order, int start, int rows) {
        ids(names, entryOf, order, start, rows, scratch);
        columns.write(parts, scratch, rows);
    }

    private static void ids(StringPool names, int[] entryOf, int[] order, int start, int rows, long[] into) {
        for (int row = 0; row < rows; row++) {
            into[row] = names.id(entryOf[order[start + row]]);
        }
    }

    private void writeHeader(
            String[] sortedTypes,
            String[] sortedSources,
            String[] sortedNames,
            BlockBloomFilter strings,
            BlockBloomFilter numbers,
            boolean trees) {
        header.u32(BlockEnvelope.MAGIC);
        header.u8(BlockHeader.VERSION);
        header.u8(0);
        header.u32(0);
        header.u32(body.length());
        header.varint(size);
        header.varint(sequences[0]);
        header.varint(sequences[size - 1] - sequences[0]);
        writeTimes();
        header.zigzag(minRecordedAtMillis);
        header.varint(maxRecordedAtMillis - minRecordedAtMillis);
        writeCounted(sortedTypes, types);
        writeCounted(sortedSources, sources);
        StringTable.write(header, sortedNames, sortedNames.length, columns, compressed);

        int spare = (int) (size * HEADER_BYTES_AN_EVENT) - header.length() - BlockEnvelope.CHECKSUMS_BYTES - 3;
        BlockBloomFilter.Choice choice = BlockBloomFilter.choose(strings, numbers, spare / Long.BYTES);
        writeBloomFilter(choice.bloomFilter());
        HeaderExtensions.write(header, breakBefore);
        int flags = (trees ? BlockHeader.HAS_TREES : 0) | (choice.withNumbers() ? BlockHeader.SKETCHES_NUMBERS : 0);
        header.array()[BlockEnvelope.FLAGS_AT] = (byte) flags;
        header.setU32(BlockEnvelope.HEADER_LENGTH_AT, header.length() + BlockEnvelope.CHECKSUMS_BYTES);
        header.u32(BlockEnvelope.checksum(body.array(), 0, body.length()));
        header.u32(BlockEnvelope.checksum(header.array(), 0, header.length()));
    }

    private void writeTimes() {
        Instant min = events[0].timestamp();
        Instant max = min;
        for (int i = 1; i < size; i++) {
            Instant time = events[i].timestamp();
            min = time.isBefore(min) ? time : min;
            max = time.isAfter(max) ? time : max;
        }
        header.instant(min);
        header.instant(max);
    }

    private void writeBloomFilter(@Nullable BlockBloomFilter bloomFilter) {
        header.varint(bloomFilter == null ? 0 : bloomFilter.words());
        for (int i = 0; bloomFilter != null && i < bloomFilter.words(); i++) {
            header.u64(bloomFilter.word(i));
        }
    }

    private void writeCounted(String[] sorted, StringPool pool) {
        StringTable.write(header, sorted, sorted.length, columns, compressed);
        for (String string : sorted) {
            header.varint(pool.count(pool.entryOf(string)));
        }
    }
}
