package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search, with two tasks that are each done in parts: finding the next event from a sequence on, and counting the
 * matches in each column of the timeline.
 */
final class TravelSearch {
    private static final long PART = 65_536;

    private final String text;
    private final EventFilter filter;
    private final EventHistory history;
    private boolean finding;
    private boolean onward;
    private long next;
    private @Nullable Scrubber scrubber;
    private long[] counts = {};
    private int counted;

    TravelSearch(String text, EventFilter filter, EventHistory history) {
        this.text = text;
        this.filter = filter;
        this.history = history;
    }

    String text() {
        return text;
    }

    /** Begins to look for the next event after a sequence, or the last one before it. */
    void find(boolean forward, long from) {
        finding = true;
        onward = forward;
        next = forward ? from + 1 : from - 1;
    }

    boolean isFinding() {
        return finding;
    }

    boolean isOnward() {
        return onward;
    }

    /** {@return the sequence where the search continues} */
    long position() {
        return next;
    }

    /**
     * Returns a message that nothing was found.
     *
     * @param bothWays whether the search looked forward and backward
     * @param here the event at the cursor, which the search did not look at
     * @return the message
     */
    String nothingFound(boolean bothWays, @Nullable RecordedEvent here) {
        boolean isHere = here != null && filter.test(here);
        if (bothWays || (!isCounting() && total() == 0)) {
            return isHere ? "no other event found" : "no event found";
        }
        return "no event found " + (onward ? "after this one" : "before this one");
    }

    void cancel() {
        finding = false;
    }

    /**
     * Searches the next part, up to the last event, and returns the event if it is found. If nothing is found and the
     * search is no longer finding, there is no match.
     */
    @Nullable
    RecordedEvent look(long last) {
        long begin = onward ? next : Math.max(0, next - PART + 1);
        long end = onward ? Math.min(last, next + PART - 1) : next;
        if (begin > end) {
            finding = false;
            return null;
        }
        EventFilter part = EventFilter.sequenceBetween(begin, end).and(filter);
        List<RecordedEvent> found = onward ? history.getEvents(part, 1) : history.latest(part, 1);
        next = onward ? end + 1 : begin - 1;
        finding = found.isEmpty();
        return found.isEmpty() ? null : found.get(0);
    }

    /** Begins to count. */
    void count(Scrubber columns) {
        scrubber = columns;
        counts = new long[columns.columns()];
        counted = 0;
    }

    boolean isCounting() {
        return counted < counts.length;
    }

    /** Counts in one more column. */
    void countOn() {
        Scrubber columns = scrubber;
        if (columns != null && isCounting()) {
            EventFilter part = columns.part(counted).and(filter);
            counts[counted++] = history.count(part);
        }
    }

    /** {@return the number of matches in a column, as far as counted} */
    long count(int column) {
        return column < counts.length ? counts[column] : 0;
    }

    /** {@return the number of matches, as far as counted} */
    long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }
}
