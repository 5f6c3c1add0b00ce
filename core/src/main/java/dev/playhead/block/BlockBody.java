package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a block, opened: where its parts lie. What a part holds is found out when it is first asked for, so that one
 * event costs the columns of its group alone, and a search those of the groups that have the field.
 *
 * <p>What is found out later never changes; two threads may both find it out, to the same effect.
 */
final class BlockBody {
    /** So many single events are found by counting; from then on by an index, which a search makes at once. */
    private static final int COUNTED_READS = 2;

    private final BlockHeader header;
    private final byte[] bytes;
    /** Null when sequences have no gaps. */
    private final @Nullable LongColumn sequences;

    private final TimeColumn times;
    private final LongColumn groupOf;
    private final StringTable strings;
    private final StringTable names;
    /** Where shapes begin; one more for the end. */
    private final int[] shapeStarts;

    private final Group[] groups;
    private final int heapStart;
    private final int end;
    private @Nullable Heap heap;
    /** The positions, group after group, in order within each; null until it is worth having. */
    private volatile char @Nullable [] order;
    /** For each position its row in its group; found out with the order. */
    private volatile char @Nullable [] rowAt;

    private int reads;

    /** Events of one shape. */
    final class Group {
        final int rows;
        /** The number of rows in the groups before. */
        private final int firstRow;

        private final int shapeStart;
        private final int shapeEnd;
        private final int start;
        private final int end;
        private @Nullable Content content;

        private Group(int rows, int firstRow, int shape, int start, int end) {
            this.rows = rows;
            this.firstRow = firstRow;
            this.shapeStart = shapeStarts[shape];
            this.shapeEnd = shapeStarts[shape + 1];
            this.start = start;
            this.end = end;
        }

        Content content() {
            Content known = content;
            if (known == null) {
                known = new Content(this);
                content = known;
            }
            return known;
        }
    }

    /** The shapes and columns of a group. */
    final class Content {
        final int rows;
        final Shape payload;
        private final Shape metadata;
        private final LongColumn types;
        private final LongColumn sources;
        /** By leaf of the shape. */
        final ValueColumn[] columns;

        private Content(Group group) {
            rows = group.rows;
            ByteSource shapes = new ByteSource(bytes, group.shapeStart, group.shapeEnd);
            Shape.Numbering numbering = new Shape.Numbering();
            payload = Shape.read(shapes, names, numbering);
            metadata = Shape.read(shapes, names, numbering);
            requireEnd(shapes);
            ByteSource source = new ByteSource(bytes, group.start, group.end);
            types = LongColumn.read(source, rows);
            sources = LongColumn.read(source, rows);
            columns = new ValueColumn[numbering.leaves()];
            for (int leaf = 0; leaf < columns.length; leaf++) {
                columns[leaf] = ValueColumn.read(source, rows, BlockBody.this);
            }
            requireEnd(source);
        }

        String type(int row) {
            return header.type(Math.toIntExact(types.get(row)));
        }

        String source(int row) {
            return header.source(Math.toIntExact(sources.get(row)));
        }

        /** The rows of some types, or of some sources. */
        long[] rowsOf(boolean[] wanted, boolean byType) {
            LongColumn column = byType ? types : sources;
            long[] set = BitPacking.newSet(rows);
            column.anyOf(wanted, set);
            return set;
        }
    }

    BlockBody(BlockHeader header, byte[] bytes) {
        this.header = header;
        this.bytes = bytes;
        int size = header.size();
        int start = header.headerBytes();
        ByteSource source = new ByteSource(bytes, start, start + header.bodyBytes());
        boolean gaps = source.upTo(1, "gaps") == 1;
        sequences = gaps ? LongColumn.read(source, size) : null;
        times = TimeColumn.read(source, size);
        groupOf = LongColumn.read(source, size);
        strings = StringTable.read(source);
        names = header.names();
        shapeStarts = starts(source);
        groups = groups(source, size);
        heapStart = source.position();
        end = start + header.bodyBytes();
    }

