package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.CountBy;
import dev.playhead.filter.EventCounts;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.ProgressListener;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ranks of the events of an {@linkplain EventQuery#exact exact} query by the number of its events in each run of
 * consecutive events. Neighbouring runs are joined if they are short, or if there are more than {@value #MAX_RUNS}.
 *
 * <p><b>Threading.</b> Immutable. <b>Cost.</b> The first time, the events are counted; later, those recorded since.
 */
final class RunRanks implements Ranks {
    static final int MAX_RUNS = 65_536;

    /** The number of sequences up to which runs are joined. */
    private static final long SHORT = 512;

    /** The first and the last sequence that were retained when the events were counted. */
    private final long first;

    private final long last;
    private final long total;
    /** The number of sequences up to which runs are joined now. */
    private final long joined;
    /** The first and the last sequence of each run with an event of the query, and the number of events before it. */
    private final long[] firsts;

    private final long[] lasts;
    private final long[] before;

    private RunRanks(long first, long last, long joined, long total, long[] firsts, long[] lasts, long[] before) {
        this.first = first;
        this.last = last;
        this.joined = joined;
        this.total = total;
        this.firsts = firsts;
        this.lasts = lasts;
        this.before = before;
    }

    /**
     * Returns the ranks of the events of a query.
     *
     * @param known the ranks of this query at an earlier time; null if it was not asked before
     */
    static RunRanks of(EventHistory history, EventQuery query, @Nullable RunRanks known, ProgressListener watch) {
        List<RecordedEvent> oldest = history.getEvents(EventFilter.all(), 1);
        List<RecordedEvent> latest = history.latest(EventFilter.all(), 1);
        if (oldest.isEmpty() || latest.isEmpty()) {
            return none(0);
        }
        long nowFirst = oldest.get(0).sequence();
        long nowLast = Math.max(nowFirst, latest.get(0).sequence());
        boolean goesOn = known != null && nowFirst >= known.first && nowFirst <= known.last && nowLast >= known.last;
        RunRanks kept = known != null && goesOn ? known.without(nowFirst, history, query, watch) : none(nowFirst);
        return kept.last == nowLast ? kept : kept.upTo(nowLast, history, query, watch);
    }

    private static RunRanks none(long first) {
        return new RunRanks(first, first - 1, SHORT, 0, new long[0], new long[0], new long[0]);
    }

    /** Returns these ranks without the events before a sequence. */
    private RunRanks without(long nowFirst, EventHistory history, EventQuery query, ProgressListener watch) {
        if (nowFirst == first) {
            return this;
        }
        int cut = 0;
        while (cut < firsts.length && lasts[cut] < nowFirst) {
            cut++;
        }
        long[] begins = Arrays.copyOfRange(firsts, cut, firsts.length);
        long[] ranks = Arrays.copyOfRange(before, cut, before.length);
        long gone = cut < before.length ? before[cut] : total;
        if (begins.length > 0 && begins[0] < nowFirst) {
            begins[0] = nowFirst;
            long inRun = (ranks.length > 1 ? ranks[1] : total) - ranks[0];
            gone += inRun - query.within(nowFirst, lasts[cut]).count(history, watch);
        }
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = Math.max(0, ranks[i] - gone); // the first run begins before the events that are gone
        }
        return new RunRanks(
                nowFirst, last, joined, total - gone, begins, Arrays.copyOfRange(lasts, cut, lasts.length), ranks);
    }

    private RunRanks upTo(long nowLast, EventHistory history, EventQuery query, ProgressListener watch) {
        long[] begins = Arrays.copyOf(firsts, MAX_RUNS);
        long[] ends = Arrays.copyOf(lasts, MAX_RUNS);
        long[] ranks = Arrays.copyOf(before, MAX_RUNS);
        int size = firsts.length;
        long join = joined;
        long count = total;
        Iterator<EventCounts> runs = query.within(last + 1, nowLast)
                .counts(history, CountBy.NOTHING, watch)
                .iterator();
        while (runs.hasNext()) {
            EventCounts run = runs.next();
            if (run.count() == 0) {
                continue;
            }
            long end = Math.min(run.lastSequence(), nowLast);
            if (size > 0 && end - begins[size - 1] < join) {
                ends[size - 1] = end;
            } else {
                while (size == MAX_RUNS) {
                    join *= 2;
                    size = join(begins, ends, ranks, size, join);
                }
                begins[size] = Math.max(run.firstSequence(), last + 1);
                ends[size] = end;
                ranks[size] = count;
                size++;
            }
            count += run.count();
        }
        return new RunRanks(
                first,
                nowLast,
                join,
                count,
                Arrays.copyOf(begins, size),
                Arrays.copyOf(ends, size),
                Arrays.copyOf(ranks, size));
    }

    /** Joins runs until each, with the next one, has at least the given number of sequences. Returns their number. */
    private static int join(long[] begins, long[] ends, long[] ranks, int size, long sequences) {
        int kept = 0;
        for (int i = 1; i < size; i++) {
            if (ends[i] - begins[kept] < sequences) {
                ends[kept] = ends[i];
            } else {
                kept++;
                begins[kept] = begins[i];
                ends[kept] = ends[i];
                ranks[kept] = ranks[i];
            }
        }
        return kept + 1;
    }

    @Override
    public long total() {
        return total;
    }

    @Override
    public Start atRank(long rank) {
        return start(Arrays.binarySearch(before, rank));
    }

    @Override
    public Start atSequence(long sequence) {
        return start(Arrays.binarySearch(firsts, sequence));
    }

    /** Returns the run that a binary search found, or else the run before; the first run if there is none. */
    private Start start(int found) {
        int i = Math.max(0, found < 0 ? -found - 2 : found);
        return firsts.length == 0 ? new Start(first, first - 1, 0) : new Start(firsts[i], lasts[i], before[i]);
    }
}
