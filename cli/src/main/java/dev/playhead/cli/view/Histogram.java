package dev.playhead.cli.view;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Methods that print charts: a timeline with columns, and horizontal bars. */
public final class Histogram {
    private static final String BLOCKS = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final String LEFT_BLOCKS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589\u2588";
    private static final int HEIGHT = 5;

    private Histogram() {}

    /**
     * {@return the index of the bin that contains the time, if the range from {@code first} to {@code last} is divided
     * into equal bins}
     */
    public static int bin(Instant time, Instant first, Instant last, int bins) {
        double whole = seconds(first, last);
        return whole <= 0 ? 0 : (int) Math.min(bins - 1L, (long) (seconds(first, time) / whole * bins));
    }

    private static double seconds(Instant from, Instant to) {
        return (double) (to.getEpochSecond() - from.getEpochSecond()) + (to.getNano() - from.getNano()) / 1e9;
    }

    /** {@return the number of timeline columns that fit on the terminal} */
    public static int bins(Session session) {
        return session.terminal().pictureColumns() - 12;
    }

    public static void printTimeline(Session session, StatsCollector.Timeline timeline) {
        List<Long> counts = timeline.counts();
        Instant first = timeline.from();
        Instant last = timeline.to();
        Style style = session.style();
        long most = counts.stream().mapToLong(Long::longValue).max().orElse(0);
        for (int row = HEIGHT - 1; row >= 0; row--) {
            StringBuilder line = new StringBuilder();
            for (long count : counts) {
                line.append(cell(count, most, row, session.ascii()));
            }
            String label = row == HEIGHT - 1 ? Text.count(most) : "";
            session.out()
                    .line("  " + style.dim(Text.pad(label, 7, true)) + " "
                            + style.green(line.toString().stripTrailing()));
        }
        String from = Times.local(first, session.zone());
        String to = Times.local(last, session.zone());
        // If both times are on the same day, the date is omitted here, because callers print it above the chart.
        if (from.length() > 11 && to.length() > 11 && from.regionMatches(0, to, 0, 11)) {
            from = from.substring(11);
            to = to.substring(11);
        } else if (counts.size() < 50) {
            from = from.substring(0, Math.min(10, from.length()));
            to = to.substring(0, Math.min(10, to.length()));
        }
        Duration each = Duration.between(first, last).dividedBy(Math.max(1, counts.size()));
        String middle = "each column " + Times.length(each);
        int room = counts.size() - from.length() - to.length();
        String between = room > middle.length() + 2
                ? " ".repeat((room - middle.length()) / 2)
                        + middle
                        + " ".repeat(room - middle.length() - (room - middle.length()) / 2)
                : " ".repeat(Math.max(1, room));
        session.out().line("          " + style.dim(from + between + to));
        if (timeline.before() + timeline.after() > 0) {
            session.out()
                    .line("          "
                            + style.dim(Text.count(timeline.before(), "event") + " earlier and "
                                    + Text.count(timeline.after()) + " later are not shown"));
        }
    }

    /**
     * {@return the character of a column in a row of the timeline} If the count is above 0, the column is always
     * visible.
     */
    private static char cell(long count, long most, int row, boolean ascii) {
        return cell((double) count / Math.max(1, most), row, HEIGHT, ascii);
    }

    /**
     * Returns the character of a column in a row of a chart.
     *
     * @param share the height of the column, from 0 to 1; 1 for the full height of the chart
     * @param row the row, counted from 0 at the bottom
     * @param rows the number of rows of the chart
     * @param ascii whether only ASCII characters may be used
     * @return the character
     */
    public static char cell(double share, int row, int rows, boolean ascii) {
        int steps = ascii ? 2 : 8;
        long height = share <= 0 ? 0 : Math.max(1, Math.round(share * rows * steps));
        int level = (int) Math.max(0, Math.min(steps, height - (long) row * steps));
        return ascii ? " .#".charAt(level) : BLOCKS.charAt(level);
    }

    /** A bar: its label, and the count that the bar represents. */
    public record Bar(String label, long count) {}

    /**
     * {@return a bar for each label and count, the greatest counts first; bars with equal counts are ordered by label}
     */
    public static List<Bar> bars(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> new Bar(entry.getKey(), entry.getValue()))
                .toList();
    }

    public static void printBars(Session session, List<Bar> bars, long total) {
        int labelWidth = Math.min(
                28,
                bars.stream()
                        .mapToInt(bar -> Text.width(Text.safe(bar.label())))
                        .max()
                        .orElse(0));
        int barWidth = Math.max(8, session.terminal().pictureColumns() - labelWidth - 24);
        long most = bars.stream().mapToLong(Bar::count).max().orElse(1);
        for (Bar bar : bars) {
            String label =
                    Text.pad(Text.fit(Text.safe(bar.label()), labelWidth, session.ellipsis()), labelWidth, false);
            String percent = String.format(java.util.Locale.ROOT, "%5.1f%%", 100.0 * bar.count() / total);
            session.out()
                    .line("  " + label + " " + Text.pad(Text.count(bar.count()), 10, true) + " "
                            + session.style().dim(percent) + "  "
                            + session.style().blue(bar(bar.count(), most, barWidth, session.ascii())));
        }
    }

    private static String bar(long count, long most, int width, boolean ascii) {
        double length = (double) count / most * width;
        if (ascii) {
            return "#".repeat((int) Math.max(1, Math.round(length)));
        }
        long eighths = Math.max(1, Math.round(length * 8));
        int rest = (int) (eighths % 8);
        return "\u2588".repeat((int) (eighths / 8)) + (rest == 0 ? "" : LEFT_BLOCKS.charAt(rest));
    }
}
