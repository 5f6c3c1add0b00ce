package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The opened body of a block, with the offsets of its parts. Each part is decoded on first access. Therefore reading
 * one event decodes the value columns of no other group, and a search for a field decodes only the columns that may
 * contain the field.
 *
 * <p>Lazily decoded parts never change. If two threads race, both may decode the same part, with equal results.
 */
final class BlockBody {
    /**
     * The number of reads of single events that find the row of the event by counting the preceding events of its
     * group. Later reads build and use an index; a search builds the index immediately.
     */
    private static final int COUNTED_READS = 2;

    private final BlockHeader header;
    private final byte[] bytes;
    /** The column of sequences; null if the sequences have no gaps. */
    private final @Nullable LongColumn sequences;

    private final TimeColumn times;
    private final LongColumn groupOf;
    private final StringTable strings;
    private final StringTable names;
    /** The offsets at which the shapes begin, followed by the offset at which the last shape ends. */
    private final int[] shapeStarts;

    private final Group[] groups;
    private final int heapStart;
    private final int end;
    private @Nullable Heap heap;
    /** The index of positions, groups and rows; null until it is needed. */
    private volatile @Nullable Index index;

    private int reads;

    /** A cache of recently searched fields, indexed by hash. A race may lose an entry, which is then built again. */
    private final @Nullable FieldColumns[] fields = new FieldColumns[4];

    /** A mapping between positions and the rows of groups. All numbers are below {@link BlockHeader#MAX_EVENTS}. */
    private static final class Index {
        /** The positions, group by group, in ascending order within each group. */
        final char[] order;
        /** The group number of each position. */
        final char[] groupAt;
        /** The row of each position in its group. */
        final char[] rowAt;

        Index(int size) {
            order = new char[size];
            groupAt = new char[size];
            rowAt = new char[size];
        }
    }

    /** A group of events of one shape. */
    final class Group {
        final int number;
        final int rows;
        /** The number of rows in all preceding groups. */
        private final int firstRow;

        private final int shapeStart;
        private final int shapeEnd;
        private final int start;
        private final int end;
        private @Nullable Labels labels;
        private @Nullable Content content;
        private @Nullable EncodedGroup view;

        private Group(int number, int rows, int firstRow, int shape, int start, int end) {
            this.number = number;
            this.rows = rows;
            this.firstRow = firstRow;
            this.shapeStart = shapeStarts[shape];
            this.shapeEnd = shapeStarts[shape + 1];
            this.start = start;
            this.end = end;
        }

        Labels labels() {
            Labels known = labels;
            if (known == null) {
                known = new Labels(this);
                labels = known;
            }
            return known;
        }

