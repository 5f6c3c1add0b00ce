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
 * Counts of events by a value, and optionally by the interval of their time. Memory is bounded: {@value #MAX_VALUES}
 * values, and a number of their characters. The events with values that first occur after that are counted together.
 */
public final class ValueCounts {
    /** The maximum number of distinct values. */
    public static final int MAX_VALUES = 100_000;

    private static final long MAX_CHARS = 32_000_000;
    /** The maximum number of pairs of an interval and a value. */
    private static final int MAX_CELLS = 500_000;

    private static final long MILLIS = 1_000;
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

    /** A value with the number of its events, and the earliest and the latest of their times. */
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

        /** {@return the value as text, in the form in which a condition finds it} */
        public String label() {
            return label;
        }

        /** {@return the value, as plain data} */
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
     * The events of one interval.
     *
     * @param start the beginning of the interval
     * @param counts the numbers of events of the columns, in their order
     * @param others the number of events with other values
     * @param total the number of all events
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
     * Creates counts.
     *
     * @param every the length of the intervals, whole milliseconds; null for none
     * @param zone the zone in which intervals begin at whole multiples of their length
     */
    public ValueCounts(@Nullable Duration every, ZoneId zone) {
        this.every = every;
        this.zone = zone;
    }

    /** Counts an event with a value, or with {@link PayloadPath#NOTHING}. */
    public void add(@Nullable Object value, Instant time) {
        Tally tally = value == PayloadPath.NOTHING ? without : tally(value);
        tally.add(time);
        if (every != null) {
            Map<Integer, Long> interval = intervals.computeIfAbsent(start(time, every, zone), start -> new HashMap<>());
            if (interval.merge(tally.index, 1L, Long::sum) == 1 && ++cells > MAX_CELLS) {
                throw new CommandFailure("there are more than " + MAX_CELLS + " counts of a value in an interval;"
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

    /** Returns the text of a value. A string that would read as another value is in quotes, so that no two are alike. */
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

    /** Returns whether a text reads as a number, or looks like a string in quotes, a map or a list. */
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
     * Returns the beginning of the interval of a time: the last whole multiple of its length since 1970-01-01T00:00 on the
     * local clock. In an hour that occurs twice, intervals of up to an hour occur twice as well.
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
            return time; // at the very limits of Instant, zones have no dates: the time is an interval of its own
        }
    }

    /** {@return the values, the most frequent first, without those that are counted together} */
    public List<Tally> values() {
        List<Tally> values = new ArrayList<>(tallies.values());
        values.sort(Comparator.comparingLong(Tally::count).reversed().thenComparing(Tally::label));
        return values;
    }

    /** {@return the events without the property} */
    public Tally without() {
        return without;
    }

    /** {@return the events with values that are counted together, because there are too many values} */
    public Tally rest() {
        return rest;
    }

    /** {@return the number of all events} */
    public long total() {
        return tallies.values().stream().mapToLong(Tally::count).sum() + without.count + rest.count;
    }

    /**
     * Returns the intervals that have events, in the order of time.
     *
     * @param columns the values with a column of their own
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
