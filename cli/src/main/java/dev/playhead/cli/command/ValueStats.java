package dev.playhead.cli.command;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.option.Subject;
import dev.playhead.cli.option.TimeArgument;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Table;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.cli.view.ValueCounts;
import dev.playhead.cli.view.ValueCounts.Interval;
import dev.playhead.cli.view.ValueCounts.Tally;
import dev.playhead.io.Csv;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options and output of statistics by a value, such as the user or session. */
final class ValueStats {
    private static final Duration LEAST = Duration.ofMillis(1);

    /** The maximum number of counts in the intervals of an answer. It limits the memory for the answer. */
    private static final int MAX_ANSWERED_COUNTS = 1_000_000;

    /** The minimum and maximum width of a column of counts. A longer title is cut. */
    private static final int MIN_COLUMN = 6;

    private static final int MAX_COLUMN = 14;
    /** The total width of the three other columns: interval, total and others. */
    private static final int OTHER_COLUMNS = 45;

    @Option(
            names = "--by",
            order = 10,
            paramLabel = "PATH",
            converter = Subject.Converter.class,
            description = "Count the events by a value, with the first and last time of each: by a dotted path in the"
                    + " payload, by type, source or metadata.NAME. payload.type means the payload field type.")
    private @Nullable Subject subject;

    @Option(
            names = "--every",
            order = 11,
            paramLabel = "LENGTH",
            converter = TimeArgument.LengthConverter.class,
            description = "With --by: count them in intervals of this length, such as 1m, 1h or 1d, that begin at"
                    + " whole multiples of it in the time zone.")
    private @Nullable Duration every;

    @Option(
            names = "--csv",
            order = 12,
            description = "With --by: print CSV (RFC 4180). An apostrophe is put before values that a"
                    + " spreadsheet would treat as formulas.")
    private boolean csv;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    boolean isGiven() {
        return subject != null;
    }

    void check() {
        if (subject == null && (every != null || csv)) {
            throw new ParameterException(
                    spec.commandLine(),
                    (every != null ? "--every" : "--csv")
                            + " needs --by PATH, such as --by type or --by metadata.user");
        }
        if (every != null && (every.compareTo(LEAST) < 0 || !every.equals(Duration.ofMillis(every.toMillis())))) {
            throw new ParameterException(spec.commandLine(), "--every takes whole milliseconds, such as 500ms or 1m");
        }
    }

    /** Reads a file once, and prints the counts. */
    void run(EventFile file, int top, Session session) {
        Subject by = java.util.Objects.requireNonNull(subject, "subject");
        ValueCounts counts = new ValueCounts(every, session.zone());
        EventFile.Reading reading =
                file.read(session, event -> counts.add(session.cut(by.of(event)), event.timestamp()));
        List<Tally> values = counts.values();
        List<Tally> columns = values.subList(0, Math.min(top, values.size()));
        if (session.json()) {
            Map<String, @Nullable Object> data = data(by, counts, values, columns, session);
            reading.missing().addTo(data);
            session.printJson(data);
        } else if (every != null) {
            printIntervals(by, counts, values, columns, session);
        } else if (csv) {
            printCsv(counts, values, session);
        } else {
            print(by, counts, values, columns, session);
        }
        if (counts.rest().count() > 0) {
            session.note("note: there are more than " + Text.count(values.size()) + " values; "
                    + Text.count(counts.rest().count(), "event") + " with further values are counted together as ...");
        }
        file.noteMissing(reading.missing(), session);
    }

    private void print(Subject by, ValueCounts counts, List<Tally> values, List<Tally> shown, Session session) {
        Style style = session.style();
        printHead(by, counts, values.size(), session);
        if (shown.isEmpty()) {
            return;
        }
        Table table = new Table(session, by.text(), ">count", ">share", "first", "last")
                .keepWhole(1, 2, 3, 4)
                .leaveOut(4, 3)
                .style(2, style::dim)
                .style(3, style::dim)
                .style(4, style::dim);
        for (Tally tally : shown) {
            table.row(row(tally, counts.total(), session));
        }
        if (counts.rest().count() > 0) {
            table.row(row(counts.rest(), counts.total(), session));
        }
        table.print("  ");
        if (values.size() > shown.size()) {
            session.out()
                    .line(style.dim("  and " + Text.count(values.size() - shown.size()) + " more; --top N shows more"));
        }
    }

    private static void printHead(Subject by, ValueCounts counts, int values, Session session) {
        long without = counts.without().count();
        session.out()
                .line(session.style().bold(Text.count(values, "value")) + " in "
                        + Text.count(counts.total() - without, "event")
                        + (without == 0 ? "" : ", " + Text.count(without) + " more without " + Text.safe(by.text()))
                        + session.style().dim("  times in " + session.zone()));
    }

