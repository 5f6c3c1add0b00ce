package dev.playhead.devtools.api;

import dev.playhead.event.PayloadPath;
import dev.playhead.timetravel.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest changes of a cell, and what is known of all of them.
 *
 * @param latest the latest changes, in order
 * @param total the number of all changes
 * @param numeric whether all values are numbers, and there is one
 */
record CellChanges(List<Change<Object>> latest, long total, boolean numeric) {
    /**
     * Receives the changes of a cell one after the other and keeps the latest ones.
     *
     * <p><b>Threading.</b> Confined to one thread.
     */
    static final class Collected {
        private final int limit;
        private final Deque<Change<Object>> latest = new ArrayDeque<>();
        private long total;
        private long numbers;
        private long others;

        /** Creates a receiver that keeps at most {@code limit} changes. */
        Collected(int limit) {
            this.limit = limit;
        }

        void add(Change<Object> change) {
            total++;
            count(change.before());
            count(change.after());
            latest.addLast(change);
            if (latest.size() > limit) {
                latest.removeFirst();
            }
        }

        private void count(@Nullable Object value) {
            if (value instanceof Number) {
                numbers++;
            } else if (value != null && value != PayloadPath.NOTHING) {
                others++;
            }
        }

        CellChanges changes() {
            return new CellChanges(List.copyOf(latest), total, numbers > 0 && others == 0);
        }
    }
}
