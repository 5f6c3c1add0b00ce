package dev.playhead.block;

/**
 * Checks that each event of a block can be decoded, so that an event which is handed out undecoded never fails later. A
 * checksum does not prove this: bytes from outside may have a right checksum and wrong contents.
 *
 * <p>Columns are checked as a whole, without making values; what lies in the heap is decoded.
 */
final class BlockCheck {
    private final BlockHeader header;
    private final BlockBody body;
    /** One for all events. In a sound block they share no trees, so that the check costs no more than the heap has bytes. */
    private final HeapReader heap;

    private boolean stringsRead;

    private BlockCheck(BlockHeader header, BlockBody body) {
        this.header = header;
        this.body = body;
        this.heap = HeapReader.forEvent(body);
    }

    /**
     * Checks all events.
     *
     * @throws RuntimeException if one cannot be decoded, mostly a {@link CorruptBlockException}
     */
    static void run(BlockHeader header, BlockBody body) {
        new BlockCheck(header, body).run();
    }

    private void run() {
        for (int position = 0; position < header.size(); position++) {
            if (body.sequence(position) < 0) {
                throw new CorruptBlockException("the sequence of position=" + position + " is negative");
            }
        }
        body.times().check();
        for (BlockBody.Group group : body.groups()) {
            BlockBody.Labels labels = group.labels();
            labels.types.checkBelow(header.distinctTypes(), "type");
            labels.sources.checkBelow(header.distinctSources(), "source");
            check(group, group.content());
        }
    }

    private void check(BlockBody.Group group, BlockBody.Content content) {
        if (!content.metadata.isMap() && !isEmptyMap(content)) {
            throw new CorruptBlockException("the metadata of a group is no map; the block is damaged");
        }
        long[] inHeap = BitPacking.newSet(group.rows);
        for (ValueColumn column : content.columns) {
            column.check();
            column.rowsInHeap(inHeap);
            if (column.hasStrings() && !stringsRead) {
                body.strings().readAll();
                stringsRead = true;
            }
        }
        for (int row = 0; row < group.rows; row++) {
            if (BitPacking.contains(inHeap, row)) {
                content.decode(row, heap);
            }
        }
    }

    /** Whether metadata without a shape of its own is a map: an empty one, or one in the heap. */
    private static boolean isEmptyMap(BlockBody.Content content) {
        return content.metadata.isLeaf()
                && content.columns[content.metadata.leaf()].hasNoneBut(ValueColumn.EMPTY_MAP, ValueColumn.TREE);
    }
}
