package dev.playhead.cli.view;

import dev.playhead.event.PayloadPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field whose value differs between two states. {@link PayloadPath#NOTHING} stands for an absent value.
 *
 * @param path the path of the field; for a field of an entity, it contains the id of the entity
 * @param before the value in the earlier state
 * @param after the value in the later state
 */
public record FieldDifference(
        String path, @Nullable Object before, @Nullable Object after) {
    public String kind() {
        return before == PayloadPath.NOTHING ? "added" : after == PayloadPath.NOTHING ? "removed" : "changed";
    }

    /** {@return the difference as plain data} */
    public Map<String, @Nullable Object> data() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("path", path);
        data.put("change", kind());
        if (before != PayloadPath.NOTHING) {
            data.put("before", before);
        }
        if (after != PayloadPath.NOTHING) {
            data.put("after", after);
        }
        return data;
    }

    /**
     * Adds the differences between two values. The path of a difference consists of the given path, the separator, and
     * the path within the values. Dots separate the elements of the path within the values.
     */
    static void collect(
            String path,
            @Nullable Object before,
            @Nullable Object after,
            String separator,
            List<FieldDifference> differences) {
        for (dev.playhead.timetravel.StateDifference one :
                dev.playhead.timetravel.StateDifference.between(before, after)) {
            String way = String.join(".", one.path());
            String whole = path.isEmpty() ? way : way.isEmpty() ? path : path + separator + way;
            differences.add(new FieldDifference(whole, one.before(), one.after()));
        }
    }
}
