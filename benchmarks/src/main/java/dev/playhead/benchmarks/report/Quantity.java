package dev.playhead.benchmarks.report;

import java.util.Locale;

/** The kinds of measured quantities. Each kind formats its values as text. */
public enum Quantity {
    /** A time, given in nanoseconds. */
    NANOS {
        @Override
        String measured(double value) {
            double size = Math.abs(value);
            if (size < 1_000) {
                return digits(value) + " ns";
            }
            if (size < 1e6) {
                return digits(value / 1e3) + " µs";
            }
            return size < 1e9 ? digits(value / 1e6) + " ms" : digits(value / 1e9) + " s";
        }
    },
    /** A size, given in bytes. */
    BYTES {
        @Override
        String measured(double value) {
            double size = Math.abs(value);
            if (size < 10_000) {
                return digits(value) + " B";
            }
            return size < 1e6 ? digits(value / 1e3) + " kB" : digits(value / 1e6) + " MB";
        }
    },
    /** A rate in events per second. */
    RATE {
        @Override
        String measured(double value) {
            return value < 1e6 ? digits(value / 1e3) + " k/s" : digits(value / 1e6) + " M/s";
        }
    },
    /** The ratio of one figure to another. */
    RATIO {
        @Override
        String measured(double value) {
            return (value < 10 ? String.format(Locale.ROOT, "%.2f", value) : digits(value)) + "×";
        }
    },
    /** A count. */
    COUNT {
        @Override
        String measured(double value) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
    };

    abstract String measured(double value);

    /** {@return a value as text; a dash if the value was not measured} */
    public String text(double value) {
        return Figures.isMeasured(value) ? measured(value) : "–";
    }

    /** {@return a number as text: below 100 with at most three significant digits, otherwise without decimals} */
    private static String digits(double value) {
        double size = Math.abs(value);
        if (size < 9.995) {
            return trimmed(String.format(Locale.ROOT, "%.2f", value));
        }
        if (size < 99.95) {
            return trimmed(String.format(Locale.ROOT, "%.1f", value));
        }
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String trimmed(String decimal) {
        String shorter = decimal.replaceAll("\\.?0+$", "");
        return "-0".equals(shorter) ? "0" : shorter;
    }
}
