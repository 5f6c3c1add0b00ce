package dev.playhead.block;

/**
 * Checks that each event of a block can be decoded, so that one which is handed out undecoded never fails. A checksum alone
 * does not say so: what wrote the block may have been wrong, or mean.
 *
 * <p>Columns are checked as a whole, without making values; what lies in the heap is decoded.
 */
final class BlockCheck {
    private final BlockHeader header;
    private final BlockBody body;
    /** One for all events: no two of them have the same trees, so that checking costs no more than the heap is large. */
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

    /** Whether the metadata has no structure of its own, and is a map nevertheless: an empty one, or in the heap. */
    private static boolean isEmptyMap(BlockBody.Content content) {
        return content.metadata.isLeaf()
                && content.columns[content.metadata.leaf()].hasNoneBut(ValueColumn.EMPTY_MAP, ValueColumn.TREE);
    }
}
