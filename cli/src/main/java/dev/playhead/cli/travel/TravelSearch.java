package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search in a history. It finds the nearest match after or before a given sequence, and counts the matches in each
 * column of the timeline. Each call of {@link #look} or {@link #countOn} does a small part of this work.
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

    /**
     * Begins to search forward for the first match after the sequence {@code from}, or backward for the last match
     * before this sequence.
     */
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

    /** {@return the sequence at which {@link #look} continues the search} */
    long position() {
        return next;
    }

    /**
     * Returns the message for the case that no match was found.
     *
     * @param bothWays whether the search covered both the events before and the events after the cursor
     * @param here the event at the cursor, which the search did not cover; null before the first event
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
     * Searches the next part of the events, and returns the nearest match in this part, or null. A forward search ends
     * at the sequence {@code last}. If this method returns null and {@link #isFinding} is false afterwards, all parts
     * were searched without a match.
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

    /** Begins to count the matches in each of the given columns. */
    void count(Scrubber columns) {
        scrubber = columns;
        counts = new long[columns.columns()];
        counted = 0;
    }

    boolean isCounting() {
        return counted < counts.length;
    }

    /** Counts the matches in the next column. */
    void countOn() {
        Scrubber columns = scrubber;
        if (columns != null && isCounting()) {
            EventFilter part = columns.part(counted).and(filter);
            counts[counted++] = history.count(part);
        }
    }

    /** {@return the number of matches in the given column; 0 if the matches in this column were not counted yet} */
    long count(int column) {
        return column < counts.length ? counts[column] : 0;
    }

    /** {@return the number of matches in all counted columns} */
    long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }
}
