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
 * The ranks of the events of a query, found by the number of these events before each run of consecutive events.
 * Neighbouring runs are joined if they are short, or if there are more than {@value #MAX_RUNS}.
 *
 * <p><b>Threading.</b> Immutable. <b>Cost.</b> The first time, the events are counted; later, those recorded since.
 */
final class RunRanks implements Ranks {
    static final int MAX_RUNS = 65_536;

    /** The span, in sequences, up to which runs are joined at first. */
    private static final long SHORT = 512;

    /** The first and the last sequence that were retained when the events were counted. */
    private final long first;

    private final long last;
    private final long total;
    /** The span, in sequences, up to which runs are joined: doubled each time that there were too many. */
    private final long joinUpTo;
    /** The first and the last sequence of each run with an event of the query, and the number of events before it. */
    private final long[] firsts;

    private final long[] lasts;
    private final long[] before;

    private RunRanks(long first, long last, long joinUpTo, long total, long[] firsts, long[] lasts, long[] before) {
        this.first = first;
        this.last = last;
        this.joinUpTo = joinUpTo;
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
        long gone = before(cut);
        if (cut < firsts.length && firsts[cut] < nowFirst) {
            // Events of this run are gone, too.
            long left = query.within(nowFirst, lasts[cut]).count(history, watch);
            gone = before(cut + 1) - left;
            cut += left == 0 ? 1 : 0;
        }
        long[] begins = Arrays.copyOfRange(firsts, cut, firsts.length);
        long[] ranks = Arrays.copyOfRange(before, cut, before.length);
        for (int i = 0; i < ranks.length; i++) {
            begins[i] = Math.max(begins[i], nowFirst);
            ranks[i] = Math.max(0, ranks[i] - gone); // before the first run, fewer events are gone
        }
        return new RunRanks(
                nowFirst, last, joinUpTo, total - gone, begins, Arrays.copyOfRange(lasts, cut, lasts.length), ranks);
    }

    /** Returns the number of events before a run; the total if there is no such run. */
    private long before(int run) {
        return run < before.length ? before[run] : total;
    }

    private RunRanks upTo(long nowLast, EventHistory history, EventQuery query, ProgressListener watch) {
        long[] begins = Arrays.copyOf(firsts, MAX_RUNS);
        long[] ends = Arrays.copyOf(lasts, MAX_RUNS);
        long[] ranks = Arrays.copyOf(before, MAX_RUNS);
        int size = firsts.length;
        long span = joinUpTo;
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
            if (size > 0 && end - begins[size - 1] < span) {
                ends[size - 1] = end;
            } else {
                while (size == MAX_RUNS) {
                    span *= 2;
                    size = join(begins, ends, ranks, size, span);
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
                span,
                count,
                Arrays.copyOf(begins, size),
                Arrays.copyOf(ends, size),
                Arrays.copyOf(ranks, size));
    }

    /** Joins runs until each, with the next one, spans at least the given number of sequences. Returns their number. */
    static int join(long[] begins, long[] ends, long[] ranks, int size, long span) {
        int kept = 0;
        for (int i = 1; i < size; i++) {
            if (ends[i] - begins[kept] < span) {
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