        /** Returns the object to which the lazily decoded events of this group refer. */
        EncodedGroup view(SealedBlock block) {
            EncodedGroup known = view;
            if (known == null) {
                known = new EncodedGroup(block, this);
                view = known;
            }
            return known;
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

    /** The columns of the types and sources of a group. They precede the other columns. */
    final class Labels {
        final LongColumn types;
        final LongColumn sources;
        private final int end;

        private Labels(Group group) {
            ByteSource source = new ByteSource(bytes, group.start, group.end);
            types = LongColumn.read(source, group.rows);
            sources = LongColumn.read(source, group.rows);
            end = source.position();
        }

        String type(int row) {
            return header.type(Math.toIntExact(types.get(row)));
        }

        String source(int row) {
            return header.source(Math.toIntExact(sources.get(row)));
        }

        /**
         * Returns the rows with a wanted type if {@code byType} is true, or with a wanted source if it is false. {@code
         * wanted} is indexed by the number of the type or source.
         */
        long[] rowsOf(boolean[] wanted, boolean byType) {
            LongColumn column = byType ? types : sources;
            long[] set = BitPacking.newSet(column.rows);
            column.anyOf(wanted, set);
            return set;
        }
    }

    /** The shapes and value columns of a group. */
    final class Content {
        final int rows;
        final Shape payload;
        final Shape metadata;
        /** The columns, indexed by the number of the leaf. */
        final ValueColumn[] columns;
        /** Whether some column has values in the heap. */
        private final boolean inHeap;

        private Content(Group group) {
            rows = group.rows;
            ByteSource shapes = new ByteSource(bytes, group.shapeStart, group.shapeEnd);
            Shape.Numbering numbering = new Shape.Numbering();
            payload = Shape.read(shapes, names, numbering);
            metadata = Shape.read(shapes, names, numbering);
            requireEnd(shapes);
            ByteSource source = new ByteSource(bytes, group.labels().end, group.end);
            columns = new ValueColumn[numbering.leaves()];
            boolean heaped = false;
            for (int leaf = 0; leaf < columns.length; leaf++) {
                columns[leaf] = ValueColumn.read(source, rows, BlockBody.this);
                heaped |= columns[leaf].isInHeap();
            }
            inHeap = heaped;
            requireEnd(source);
        }

        @Nullable
        Object payload(int row) {
            return payload.value(columns, row, heapReader());
        }

        /** Returns the value of one part of a payload. The payload must be a map or a list. */
        @Nullable
        Object payloadPart(int part, int row) {
            return payload.partAt(part).value(columns, row, heapReader());
        }

        Map<String, @Nullable Object> metadata(int row) {
            return metadata(row, heapReader());
        }

        private Map<String, @Nullable Object> metadata(int row, HeapReader heapReader) {
            Object data = metadata.value(columns, row, heapReader);
            if (!(data instanceof Map<?, ?>)) {
                throw new CorruptBlockException("the metadata of row=" + row + " is not a map; the block is damaged");
            }
            // The keys of a plain-data map are strings.
            @SuppressWarnings("unchecked")
            Map<String, @Nullable Object> map = (Map<String, @Nullable Object>) data;
            return map;
        }

        private HeapReader heapReader() {
            return inHeap ? HeapReader.forEvent(BlockBody.this) : HeapReader.NONE;
        }

        /** Decodes all values of a row. */
        void decode(int row, HeapReader heapReader) {
            payload.value(columns, row, heapReader);
            metadata(row, heapReader);
        }
    }

    BlockBody(BlockHeader header, byte[] bytes) {
        this.header = header;
        this.bytes = bytes;
        int size = header.size();
        int start = header.headerBytes();
        ByteSource source = new ByteSource(bytes, start, start + header.bodyBytes());
        boolean gaps = source.upTo(1, "gaps") == 1;
        if (gaps != header.hasGaps()) {
            throw source.corrupt("gaps", gaps ? 1 : 0);
        }
        sequences = gaps ? LongColumn.read(source, size) : null;
        if (sequences != null) {
            require(source, "firstSequence", sequences.get(0), header.firstSequence());
            require(source, "lastSequence", sequences.get(size - 1), header.lastSequence());
        }
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
            opened[group] = new Group(group, rows[group], firstRow, shapeOf[group], groupStart, source.position());
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

    private static void require(ByteSource source, String what, long found, long expected) {
        if (found != expected) {
            throw source.corrupt(what, found);
        }
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

    /** Returns the columns of a top-level field of the payloads. */
    FieldColumns field(String key) {
        int slot = key.hashCode() & fields.length - 1;
        FieldColumns known = fields[slot];
        if (known == null || !known.isOf(key)) {
            known = new FieldColumns(key, groups);
            fields[slot] = known;
        }
        return known;
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
        return group.labels().type(rowOf(group, position));
    }

    String source(int position) {
        Group group = groupAt(position);
        return group.labels().source(rowOf(group, position));
    }

    /** Decodes an entire event. */
    RecordedEvent event(int position) {
        Group group = groupAt(position);
        int row = rowOf(group, position);
        Labels labels = group.labels();
        Content content = group.content();
        HeapReader heapReader = content.heapReader();
        return RecordedEvent.of(
                sequence(position),
                GridEvent.of(
                        labels.type(row),
                        content.payload.value(content.columns, row, heapReader),
                        times.get(position),
                        labels.source(row),
                        content.metadata(row, heapReader)));
    }

    private Group groupAt(int position) {
        return groups[checked(groupOf.get(position))];
    }

    private int checked(long group) {
        if (group < 0 || group >= groups.length) {
            throw new CorruptBlockException(
                    "group=" + group + " is not below " + groups.length + "; the block is damaged");
        }
        return (int) group;
    }

    /** Returns the row of an event in its group. */
    int rowOf(Group group, int position) {
        int row;
        Index known = index;
        if (known != null) {
            row = known.rowAt[position];
        } else if (++reads <= COUNTED_READS) { // a race may lose a count; the index is then built later
            row = groupOf.countEqual(groupOf.get(position), position);
        } else {
            row = index().rowAt[position];
        }
        if (row < 0 || row >= group.rows) {
            throw new CorruptBlockException("row=" + row + " is not below " + group.rows + "; the block is damaged");
        }
        return row;
    }

    /** Returns the group number of each position. The array is shared and must not be modified. */
    char[] groupNumbers() {
        return index().groupAt;
    }

    private Index index() {
        Index known = index;
        if (known == null) {
            known = new Index(header.size());
            fill(known);
            index = known;
        }
        return known;
    }

    private void fill(Index made) {
        int[] nextRow = new int[groups.length];
        long[] groupNumbers = groupOf.decode();
        for (int position = 0; position < groupNumbers.length; position++) {
            int number = checked(groupNumbers[position]);
            Group group = groups[number];
            int row = nextRow[number]++;
            if (row >= group.rows) {
                throw new CorruptBlockException(
                        "rows=" + group.rows + " are too few for group=" + number + "; the block is damaged");
            }
            made.order[group.firstRow + row] = (char) position;
            made.groupAt[position] = (char) number;
            made.rowAt[position] = (char) row;
        }
    }

    /**
     * Converts sets of rows to a set of positions.
     *
     * @param rowsByGroup a set of rows for each group, or null for no rows
     */
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
        char[] positions = index().order;
        for (int word = 0; word < rows.length; word++) {
            int first = group.firstRow + word * Long.SIZE;
            for (long left = rows[word]; left != 0; left &= left - 1) {
                BitPacking.add(set, positions[first + Long.numberOfTrailingZeros(left)]);
            }
        }
    }
}
