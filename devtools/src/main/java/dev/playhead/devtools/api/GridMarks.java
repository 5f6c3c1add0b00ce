package dev.playhead.devtools.api;

import dev.playhead.event.PlainData;
import dev.playhead.grid.Grid;
import dev.playhead.timetravel.ProgressListener;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cells in which a grid differs from an earlier state of the same grid.
 *
 * @param earlier the grid in the earlier state, or null if it did not exist
 * @param now the grid
 */
record GridMarks(@Nullable Grid earlier, Grid now) {
    /** {@return whether a row was not in the earlier state} */
    boolean isAdded(String rowId) {
        return earlier == null || earlier.row(rowId).isEmpty();
    }

    /** {@return the columns in which a row differs; for a row that was added, those in which it has a value} */
    Set<String> changed(String rowId) {
        Map<String, @Nullable Object> before = values(earlier, rowId);
        Map<String, @Nullable Object> after = values(now, rowId);
        Set<String> columns = new LinkedHashSet<>();
        after.forEach((column, value) -> {
            boolean same = PlainData.equal(before.get(column), value)
                    && (value != null || before.containsKey(column) || before.isEmpty());
            if (!same) {
                columns.add(column);
            }
        });
        before.forEach((column, value) -> {
            if (!after.containsKey(column)) {
                columns.add(column);
            }
        });
        return columns;
    }

    private static Map<String, @Nullable Object> values(@Nullable Grid grid, String rowId) {
        return grid == null ? PlainData.emptyMap() : grid.row(rowId).orElse(PlainData.emptyMap());
    }

    /** {@return the first rows that differ or were added, in their order} */
    @SuppressWarnings("ReferenceEquality") // states share a grid that did not change
    List<String> changedRows(int limit, ProgressListener watch) {
        List<String> rows = new ArrayList<>();
        if (earlier == now) {
            return rows;
        }
        Walk walk = new Walk(watch, now.rowCount());
        for (String rowId : now.rowIds()) {
            walk.step();
            if (isAdded(rowId) || !changed(rowId).isEmpty()) {
                rows.add(rowId);
                if (rows.size() == limit) {
                    return rows;
                }
            }
        }
        return rows;
    }
}
