package dev.playhead.cli.travel;

import dev.playhead.cli.output.Times;
import dev.playhead.cli.view.Histogram;
import dev.playhead.cli.view.StatsCollector;
import dev.playhead.filter.EventFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The division of a history into the columns of a timeline, by time or by order. It determines the height of each
 * column and the column of each event.
 */
final class Scrubber {
    /** The quantity by which events are divided into columns. */
    enum Axis {
        TIME,
        ORDER
    }

    private final Axis axis;
    private final double[] heights;
    private final Instant from;
    private final Instant to;
    private final long first;
    private final long last;
    private final long stray;

    private Scrubber(Axis axis, double[] heights, Instant from, Instant to, StatsCollector stats, long stray) {
        this.axis = axis;
        this.heights = heights;
        this.from = from;
        this.to = to;
        this.first = stats.firstId();
        this.last = stats.lastId();
        this.stray = stray;
    }

    /**
     * Divides the counted events into columns. If all times are equal, divides the events by order, even if division by
     * time is requested.
     */
    static Scrubber of(StatsCollector stats, Axis wanted, int columns) {
        if (stats.events() == 0) {
            return new Scrubber(Axis.ORDER, new double[columns], Instant.EPOCH, Instant.EPOCH, stats, 0);
        }
        StatsCollector.Timeline timeline = stats.timeline(columns);
        if (wanted == Axis.TIME && timeline.from().isBefore(timeline.to())) {
            List<Long> counts = timeline.counts();
            double most = counts.stream().mapToLong(Long::longValue).max().orElse(1);
            double[] heights =
                    counts.stream().mapToDouble(count -> count / most).toArray();
            return new Scrubber(
                    Axis.TIME, heights, timeline.from(), timeline.to(), stats, timeline.before() + timeline.after());
        }
        return new Scrubber(Axis.ORDER, logarithmic(stats.rates(columns)), stats.first(), stats.last(), stats, 0);
    }

    /**
     * Converts rates to heights on a logarithmic scale, because rates differ by orders of magnitude. The highest rate
     * has height 1. A rate of at most a thousandth of the highest rate is barely visible.
     */
    private static double[] logarithmic(double[] rates) {
        double most = 0;
        for (double rate : rates) {
            most = Math.max(most, rate);
        }
        double[] heights = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            heights[i] = rates[i] <= 0 ? 0 : Math.max(0.01, 1 + Math.log10(rates[i] / most) / 3);
        }
        return heights;
    }

    Axis axis() {
        return axis;
    }

    int columns() {
        return heights.length;
    }

    /** {@return the height of the given column, from 0 to 1} */
    double height(int column) {
        return heights[column];
    }

    Instant from() {
        return from;
    }

    Instant to() {
        return to;
    }

    /** {@return the number of events whose times are before the beginning or after the end of the timeline} */
    long stray() {
        return stray;
    }

    /** {@return a description of the scale of the timeline} */
    String scale() {
        if (axis == Axis.TIME) {
            return "each column " + Times.length(Duration.between(from, to).dividedBy(Math.max(1, columns())));
        }
        return "events per second, by order";
    }

    /**
     * {@return the column of the event with the given sequence and time; 0 if the time is null, as before the first
     * event}
     */
    int column(long sequence, @Nullable Instant time) {
        if (time == null || sequence < first) {
            return 0;
        }
        if (axis == Axis.TIME) {
            return Math.max(0, Math.min(columns() - 1, Histogram.bin(time, from, to, columns())));
        }
        double share = (double) (sequence - first) / Math.max(1, last - first);
        return (int) Math.min(columns() - 1, Math.round(share * (columns() - 1)));
    }

    /**
     * {@return a filter for the events of the column; events before the beginning of the timeline are in the first
     * column, and events after its end are in the last column}
     */
    EventFilter part(int column) {
        boolean isFirst = column == 0;
        boolean isLast = column == columns() - 1;
        if (axis == Axis.TIME) {
            EventFilter fromOn = isFirst ? EventFilter.all() : EventFilter.since(begin(column));
            return isLast
                    ? fromOn
                    : fromOn.and(EventFilter.until(begin(column + 1).minusNanos(1)));
        }
        double each = (double) Math.max(1, last - first) / Math.max(1, columns() - 1);
        long begin = isFirst ? 0 : first + (long) Math.ceil((column - 0.5) * each);
        long end = isLast ? Long.MAX_VALUE : first + (long) Math.ceil((column + 0.5) * each) - 1;
        return begin > end ? EventFilter.all().negate() : EventFilter.sequenceBetween(begin, end);
    }

    private Instant begin(int column) {
        Duration whole = Duration.between(from, to);
        double share = (double) column / columns();
        double seconds = whole.getSeconds() * share;
        long wholeSeconds = (long) seconds;
        return from.plusSeconds(wholeSeconds)
                .plusNanos((long) ((seconds - wholeSeconds) * 1e9 + whole.getNano() * share));
    }
}
