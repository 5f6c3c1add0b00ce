package dev.playhead.devtools.server;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a history grew: one that this process records, or one that follows a file to which another process
 * writes. A listener for recorded events would be called for each of them; looking costs microseconds whatever is
 * recorded.
 *
 * <p><b>Threading.</b> Used on one thread.
 */
final class Growth {
    /** If more events are new, their times are taken from the statistics, which cost time for each block instead. */
    private static final long MAX_WALKED = 10_000;

    /**
     * The extent of a history.
     *
     * @param last the sequence of the latest event, or -1
     * @param count the number of events
     * @param to the greatest timestamp
     */
    record Extent(long last, long count, @Nullable Instant to) {}

    private final EventHistory history;
    private long known;
    private @Nullable Instant to;

    /** Creates a look at a history of which the events up to {@code known} are known. */
    Growth(EventHistory history, long known) {
        this.history = history;
        this.known = known;
    }

    /**
     * Looks at the history.
     *
     * @return its extent, or null if its latest event is the same as before
     * @throws dev.playhead.event.PlayheadException if the history is closed or its file cannot be read
     */
    @Nullable
    Extent look() {
        List<RecordedEvent> latest = history.latest(EventFilter.all(), 1);
        long last = latest.isEmpty() ? -1 : latest.get(0).sequence();
        if (last == known) {
            return null;
        }
        Instant before = to;
        // A smaller sequence means that the history was cleared, or its file replaced.
        if (before != null && last > known && last - known <= MAX_WALKED) {
            to = greatest(before, last);
        } else {
            to = history.stats().lastTime().orElse(null);
        }
        known = last;
        return new Extent(last, history.count(EventFilter.all()), to);
    }

    private Instant greatest(Instant before, long last) {
        Instant greatest = before;
        Iterator<RecordedEvent> events =
                history.events(EventFilter.sequenceBetween(known + 1, last)).iterator();
        while (events.hasNext()) {
            Instant time = events.next().timestamp();
            if (time.isAfter(greatest)) {
                greatest = time;
            }
        }
        return greatest;
    }
}
