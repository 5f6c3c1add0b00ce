package dev.playhead.block;

import dev.playhead.event.GridEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The timestamps of a block: one column in the largest unit that preserves the timestamps exactly, or two columns, for
 * seconds and for nanoseconds.
 */
final class TimeColumn {
    private static final int SECONDS = 0;
    private static final int MILLIS = 1;
    private static final int MICROS = 2;
    private static final int NANOS = 3;
    /**
     * The unit code of separate columns for seconds and nanoseconds. Used if times are too far from 1970 for one
     * column.
     */
    private static final int APART = 4;

    private static final int[] PER_SECOND = {1, 1_000, 1_000_000, 1_000_000_000};

    private static final int DECODE_FROM_READS = 32;

    private final int unit;
    private final LongColumn times;
    private final @Nullable LongColumn nanos;
    /** The number of reads of single times. A race may lose a count; all times are then decoded slightly later. */
    private int reads;
    /** All times; null until {@link #decodeAll}, a search by time, or many reads of single times have decoded them. */
    private volatile long @Nullable [] decoded;

    private TimeColumn(int unit, LongColumn times, @Nullable LongColumn nanos) {
        this.unit = unit;
        this.times = times;
        this.nanos = nanos;
    }

    static TimeColumn read(ByteSource source, int rows) {
        int unit = source.upTo(APART, "timeUnit");
        LongColumn times = LongColumn.read(source, rows);
        return new TimeColumn(unit, times, unit == APART ? LongColumn.read(source, rows) : null);
    }

    static void write(ByteSink sink, GridEvent[] events, int size, LongColumnWriter columns, long[] scratch) {
        int unit = unitOf(events, size);
        sink.u8(unit);
        times(events, size, unit, scratch);
        columns.write(sink, scratch, size);
        if (unit == APART) {
            nanos(events, size, scratch);
            columns.write(sink, scratch, size);
        }
    }

    private static void times(GridEvent[] events, int size, int unit, long[] into) {
        for (int i = 0; i < size; i++) {
            Instant time = events[i].timestamp();
            into[i] = unit == APART ? time.getEpochSecond() : floor(time, unit);
        }
    }

    @SuppressWarnings("JavaInstantGetSecondsGetNano") // the seconds were written before
    private static void nanos(GridEvent[] events, int size, long[] into) {
        for (int i = 0; i < size; i++) {
            into[i] = events[i].timestamp().getNano();
        }
    }

    @SuppressWarnings("JavaInstantGetSecondsGetNano") // only the fraction determines the unit
    private static int unitOf(GridEvent[] events, int size) {
        int unit = SECONDS;
        for (int i = 0; i < size; i++) {
            int nanos = events[i].timestamp().getNano();
            while (nanos % (PER_SECOND[NANOS] / PER_SECOND[unit]) != 0) {
                unit++;
            }
        }
        for (int i = 0; i < size; i++) {
            if (!inRange(events[i].timestamp(), unit)) {
                return APART;
            }
        }
        return unit;
    }

    /** Returns whether a time in the given unit fits a long, with one second to spare for the fraction. */
    private static boolean inRange(Instant time, int unit) {
        return Math.abs(time.getEpochSecond()) < Long.MAX_VALUE / PER_SECOND[unit] - 1;
    }

    private static long floor(Instant time, int unit) {
        return time.getEpochSecond() * PER_SECOND[unit] + time.getNano() / (PER_SECOND[NANOS] / PER_SECOND[unit]);
    }

    Instant get(int row) {
        if (nanos != null) {
            return Instant.ofEpochSecond(times.get(row), nanos.get(row));
        }
        long time = time(row);
        // Division by a constant takes a third of the time of division by a variable.
        return switch (unit) {
            case SECONDS -> Instant.ofEpochSecond(time);
            case MILLIS -> Instant.ofEpochMilli(time);
            case MICROS ->
                Instant.ofEpochSecond(Math.floorDiv(time, 1_000_000L), Math.floorMod(time, 1_000_000L) * 1_000);
            default -> Instant.ofEpochSecond(Math.floorDiv(time, 1_000_000_000L), Math.floorMod(time, 1_000_000_000L));
        };
    }

    /**
     * Checks that reading any row cannot fail. Throws a {@link CorruptBlockException} if a number cannot be read.
     *
     * @throws java.time.DateTimeException if a number is not a valid time
     * @throws ArithmeticException if a number is not a valid time
     */
    void check() {
        if (decoded == null) {
            times.check();
        }
        if (nanos != null || unit == SECONDS) { // in smaller units, every number is a valid time
            for (int row = 0; row < times.rows; row++) {
                Instant unused = get(row);
            }
        }
    }

    private long time(int row) {
        long[] all = decoded;
        if (all != null) {
            return all[row];
        }
        return ++reads < DECODE_FROM_READS ? times.get(row) : decoded()[row];
    }

    private long[] decoded() {
        long[] all = decoded;
        if (all == null) {
            all = times.decode();
            decoded = all;
        }
        return all;
    }

    /**
     * Decodes all times at once, which costs less than decoding them one by one. Does nothing if seconds and
     * nanoseconds are in separate columns.
     */
    void decodeAll() {
        if (nanos == null) {
            decoded();
        }
    }

    /** Returns the positions of the events with a timestamp at or before the given time. */
    long[] atOrBefore(Instant time) {
        long[] set = BitPacking.newSet(times.rows);
        if (nanos != null) {
            for (int row = 0; row < times.rows; row++) {
                if (!get(row).isAfter(time)) {
                    BitPacking.add(set, row);
                }
            }
            return set;
        }
        long last =
                inRange(time, unit) ? floor(time, unit) : time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        long[] values = decoded();
        for (int row = 0; row < values.length; row++) {
            if (values[row] <= last) {
                BitPacking.add(set, row);
            }
        }
        return set;
    }
}
