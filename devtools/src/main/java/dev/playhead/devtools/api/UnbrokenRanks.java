package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranks of all events of a history without gaps between its sequences. Nothing has to be counted.
 *
 * @param first the first sequence
 * @param total the number of events
 */
record UnbrokenRanks(long first, long total) implements Ranks {
    /** How often the history is asked until no event is recorded or evicted in between. */
    private static final int ATTEMPTS = 5;

    /** {@return the ranks, or null if sequences are missing, or if that cannot be determined} */
    static @Nullable UnbrokenRanks of(EventHistory history) {
        for (int i = 0; i < ATTEMPTS; i++) {
            long first = first(history);
            long last = last(history);
            long count = history.count(EventFilter.all());
            if (last == last(history) && first == first(history)) {
                boolean whole = count == (first < 0 ? 0 : last - first + 1);
                return whole ? new UnbrokenRanks(first, count) : null;
            }
        }
        return null;
    }

    private static long first(EventHistory history) {
        return sequence(history.getEvents(EventFilter.all(), 1));
    }

    private static long last(EventHistory history) {
        return sequence(history.latest(EventFilter.all(), 1));
    }

    private static long sequence(List<RecordedEvent> events) {
        return events.isEmpty() ? -1 : events.get(0).sequence();
    }

    @Override
    public Start atRank(long rank) {
        return new Start(first + rank, Long.MAX_VALUE, rank);
    }

    @Override
    public Start atSequence(long sequence) {
        long rank = Math.max(0, Math.min(sequence - first, total));
        return new Start(first + rank, Long.MAX_VALUE, rank);
    }
}
