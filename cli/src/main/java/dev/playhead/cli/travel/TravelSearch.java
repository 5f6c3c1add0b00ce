package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is searched for, and two pieces of work on it, each done a part at a time: to find the next event from a place on, and
 * to count in each column of the timeline.
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

    /** Begins to look for the next event behind a place, or the last one before it. */
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

    /** Where it is looking. */
    long place() {
        return next;
    }

    /**
     * Says that nothing was found.
     *
     * @param bothWays whether it looked on and back
     * @param here the event at the cursor, which it looked beside
     */
    String nothingFound(boolean bothWays, @Nullable RecordedEvent here) {
        boolean isHere = here != null && filter.test(here);
        if (bothWays || (!isCounting() && total() == 0)) {
            return isHere ? "no event found but this one" : "no event found";
        }
        return "no event found " + (onward ? "after this one" : "before this one");
    }

    void cancel() {
        finding = false;
    }

    /** Looks on a part of the way, up to the last event; returns the event if it is found. No longer finding means there is none. */
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

    /** How many were found in a column, as far as is known. */
    long count(int column) {
        return column < counts.length ? counts[column] : 0;
    }

    /** How many were found. */
    long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }
}