    private static int[] starts(ByteSource source) {
        int[] starts = new int[source.count("shapes") + 1];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = source.count("shapeBytes");
        }
        starts[0] = source.position();
        for (int i = 1; i < starts.length; i++) {
            source.skip(starts[i]);
            starts[i] = source.position();
        }
        return starts;
    }

    private Group[] groups(ByteSource source, int size) {
        int count = source.count("groups");
        int[] shapeOf = new int[count];
        int[] rows = new int[count];
        int[] groupBytes = new int[count];
        for (int group = 0; group < count; group++) {
            shapeOf[group] = source.upTo(shapeStarts.length - 2L, "shape");
            rows[group] = source.upTo(size, "rows");
            groupBytes[group] = source.count("groupBytes");
        }
        Group[] opened = new Group[count];
        int firstRow = 0;
        for (int group = 0; group < count; group++) {
            int groupStart = source.skip(groupBytes[group]);
            opened[group] = new Group(rows[group], firstRow, shapeOf[group], groupStart, source.position());
            firstRow += rows[group];
            if (firstRow > size) {
                throw source.corrupt("rows", firstRow);
            }
        }
        if (firstRow < size) {
            throw source.corrupt("rows", firstRow);
        }
        return opened;
    }

    private static void requireEnd(ByteSource source) {
        if (source.remaining() > 0) {
            throw source.corrupt("left", source.remaining());
        }
    }

    StringTable strings() {
        return strings;
    }

    Heap heap() {
        Heap known = heap;
        if (known == null) {
            ByteSource source = new ByteSource(bytes, heapStart, end);
            known = Heap.read(source, strings);
            requireEnd(source);
            heap = known;
        }
        return known;
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
        Group group = groupAt(position);
        return group.content().type(rowOf(group, position));
    }

    String source(int position) {
        Group group = groupAt(position);
        return group.content().source(rowOf(group, position));
    }

    RecordedEvent event(int position) {
        Group group = groupAt(position);
        int row = rowOf(group, position);
        Content content = group.content();
        HeapReader heapReader = HeapReader.forEvent(this);
        Object metadata = content.metadata.value(content.columns, row, heapReader);
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
                        content.type(row),
                        content.payload.value(content.columns, row, heapReader),
                        times.get(position),
                        content.source(row),
                        map));
    }

    private Group groupAt(int position) {
        return groups[checked(groupOf.get(position))];
    }

    private int checked(long group) {
        if (group < 0 || group >= groups.length) {
            throw new CorruptBlockException(
                    "group=" + group + " is not one of " + groups.length + "; the block is damaged");
        }
        return (int) group;
    }

    /** The row of an event among those of its group. */
    private int rowOf(Group group, int position) {
        int row;
        char[] rows = rowAt;
        if (rows != null) {
            row = rows[position];
        } else if (++reads <= COUNTED_READS) { // a race between counts delays the index or makes it early
            row = groupOf.countEqual(groupOf.get(position), position);
        } else {
            row = rows()[position];
        }
        if (row < 0 || row >= group.rows) {
            throw new CorruptBlockException("row=" + row + " is not below " + group.rows + "; the block is damaged");
        }
        return row;
    }

    private char[] rows() {
        char[] known = rowAt;
        if (known == null) {
            known = new char[header.size()];
            char[] positions = order();
            for (Group group : groups) {
                for (int row = 0; row < group.rows; row++) {
                    known[positions[group.firstRow + row]] = (char) row;
                }
            }
            rowAt = known;
        }
        return known;
    }

    private char[] order() {
        char[] known = order;
        if (known == null) {
            known = new char[header.size()];
            int[] next = new int[groups.length];
            for (int group = 0; group < groups.length; group++) {
                next[group] = groups[group].firstRow;
            }
            long[] groupNumbers = groupOf.decode();
            for (int position = 0; position < groupNumbers.length; position++) {
                int number = checked(groupNumbers[position]);
                Group group = groups[number];
                if (next[number] == group.firstRow + group.rows) {
                    throw new CorruptBlockException(
                            "rows=" + group.rows + " are too few for group=" + number + "; the block is damaged");
                }
                known[next[number]++] = (char) position;
            }
            order = known;
        }
        return known;
    }

    /** From sets of rows, one for each group, or null for none, to the positions. */
    long[] positions(long[] @Nullable [] rowsByGroup) {
        long[] set = BitPacking.newSet(header.size());
        for (int i = 0; i < groups.length; i++) {
            long[] rows = rowsByGroup[i];
            if (rows != null && !BitPacking.isEmpty(rows)) {
                addPositions(groups[i], rows, set);
            }
        }
        return set;
    }

    private void addPositions(Group group, long[] rows, long[] set) {
        char[] positions = order();
        for (int word = 0; word < rows.length; word++) {
            int first = group.firstRow + word * Long.SIZE;
            for (long left = rows[word]; left != 0; left &= left - 1) {
                BitPacking.add(set, positions[first + Long.numberOfTrailingZeros(left)]);
            }
        }
    }
}
