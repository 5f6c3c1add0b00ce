package dev.playhead.cli.view;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.output.JsonText;
import dev.playhead.event.PayloadPath;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts of events by a value, and optionally also by the time interval of the event. To limit memory, at most {@value
 * #MAX_VALUES} values with a limited total number of characters are counted individually. Events with values that occur
 * for the first time after that are counted together.
 */
public final class ValueCounts {
    /** The maximum number of distinct values that are counted individually. */
    public static final int MAX_VALUES = 100_000;

    private static final long MAX_CHARS = 32_000_000;
    /** The maximum number of pairs of an interval and a value. */
    private static final int MAX_CELLS = 500_000;

    private static final long MILLIS = 1_000;
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

    /**
     * A value, with the number of events that have this value, and the earliest and the latest time of these events.
     */
    public static final class Tally {
        private final int index;
        private final String label;
        private final @Nullable Object value;
        private long count;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;

        private Tally(int index, String label, @Nullable Object value) {
            this.index = index;
            this.label = label;
            this.value = value;
        }

        private void add(Instant time) {
            count++;
            first = time.isBefore(first) ? time : first;
            last = time.isAfter(last) ? time : last;
        }

        /** {@return the value as text, in the form in which a condition can search for it} */
        public String label() {
            return label;
        }

        /** {@return the value; a map or a list is returned as text} */
        public @Nullable Object value() {
            return value;
        }

        public long count() {
            return count;
        }

        public Instant first() {
            return first;
        }

        public Instant last() {
            return last;
        }
    }

    /**
     * The numbers of events in one interval.
     *
     * @param start the beginning of the interval
     * @param counts the numbers of events with each of the values that were passed to {@link ValueCounts#intervals}, in
     *     the same order
     * @param others the number of events with other values or without a value
     * @param total the number of all events in the interval
     */
    public record Interval(Instant start, List<Long> counts, long others, long total) {}

    private static final int WITHOUT = -1;
    private static final int REST = -2;

    private final @Nullable Duration every;
    private final ZoneId zone;
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Map<Instant, Map<Integer, Long>> intervals = new TreeMap<>();
    private final Tally without = new Tally(WITHOUT, "", null);
    private final Tally rest = new Tally(REST, "...", null);
    private long chars;
    private int cells;

    /**
     * Creates an instance that has counted no events.
     *
     * @param every the length of the intervals in whole milliseconds; null to count without intervals
     * @param zone the zone in whose local time the intervals begin at multiples of their length
     */
    public ValueCounts(@Nullable Duration every, ZoneId zone) {
        this.every = every;
        this.zone = zone;
    }

    /** Counts an event with the given value. {@link PayloadPath#NOTHING} stands for an event without a value. */
    public void add(@Nullable Object value, Instant time) {
        Tally tally = value == PayloadPath.NOTHING ? without : tally(value);
        tally.add(time);
        if (every != null) {
            Map<Integer, Long> interval = intervals.computeIfAbsent(start(time, every, zone), start -> new HashMap<>());
            if (interval.merge(tally.index, 1L, Long::sum) == 1 && ++cells > MAX_CELLS) {
                throw new CommandFailure("there are more than " + MAX_CELLS + " pairs of an interval and a value;"
                        + " use a longer --every, or a PATH with fewer values");
            }
        }
    }

    private Tally tally(@Nullable Object value) {
        String label = label(value);
        Tally known = tallies.get(label);
        if (known != null) {
            return known;
        }
        if (tallies.size() >= MAX_VALUES || chars + label.length() > MAX_CHARS) {
            return rest;
        }
        chars += label.length();
        Object kept = value instanceof Map<?, ?> || value instanceof List<?> ? label : value;
        Tally made = new Tally(tallies.size(), label, kept);
        tallies.put(label, made);
        return made;
    }

    /**
     * Returns the text of the value. A string that looks like another value is in quotes, so that different values have
     * different texts.
     */
    private static String label(@Nullable Object value) {
        if (!(value instanceof String text)) {
            return JsonText.compact(
                    value instanceof Double real && real == Math.rint(real) && Math.abs(real) < 1e15
                            ? (Object) real.longValue()
                            : value);
        }
        boolean readsAsData = text.isEmpty()
                || text.equals("true")
                || text.equals("false")
                || text.equals("null")
                || text.equals("...")
                || isJson(text);
        return readsAsData ? JsonText.compact(text) : text;
    }

    /** Returns whether a text looks like a number, a string in quotes, a map or a list. */
    private static boolean isJson(String text) {
        char last = text.charAt(text.length() - 1);
        return switch (text.charAt(0)) {
            case '"' -> last == '"';
            case '{' -> last == '}';
            case '[' -> last == ']';
            default -> NUMBER.matcher(text).matches();
        };
    }

    /**
     * Returns the beginning of the interval that contains the time. In the local time of the zone, intervals begin at
     * multiples of their length since 1970-01-01T00:00. If an hour occurs twice because clocks are set back, intervals
     * of up to an hour occur twice as well.
     */
    static Instant start(Instant time, Duration every, ZoneId zone) {
        try {
            ZonedDateTime local = time.atZone(zone);
            long seconds = local.toLocalDateTime().toEpochSecond(ZoneOffset.UTC);
            long millis = Math.addExact(Math.multiplyExact(seconds, MILLIS), local.getNano() / 1_000_000);
            long start = millis - Math.floorMod(millis, every.toMillis());
            LocalDateTime date = LocalDateTime.ofEpochSecond(
                    Math.floorDiv(start, MILLIS), (int) Math.floorMod(start, MILLIS) * 1_000_000, ZoneOffset.UTC);
            return ZonedDateTime.ofLocal(date, zone, local.getOffset()).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            return time; // near the limits of Instant, there are no local dates, so each time is an interval of its own
        }
    }

    /** {@return the individually counted values, the most frequent first} */
    public List<Tally> values() {
        List<Tally> values = new ArrayList<>(tallies.values());
        values.sort(Comparator.comparingLong(Tally::count).reversed().thenComparing(Tally::label));
        return values;
    }

    /** {@return the count of the events without a value} */
    public Tally without() {
        return without;
    }

    /** {@return the count of the events whose values are counted together, because there are too many values} */
    public Tally rest() {
        return rest;
    }

    /** {@return the number of all events} */
    public long total() {
        return tallies.values().stream().mapToLong(Tally::count).sum() + without.count + rest.count;
    }

    /** {@return the number of intervals that have events} */
    public int intervalCount() {
        return intervals.size();
    }

    /**
     * Returns the intervals that have events, in the order of time.
     *
     * @param columns the values for which each interval has a separate number
     * @return the intervals
     */
    public List<Interval> intervals(List<Tally> columns) {
        List<Interval> all = new ArrayList<>(intervals.size());
        intervals.forEach((start, counts) -> {
            List<Long> own = columns.stream()
                    .map(column -> counts.getOrDefault(column.index, 0L))
                    .toList();
            long total = counts.values().stream().mapToLong(Long::longValue).sum();
            long inColumns = own.stream().mapToLong(Long::longValue).sum();
            all.add(new Interval(start, own, total - inColumns, total));
        });
        return all;
    }
}
