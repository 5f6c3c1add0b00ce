package dev.playhead.cli.view;

import dev.playhead.HistoryStats;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A collector of statistics about a stream of events. Of each individual event, it keeps only the time, usually in
 * eight bytes.
 */
public final class StatsCollector {
    /** The maximum number of seconds before or after 1970 for which a time is stored as nanoseconds in 64 bits. */
    private static final long MAX_NEAR_SECONDS = 9_000_000_000L;

    /**
     * The timeline is shortened if it would be at least this number of times as long as the time range of nearly all
     * events.
     */
    private static final int MIN_DENSE_PARTS = 10;

    private final Map<String, Long> types = new HashMap<>();
    private final Map<String, Long> sources = new HashMap<>();
    private long[] times = new long[1_024];
    private int timeCount;
    /** The times in ascending order. The array is outdated if its length differs from the number of times. */
    private long[] sortedTimes = {};

    /**
     * The numbers of events by time, for times that are not stored as nanoseconds: those before 1684 and after 2255.
     */
    private final Map<Instant, Long> farTimes = new HashMap<>();

    private long farCount;
    private long events;
    private long outOfOrder;
    private long missing;
    private long firstId = -1;
    private long lastId = -1;
    private @Nullable Instant previous;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;

    /** Counts an event. */
    public void add(RecordedEvent event) {
        types.merge(event.type(), 1L, Long::sum);
        sources.merge(event.source(), 1L, Long::sum);
        addTime(event.timestamp());
        missing += lastId < 0 ? event.sequence() : event.sequence() - lastId - 1;
        firstId = firstId < 0 ? event.sequence() : firstId;
        lastId = event.sequence();
        events++;
    }

    /**
     * Sets the counts to those of a history, without reading its events. The times must be added with {@link #addTime}.
     */
    public void addCounts(HistoryStats stats) {
        types.putAll(stats.countsByType());
        sources.putAll(stats.countsBySource());
        firstId = stats.firstSequence();
        lastId = stats.lastSequence();
        events = stats.stored();
        missing = lastId + 1 - events;
    }

    /**
     * Adds the time of the next event. The events must be in the order of recording. {@link #add} also adds the time of
     * its event.
     */
    public void addTime(Instant time) {
        if (previous != null && time.isBefore(previous)) {
            outOfOrder++;
        }
        previous = time;
        first = time.isBefore(first) ? time : first;
        last = time.isAfter(last) ? time : last;
        keep(time);
    }

    private void keep(Instant time) {
        if (Math.abs(time.getEpochSecond()) > MAX_NEAR_SECONDS) {
            farTimes.merge(time, 1L, Long::sum);
            farCount++;
            return;
        }
        if (timeCount == times.length) {
            times = Arrays.copyOf(times, timeCount * 2);
        }
        times[timeCount++] = time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    public long events() {
        return events;
    }

    /** {@return the number of events whose timestamp is earlier than that of the previous event} */
    public long outOfOrder() {
        return outOfOrder;
    }

    private long[] sortedTimes() {
        if (sortedTimes.length != timeCount) {
            sortedTimes = Arrays.copyOf(times, timeCount);
            Arrays.sort(sortedTimes);
        }
        return sortedTimes;
    }

    /** {@return the number of events that have the same timestamp as an earlier event} */
    public long repeatedTimes() {
        long[] sorted = sortedTimes();
        long repeated = farCount - farTimes.size();
        for (int i = 1; i < sorted.length; i++) {
            repeated += sorted[i] == sorted[i - 1] ? 1 : 0;
        }
        return repeated;
    }

    /**
     * {@return the number of ids that are less than the last id and that have no event} The events of these ids may
     * have been evicted before an export, or filtered out.
     */
    public long missing() {
        return missing;
    }

    public long firstId() {
        return firstId;
    }

    public long lastId() {
        return lastId;
    }

    public Instant first() {
        return first;
    }

    public Instant last() {
        return last;
    }

    /**
     * A time range that is divided into parts of equal duration, with the number of events in each part.
     *
     * @param from the beginning of the first part
     * @param to the end of the last part
     * @param counts the number of events in each part
     * @param before the number of events before the first part
     * @param after the number of events after the last part
     */
    public record Timeline(Instant from, Instant to, List<Long> counts, long before, long after) {}

    /** {@return the timeline from the earliest time to the latest time} */
    public Timeline wholeTimeline(int bins) {
        return timeline(first, last, bins);
    }

    /**
     * Returns the timeline of nearly all events. A few times may be so far from all other times that the other times
     * would be in few parts. Then the timeline does not include these distant times. Their events are counted as events
     * before or after the timeline.
     */
    public Timeline timeline(int bins) {
        if (timeCount < 100 || farCount > 0) {
            return wholeTimeline(bins);
        }
        long[] sorted = sortedTimes();
        long low = sorted[timeCount / 100];
        long high = sorted[timeCount - 1 - timeCount / 100];
        double dense = (double) high - low;
        if (dense <= 0 || dense * MIN_DENSE_PARTS > (double) sorted[timeCount - 1] - sorted[0]) {
            return wholeTimeline(bins);
        }
        long margin = (long) (dense / 10);
        long from = Math.max(sorted[0], low - margin);
        long to = Math.min(sorted[timeCount - 1], high + margin);
        return timeline(instant(from), instant(to), bins);
    }

    private Timeline timeline(Instant from, Instant to, int bins) {
        long[] counts = new long[bins];
        long before = 0;
        long after = 0;
        for (int i = 0; i < timeCount; i++) {
            Instant time = instant(times[i]);
            if (time.isBefore(from)) {
                before++;
            } else if (time.isAfter(to)) {
                after++;
            } else {
                counts[Histogram.bin(time, from, to, bins)]++;
            }
        }
        farTimes.forEach((time, count) -> counts[Histogram.bin(time, from, to, bins)] += count);
        return new Timeline(from, to, Arrays.stream(counts).boxed().toList(), before, after);
    }

    /**
     * Divides the events, in the order of recording, into parts with equal numbers of events, and returns the rate of
     * each part: the number of events per second between the earliest and the latest time of the part. Ignores times
     * that are not stored as nanoseconds in 64 bits.
     */
    public double[] rates(int parts) {
        double[] rates = new double[parts];
        for (int part = 0; part < parts; part++) {
            int begin = (int) ((long) timeCount * part / parts);
            int end = (int) ((long) timeCount * (part + 1) / parts);
            long low = Long.MAX_VALUE;
            long high = Long.MIN_VALUE;
            // This includes the event before the part, because the time from that event to the first event of the part
            // also counts.
            for (int i = Math.max(0, begin - 1); i < end; i++) {
                low = Math.min(low, times[i]);
                high = Math.max(high, times[i]);
            }
            rates[part] = end <= begin ? 0 : (end - begin) / Math.max(1e-9, ((double) high - low) / 1e9);
        }
        return rates;
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }

    public List<Histogram.Bar> types() {
        return Histogram.bars(types);
    }

    public List<Histogram.Bar> sources() {
        return Histogram.bars(sources);
    }
}
