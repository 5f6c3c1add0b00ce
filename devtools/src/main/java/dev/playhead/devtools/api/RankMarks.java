package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.ProgressListener;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The sequences of every {@code stride}-th event of a query. The stride doubles when there are more than {@value
 * #MAX_MARKS} marks. So the memory is limited, whatever the sequences are, and few events are read to find the event
 * with a given rank.
 *
 * <p><b>Threading.</b> Immutable. <b>Cost.</b> The first count walks over all events of the query; a later one over
 * those recorded since.
 */
final class RankMarks implements Ranks {
    static final int MAX_MARKS = 65_536;

    private static final RankMarks NONE = new RankMarks(0, -1, 0, 0, 1, new long[0]);

    /** The first and the last sequence that were retained when the events were counted. */
    private final long first;

    private final long last;
    private final long total;
    /** The rank of the first mark, which is the number of events before it. */
    private final long base;

    private final int stride;
    /** The sequence of the event with the rank {@code base + i * stride} for each {@code i}. */
    private final long[] marks;

    private RankMarks(long first, long last, long total, long base, int stride, long[] marks) {
        this.first = first;
        this.last = last;
        this.total = total;
        this.base = base;
        this.stride = stride;
        this.marks = marks;
    }

    /** {@return the ranks of the events of a query} */
    static RankMarks of(EventHistory history, EventQuery query, ProgressListener watch) {
        return NONE.continued(history, query, watch);
    }

    /**
     * Returns the ranks as they are now: with the events recorded since, and without those evicted since.
     *
     * @param query the query of these ranks
     */
    RankMarks continued(EventHistory history, EventQuery query, ProgressListener watch) {
        List<RecordedEvent> oldest = history.getEvents(EventFilter.all(), 1);
        List<RecordedEvent> latest = history.latest(EventFilter.all(), 1);
        if (oldest.isEmpty() || latest.isEmpty()) {
            return NONE;
        }
        long nowFirst = oldest.get(0).sequence();
        long nowLast = Math.max(nowFirst, latest.get(0).sequence());
        boolean begins = nowFirst > last || nowFirst < first || nowLast < last;
        RankMarks kept = begins ? NONE.from(nowFirst, 0) : without(nowFirst, history, query, watch);
        return kept.last == nowLast ? kept : kept.upTo(nowLast, history, query, watch);
    }

    private RankMarks from(long nowFirst, long count) {
        return new RankMarks(nowFirst, nowFirst - 1, count, count, 1, new long[0]);
    }

    /** Returns these ranks without the events before a sequence. */
    private RankMarks without(long nowFirst, EventHistory history, EventQuery query, ProgressListener watch) {
        if (nowFirst == first) {
            return this;
        }
        int found = Arrays.binarySearch(marks, nowFirst);
        int next = found < 0 ? -found - 1 : found;
        long end = next < marks.length ? marks[next] - 1 : last;
        long before = count(history, query.within(nowFirst, end), watch);
        if (next == marks.length) {
            // Only with the stride 1 is each event a start, so a greater one stays, although there are no marks.
            return new RankMarks(nowFirst, last, before, before, stride, new long[0]);
        }
        long gone = base + (long) next * stride - before;
        long[] rest = Arrays.copyOfRange(marks, next, marks.length);
        return new RankMarks(nowFirst, last, total - gone, before, stride, rest);
    }

    private static long count(EventHistory history, EventQuery query, ProgressListener watch) {
        Walk walk = new Walk(watch, 0);
        long count = 0;
        for (Iterator<RecordedEvent> events = query.events(history, watch).iterator(); events.hasNext(); ) {
            events.next();
            walk.step();
            count++;
        }
        return count;
    }

    private RankMarks upTo(long nowLast, EventHistory history, EventQuery query, ProgressListener watch) {
        long[] more = Arrays.copyOf(marks, MAX_MARKS);
        int size = marks.length;
        int step = stride;
        long count = total;
        Walk walk = new Walk(watch, nowLast - last);
        Iterator<RecordedEvent> events =
                query.within(last + 1, nowLast).events(history, watch).iterator();
        while (events.hasNext()) {
            long sequence = events.next().sequence();
            walk.step();
            if ((count - base) % step == 0) {
                if (size == MAX_MARKS) {
                    size = everySecond(more);
                    step *= 2;
                }
                more[size++] = sequence; // MAX_MARKS is even, so this is a mark of the greater stride, too
            }
            count++;
        }
        return new RankMarks(first, nowLast, count, base, step, Arrays.copyOf(more, size));
    }

    private static int everySecond(long[] marks) {
        for (int i = 0; i < marks.length / 2; i++) {
            marks[i] = marks[2 * i];
        }
        return marks.length / 2;
    }

    @Override
    public long total() {
        return total;
    }

    /** {@return the distance of the ranks of two marks} */
    int stride() {
        return stride;
    }

    @Override
    public Start atRank(long rank) {
        if (rank < base || marks.length == 0) {
            return beforeMarks();
        }
        return start((int) Math.min((rank - base) / stride, marks.length - 1));
    }

    @Override
    public Start atSequence(long sequence) {
        int found = Arrays.binarySearch(marks, sequence);
        int i = found < 0 ? -found - 2 : found;
        return i < 0 ? beforeMarks() : start(i);
    }

    private Start beforeMarks() {
        return new Start(first, marks.length == 0 ? last : marks[0] - 1, 0);
    }

    private Start start(int i) {
        // With the stride 1, each event is a start, and the events after it need not be tested.
        long end = stride == 1 ? marks[i] : i + 1 < marks.length ? marks[i + 1] - 1 : last;
        return new Start(marks[i], end, base + (long) i * stride);
    }
}