    private static String[] row(Tally tally, long total, Session session) {
        return new String[] {
            tally.label(),
            Text.count(tally.count()),
            String.format(Locale.ROOT, "%.1f%%", 100.0 * tally.count() / total),
            Times.local(tally.first(), session.zone()),
            Times.local(tally.last(), session.zone())
        };
    }

    private static void printCsv(ValueCounts counts, List<Tally> values, Session session) {
        session.out().text(Csv.line("value", "count", "share", "first", "last"));
        List<Tally> rows = new ArrayList<>(values);
        if (counts.rest().count() > 0) {
            rows.add(counts.rest());
        }
        for (Tally tally : rows) {
            session.out()
                    .text(Csv.line(
                            tally.label(),
                            Long.toString(tally.count()),
                            share(tally, counts),
                            Times.complete(tally.first(), session.zone()),
                            Times.complete(tally.last(), session.zone())));
        }
    }

    private static String share(Tally tally, ValueCounts counts) {
        return String.format(Locale.ROOT, "%.6f", (double) tally.count() / counts.total());
    }

    private void printIntervals(
            Subject by, ValueCounts counts, List<Tally> values, List<Tally> columns, Session session) {
        List<Tally> shown = csv ? columns : fitting(columns, session);
        List<String> titles = new ArrayList<>(List.of("interval", "total"));
        shown.forEach(column -> titles.add(column.label()));
        titles.add("others");
        List<Interval> intervals = counts.intervals(shown);
        if (csv) {
            session.out().text(Csv.line(titles.toArray(String[]::new)));
            for (Interval interval : intervals) {
                List<String> cells = cells(interval, Times.complete(interval.start(), session.zone()));
                session.out().text(Csv.line(cells.toArray(String[]::new)));
            }
            return;
        }
        printHead(by, counts, values.size(), session);
        for (int i = 1; i < titles.size(); i++) {
            titles.set(i, ">" + titles.get(i));
        }
        Table table = new Table(session, titles.toArray(String[]::new))
                .keepWhole(0, 1)
                .style(0, session.style()::dim);
        for (Interval interval : intervals) {
            table.row(cells(interval, Times.local(interval.start(), session.zone()))
                    .toArray(String[]::new));
        }
        table.print("  ");
    }

    /** {@return as many of the first columns as fit the terminal if long titles are cut} */
    private static List<Tally> fitting(List<Tally> columns, Session session) {
        int widest = columns.stream()
                .mapToInt(column -> Text.width(Text.safe(column.label())))
                .max()
                .orElse(0);
        int each = Math.max(MIN_COLUMN, Math.min(MAX_COLUMN, widest)) + 2;
        int most = session.columns() == 0 ? columns.size() : Math.max(1, (session.columns() - OTHER_COLUMNS) / each);
        return columns.subList(0, Math.min(most, columns.size()));
    }

    private static List<String> cells(Interval interval, String start) {
        List<String> cells = new ArrayList<>(List.of(start, Long.toString(interval.total())));
        interval.counts().forEach(count -> cells.add(Long.toString(count)));
        cells.add(Long.toString(interval.others()));
        return cells;
    }

    private Map<String, @Nullable Object> data(
            Subject by, ValueCounts counts, List<Tally> values, List<Tally> columns, Session session) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("by", by.text());
        data.put("zone", session.zone().getId());
        data.put("events", counts.total());
        data.put("without", counts.without().count());
        data.put("distinct", (long) values.size());
        data.put("rest", counts.rest().count());
        data.put(
                "values",
                values.stream().map(tally -> data(tally, counts, session)).toList());
        if (every != null) {
            if (session.answers() != null && (long) counts.intervalCount() * columns.size() > MAX_ANSWERED_COUNTS) {
                throw new CommandFailure("there are " + Text.count(counts.intervalCount(), "interval") + " with "
                        + Text.count(columns.size(), "value") + " each, which are too many; use a longer every, or a"
                        + " smaller top");
            }
            data.put("every", every.toString());
            data.put("columns", columns.stream().map(Tally::value).toList());
            data.put(
                    "intervals",
                    counts.intervals(columns).stream()
                            .map(interval -> data(interval, session))
                            .toList());
        }
        return data;
    }

    private static Map<String, @Nullable Object> data(Tally tally, ValueCounts counts, Session session) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("value", tally.value());
        data.put("count", tally.count());
        data.put("share", (double) tally.count() / counts.total());
        data.put("first", Times.complete(tally.first(), session.zone()));
        data.put("last", Times.complete(tally.last(), session.zone()));
        return data;
    }

    private static Map<String, @Nullable Object> data(Interval interval, Session session) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("start", Times.complete(interval.start(), session.zone()));
        data.put("total", interval.total());
        data.put("counts", interval.counts());
        data.put("others", interval.others());
        return data;
    }
}
