package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of a block, opened: where each column lies. Nothing of it changes but what it remembers of inflated pages. */
final class BlockBody {
    private final BlockHeader header;
    /** Null when sequences have no gaps. */
    private final @Nullable LongColumn sequences;

    private final TimeColumn times;
    private final byte[] groupOf;
    private final char[] wideGroupOf;
    private final char[] rowOf;
    private final Group[] groups;

    /** Events of one shape. */
    static final class Group {
        final Shape payload;
        final Shape metadata;
        final LongColumn types;
        final LongColumn sources;
        /** By leaf of the shape. */
        final ValueColumn[] columns;

        final int rows;

        Group(Shape payload, Shape metadata, LongColumn types, LongColumn sources, ValueColumn[] columns, int rows) {
            this.payload = payload;
            this.metadata = metadata;
            this.types = types;
            this.sources = sources;
            this.columns = columns;
            this.rows = rows;
        }
    }

    BlockBody(BlockHeader header, byte[] bytes) {
        this.header = header;
        int size = header.size();
        int start = header.headerBytes();
        ByteSource source = new ByteSource(bytes, start, start + header.bodyBytes());
        boolean gaps = source.upTo(1, "gaps") == 1;
        sequences = gaps ? LongColumn.read(source, size) : null;
        times = TimeColumn.read(source, size);
        LongColumn groupColumn = LongColumn.read(source, size);
        StringTable strings = StringTable.read(source);

        Shape[][] shapes = new Shape[source.count("shapes")][];
        int[] leaves = new int[shapes.length];
        for (int i = 0; i < shapes.length; i++) {
            Shape.Numbering numbering = new Shape.Numbering();
            Shape payload = Shape.read(source, header.names(), numbering);
            Shape metadata = Shape.read(source, header.names(), numbering);
            shapes[i] = new Shape[] {payload, metadata};
            leaves[i] = numbering.leaves();
        }
        int groupCount = source.count("groups");
        int[] shapeOf = new int[groupCount];
        for (int group = 0; group < groupCount; group++) {
            shapeOf[group] = source.upTo(shapes.length - 1L, "shape");
        }
        boolean wide = groupCount > 256;
        groupOf = new byte[wide ? 0 : size];
        wideGroupOf = new char[wide ? size : 0];
        rowOf = new char[size];
        int[] rows = new int[groupCount];
        long[] groupNumbers = groupColumn.decode();
        for (int i = 0; i < size; i++) {
            if (groupNumbers[i] < 0 || groupNumbers[i] >= groupCount) {
                throw source.corrupt("group", groupNumbers[i]);
            }
            int group = (int) groupNumbers[i];
            if (wide) {
                wideGroupOf[i] = (char) group;
            } else {
                groupOf[i] = (byte) group;
            }
            rowOf[i] = (char) rows[group]++;
        }
        Heap heap = Heap.read(source, strings);
        groups = new Group[groupCount];
        for (int group = 0; group < groupCount; group++) {
            Shape[] shape = shapes[shapeOf[group]];
            LongColumn types = LongColumn.read(source, rows[group]);
            LongColumn sources = LongColumn.read(source, rows[group]);
            ValueColumn[] columns = new ValueColumn[leaves[shapeOf[group]]];
            for (int leaf = 0; leaf < columns.length; leaf++) {
                columns[leaf] = ValueColumn.read(source, rows[group], strings, heap);
            }
            groups[group] = new Group(shape[0], shape[1], types, sources, columns, rows[group]);
        }
        if (source.remaining() > 0) {
            throw source.corrupt("left", source.remaining());
        }
    }

    private int groupOf(int position) {
        return wideGroupOf.length == 0 ? groupOf[position] & 0xFF : wideGroupOf[position];
    }

    TimeColumn times() {
        return times;
    }

    Group[] groups() {
        return groups;
    }

    long sequence(int position) {
        return sequences == null ? header.firstSequence() + position : sequences.get(position);
    }

    int indexOf(long sequence) {
        if (sequences == null) {
            long offset = sequence - header.firstSequence();
            return sequence < header.firstSequence() ? -1 : offset < header.size() ? (int) offset : -header.size() - 1;
        }
        return ReferenceBlock.indexOf(sequence, header.size(), sequences::get);
    }

    String type(int position) {
        return header.type(Math.toIntExact(groups[groupOf(position)].types.get(rowOf[position])));
    }

    String source(int position) {
        return header.source(Math.toIntExact(groups[groupOf(position)].sources.get(rowOf[position])));
    }

    RecordedEvent event(int position) {
        Group group = groups[groupOf(position)];
        int row = rowOf[position];
        Object metadata = group.metadata.value(group.columns, row);
        if (!(metadata instanceof Map<?, ?>)) {
            throw new CorruptBlockException(
                    "the metadata of position=" + position + " is no map; the block is damaged");
        }
        // A map of plain data has strings for keys.
        @SuppressWarnings("unchecked")
        Map<String, @Nullable Object> map = (Map<String, @Nullable Object>) metadata;
        return RecordedEvent.of(
                sequence(position),
                GridEvent.of(
                        type(position),
                        group.payload.value(group.columns, row),
                        times.get(position),
                        source(position),
                        map));
    }

    /** From sets of rows, one for each group, or null for none, to the positions. */
    long[] positions(long[] @Nullable [] rowsByGroup) {
        long[] set = BitPacking.newSet(header.size());
        boolean some = false;
        for (long[] rows : rowsByGroup) {
            some |= rows != null && !BitPacking.isEmpty(rows);
        }
        if (!some) {
            return set;
        }
        for (int position = 0; position < rowOf.length; position++) {
            long[] rows = rowsByGroup[groupOf(position)];
            if (rows != null && BitPacking.contains(rows, rowOf[position])) {
                BitPacking.add(set, position);
            }
        }
        return set;
    }
}
