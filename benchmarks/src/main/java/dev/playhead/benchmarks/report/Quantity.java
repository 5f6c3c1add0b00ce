package dev.playhead.benchmarks.report;

import java.util.Locale;

/** How a figure is written for people. */
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
    /** A size. */
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
    /** Events a second. */
    RATE {
        @Override
        String measured(double value) {
            return value < 1e6 ? digits(value / 1e3) + " k/s" : digits(value / 1e6) + " M/s";
        }
    },
    /** One figure by another. */
    RATIO {
        @Override
        String measured(double value) {
            return (value < 10 ? String.format(Locale.ROOT, "%.2f", value) : digits(value)) + "×";
        }
    },
    /** A number of things. */
    COUNT {
        @Override
        String measured(double value) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
    };

    abstract String measured(double value);

    /** The figure as text; a dash for one that was not measured. */
    public String text(double value) {
        return Figures.isMeasured(value) ? measured(value) : "–";
    }

    /** Three significant digits at most, so that noise does not look like knowledge. */
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
