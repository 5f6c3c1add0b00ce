package dev.playhead.cli.command;

import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.output.Output;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.cli.view.GridMisfits;
import dev.playhead.cli.view.Histogram;
import dev.playhead.cli.view.StatsCollector;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that summarizes the contents of a file. */
@Command(
        name = "stats",
        header = "Summarize a file, or count its events by a value.",
        description = {
            "",
            "Prints the number of events, the time range, the types and the sources. With --by, prints the number of"
                    + " events for each value of a field, such as each user or session, the most frequent value first.",
            ""
        },
        footer = {
            "  playhead stats orders.jsonl",
            "  playhead stats orders.jsonl.gz --top 30 --zone UTC",
            "  playhead stats orders.jsonl --json | jq .types",
            "  playhead stats orders.jsonl --by metadata.user",
            "  playhead stats orders.jsonl --by metadata.session --every 1h --csv > s.csv"
        })
public final class StatsCommand implements Callable<Integer> {
    private static final int JSON_BINS = 60;
    private static final int MAX_MISSING = 5;

    @Mixin
    private EventFile file;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "10",
            description = "The number of types and sources, or of values, to show; default ${DEFAULT-VALUE}.")
    private int top;

    @Option(
            names = "--misfits",
            description = {
                "For a Playhead file, also read each event, to list grid events that do not fit their type. For event"
                        + " files, this is always done."
            })
    private boolean lookForMisfits;

    @Mixin
    private ValueStats values = new ValueStats();

    @Spec
    private CommandSpec spec;

    private final Session session;

    public StatsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (top < 1) {
            throw new ParameterException(spec.commandLine(), "--top " + top + " is not positive");
        }
        values.check();
        if (values.isGiven()) {
            if (lookForMisfits) {
                throw new ParameterException(spec.commandLine(), "--misfits and --by cannot be used together");
            }
            values.run(file, top, session);
            return 0;
        }
        StatsCollector stats = new StatsCollector();
        GridMisfits misfits = new GridMisfits();
        EventFile.Reading reading = looksForMisfits()
                ? file.read(
                        session,
                        missing -> {},
                        event -> {
                            stats.add(event);
                            misfits.add(event);
                        },
                        misfits::concerns)
                : file.readTimes(session, stats::addTime, stats::addCounts);
        if (session.json()) {
            session.printJson(data(stats, misfits, reading));
        } else {
            print(stats, reading);
            misfits.printByType(session);
        }
        file.noteMissing(reading.missing(), session);
        return 0;
    }

    private boolean looksForMisfits() {
        return lookForMisfits || !file.isIndexed();
    }

    private void print(StatsCollector stats, EventFile.Reading reading) {
        Style style = session.style();
        Output out = session.out();
        out.line(style.bold(Text.safe(file.shownName())));
        if (stats.events() == 0) {
            out.line("  no events" + (reading.bytes() == 0 ? ", the file is empty" : ""));
            return;
        }
        Duration length = Duration.between(stats.first(), stats.last());
        fact(
                "events",
                Text.count(stats.events())
                        + style.dim("  ids " + stats.firstId() + " to " + stats.lastId()
                                + (stats.missing() == 0
                                        ? ""
                                        : ", " + Text.count(stats.missing()) + " not in the file")));
        fact("from", Times.local(stats.first(), session.zone()) + style.dim("  " + session.zone()));
        fact("to", Times.local(stats.last(), session.zone()) + style.dim("  " + Times.length(length) + " later"));
        fact(
                "order",
                Text.count(stats.outOfOrder()) + " out of order, " + Text.count(stats.repeatedTimes())
                        + " repeated times");
        reading.missing().list(session, MAX_MISSING, this::factLine, 12);
        fact(
                "size",
                Text.bytes(reading.bytes()) + style.dim("  " + reading.bytes() / stats.events() + " bytes per event"));
        if (reading.rejected() > 0) {
            fact("malformed", style.red(Text.count(reading.rejected())));
        }
        out.line();
        Histogram.printTimeline(session, stats.timeline(Histogram.bins(session)));
        printTop("type", stats.types(), stats.events());
        printTop("source", stats.sources(), stats.events());
    }

    private void fact(String name, String value) {
        session.out().line(factLine(name, value));
    }

    private String factLine(String name, String value) {
        return "  " + session.style().dim(Text.pad(name, 10, false)) + value;
    }

    private void printTop(String noun, List<Histogram.Bar> bars, long total) {
        session.out().line();
        session.out().line(session.style().bold("  " + Text.count(bars.size(), noun)));
        Histogram.printBars(session, bars.subList(0, Math.min(top, bars.size())), total);
        if (bars.size() > top) {
            session.out()
                    .line(session.style().dim("  and " + Text.count(bars.size() - top) + " more; --top N shows more"));
        }
    }

    private Map<String, @Nullable Object> data(StatsCollector stats, GridMisfits misfits, EventFile.Reading reading) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("file", file.name);
        data.put("events", stats.events());
        data.put("malformed", reading.rejected());
        data.put("bytes", reading.bytes());
        if (stats.events() > 0) {
            data.put("zone", session.zone().getId());
            data.put("first", Times.complete(stats.first(), session.zone()));
            data.put("last", Times.complete(stats.last(), session.zone()));
            data.put("firstId", Long.toString(stats.firstId()));
            data.put("lastId", Long.toString(stats.lastId()));
            data.put("missing", stats.missing());
            data.put("outOfOrder", stats.outOfOrder());
            data.put("repeatedTimes", stats.repeatedTimes());
            data.put("types", counts(stats.types()));
            data.put("sources", counts(stats.sources()));
            if (looksForMisfits()) {
                data.put("misfits", misfits.dataByType());
            }
            data.put("timeline", stats.wholeTimeline(JSON_BINS).counts());
        }
        reading.missing().addTo(data);
        return data;
    }

    private static Map<String, @Nullable Object> counts(List<Histogram.Bar> bars) {
        Map<String, @Nullable Object> counts = new LinkedHashMap<>();
        bars.forEach(bar -> counts.put(bar.label(), bar.count()));
        return counts;
    }
}
