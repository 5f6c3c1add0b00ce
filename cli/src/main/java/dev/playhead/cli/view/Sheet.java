package dev.playhead.cli.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A table of entities, of which a screen shows a part. The values of each row are requested individually, so that rows
 * outside the screen cause no work.
 *
 * @param title the title
 * @param summary a summary of the contents
 * @param prefix the prefix of the paths of {@linkplain StateView#differences differences} in this table
 * @param idTitle the title of the column with the ids
 * @param fields the names of the fields to show; empty to show the fields that occur in the shown rows
 * @param ids the ids of the rows, in order
 * @param values returns the fields of the row with the given id, or null if there is no such row
 */
public record Sheet(
        String title,
        String summary,
        String prefix,
        String idTitle,
        List<String> fields,
        List<String> ids,
        Function<String, @Nullable Map<String, @Nullable Object>> values) {

    /**
     * {@return the index of the row to which a difference belongs, or -1 if it belongs to no row} An id may contain
     * slashes, so the first slash of a path need not be the end of the id.
     */
    int rowOf(FieldDifference difference) {
        String path = difference.path();
        if (!path.startsWith(prefix)) {
            return -1;
        }
        for (int end = prefix.length(); end <= path.length(); end++) {
            if (end == path.length() || path.charAt(end) == '/') {
                int row = ids.indexOf(path.substring(prefix.length(), end));
                if (row >= 0) {
                    return row;
                }
            }
        }
        return -1;
    }

    /** {@return the names of the fields that occur in any of the rows} */
    static List<String> fieldsOf(Collection<Map<String, @Nullable Object>> rows) {
        Set<String> fields = new LinkedHashSet<>();
        rows.forEach(row -> fields.addAll(row.keySet()));
        return new ArrayList<>(fields);
    }
}
