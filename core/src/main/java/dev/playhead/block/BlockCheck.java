package dev.playhead.block;

/**
 * A check that every event of a block can be decoded. Events are returned before they are decoded, and their decoding
 * must not fail later. A checksum does not prove that an event can be decoded, because bytes from outside may have a
 * correct checksum but invalid contents.
 *
 * <p>Columns are checked as a whole, without building values. Values in the {@link Heap} of the block, which are long
 * strings and trees, are decoded.
 */
final class BlockCheck {
    private final BlockHeader header;
    private final BlockBody body;
    /**
     * One reader for all events. In a sound block, events share no trees, so the cost of the check is bounded by the
     * size of the heap.
     */
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
     * @throws RuntimeException if an event cannot be decoded; usually a {@link CorruptBlockException}
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
            throw new CorruptBlockException("the metadata of a group is not a map; the block is damaged");
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

    /**
     * Returns whether the metadata is a leaf whose values are empty maps or trees in the heap. Decoding such a tree
     * checks that it is a map.
     */
    private static boolean isEmptyMap(BlockBody.Content content) {
        return content.metadata.isLeaf()
                && content.columns[content.metadata.leaf()].hasNoneBut(ValueColumn.EMPTY_MAP, ValueColumn.TREE);
    }
}
