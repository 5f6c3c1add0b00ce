package dev.playhead.cli;

import dev.playhead.event.PayloadPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is not the same in two states; {@link PayloadPath#NOTHING} stands for what is not there.
 *
 * @param path where
 * @param before what was there
 * @param after what is there
 */
record Difference(
        String path, @Nullable Object before, @Nullable Object after) {
    String kind() {
        return before == PayloadPath.NOTHING ? "added" : after == PayloadPath.NOTHING ? "removed" : "changed";
    }

    /** Adds what differs between two values; a separator stands before the first step into them, dots before the others. */
    static void collect(
            String path,
            @Nullable Object before,
            @Nullable Object after,
            String separator,
            List<Difference> differences) {
        for (dev.playhead.timetravel.Difference one : dev.playhead.timetravel.Difference.between(before, after)) {
            String way = String.join(".", one.path());
            String whole = path.isEmpty() ? way : way.isEmpty() ? path : path + separator + way;
            differences.add(new Difference(whole, one.before(), one.after()));
        }
    }
}
