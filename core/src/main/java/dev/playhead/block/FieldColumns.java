package dev.playhead.block;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one top-level field of a block's payloads, group by group. Without a cache, a search would spend most
 * of its time on finding these columns in the groups and shapes of the blocks. Therefore each opened block caches the
 * columns of recently searched fields.
 *
 * <p><b>Threading.</b> Immutable.
 */
final class FieldColumns {
    private final String key;
    /** The columns with values of a single kind, by group. */
    private final @Nullable KindColumn[] single;
    /** The columns with values of several kinds, by group. */
    private final @Nullable ValueColumn[] mixed;
    /** The contents of groups in which the field may occur but has no column of its own, by group. */
    private final BlockBody.@Nullable Content[] others;

    FieldColumns(String key, BlockBody.Group[] groups) {
        this.key = key;
        single = new KindColumn[groups.length];
        mixed = new ValueColumn[groups.length];
        others = new BlockBody.Content[groups.length];
        for (int i = 0; i < groups.length; i++) {
            BlockBody.Content content = groups[i].content();
            Shape part = content.payload.isMap() ? content.payload.part(key) : null;
            if (part != null && part.isLeaf()) {
                ValueColumn column = content.columns[part.leaf()];
                single[i] = column.only();
                mixed[i] = single[i] == null ? column : null;
            } else if (part != null || !content.payload.isMap()) {
                others[i] = content;
            }
        }
    }

    boolean isOf(String other) {
        return key.equals(other);
    }

    /** Returns for each group the rows in which the field has the given value; null stands for no rows. */
    long[] @Nullable [] equal(@Nullable Object value, HeapReader heap) {
        long[] @Nullable [] rows = new long[single.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = equal(i, value, heap);
        }
        return rows;
    }

    private long @Nullable [] equal(int group, @Nullable Object value, HeapReader heap) {
        KindColumn ofOneKind = single[group];
        if (ofOneKind != null) {
            long[] rows = BitPacking.newSet(ofOneKind.rows);
            ofOneKind.equalTo(value, rows, heap);
            return rows;
        }
        ValueColumn ofSeveral = mixed[group];
        if (ofSeveral != null) {
            long[] rows = BitPacking.newSet(ofSeveral.rows);
            ofSeveral.equalTo(value, rows, heap);
            return rows;
        }
        BlockBody.Content other = others[group];
        return other == null ? null : new FieldQuery(other, heap).equal(List.of(key), value);
    }
}
