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
 * Entities as a table of which a screen shows a part. Rows are asked for one by one, so that those that are not shown cost
 * nothing.
 *
 * @param title what it is
 * @param summary more of it
 * @param prefix what the paths of {@linkplain StateView#differences differences} begin with
 * @param idTitle what the ids are
 * @param fields the fields of the rows; empty where they are only known from the rows
 * @param ids the rows in order
 * @param values the fields of a row
 */
public record Sheet(
        String title,
        String summary,
        String prefix,
        String idTitle,
        List<String> fields,
        List<String> ids,
        Function<String, @Nullable Map<String, @Nullable Object>> values) {

    /** Which row a difference is in, or -1. An id may have slashes in it. */
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

    /** The fields that some rows have. */
    static List<String> fieldsOf(Collection<Map<String, @Nullable Object>> rows) {
        Set<String> fields = new LinkedHashSet<>();
        rows.forEach(row -> fields.addAll(row.keySet()));
        return new ArrayList<>(fields);
    }
}
