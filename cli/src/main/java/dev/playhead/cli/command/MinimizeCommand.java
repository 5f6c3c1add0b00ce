package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.EventHistory.Minimized;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Ending;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.Check;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.EventLines;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.cli.output.EventOutput;
import dev.playhead.cli.output.Progress;
import dev.playhead.cli.output.TestSource;
import dev.playhead.cli.output.Text;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that finds the few events that cause a failure. */
@Command(
        name = "minimize",
        customSynopsis = "playhead minimize FILE --check CLASS --classpath PATH [OPTIONS]",
        header = "Reduce events to a few with which a failure still occurs.",
        description = {
            "",
            "Removes events as long as the check still fails, until every remaining event is needed (delta debugging),"
                    + " and writes the remaining events. The check is a public class that you write, with a public"
                    + " constructor without arguments: a Predicate<List<GridEvent>> that returns true, or a"
                    + " Consumer<List<GridEvent>> that throws, if the events fail. Each run of the check creates a new"
                    + " instance.",
            "",
            "Ctrl-C ends the search and writes the events that remain at that time. Exit code 1 if the check does not"
                    + " fail with all events.",
            ""
        },
        footer = {
            "  playhead minimize orders.jsonl --check com.acme.NoPrice -cp target/classes",
            "  playhead minimize orders.jsonl --type 'cell:*' --check com.acme.NoPrice \\",
            "      --classpath app.jar --to-test src/test/java/com/acme/NoPriceTest.java"
        })
public final class MinimizeCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Option(
            names = "--check",
            order = 1,
            required = true,
            paramLabel = "CLASS",
            description = "The class that decides whether events fail.")
    private String check;

    @Option(
            names = {"--classpath", "-cp"},
            order = 2,
            paramLabel = "PATH",
            description = "The folders and jars with the class and its dependencies, separated by : (on Windows by ;).")
    private String classpath = ".";

    @Option(
            names = {"-o", "--output"},
            order = 3,
            paramLabel = "OUT",
            description = "The file for the remaining events; - for standard output. Default: a file in the folder of"
                    + " the test with --to-test, otherwise -.")
    private @Nullable String output;

    @Option(
            names = "--to-test",
            order = 4,
            paramLabel = "TEST.java",
            description = "Also write a JUnit test with these events, which fails as long as the check fails. Its"
                    + " package is determined by its folder under src/test/java.")
    private @Nullable String test;

    @Mixin
    private FilterOptions filters;

    private final Session session;

    public MinimizeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        filters.check(file);
        TestSource source = test == null ? null : TestSource.of(test);
        String target = output != null ? output : source == null ? "-" : source.eventsFile();
        try (Check loaded = Check.load(check, classpath);
                EventHistory history = file.load(session)) {
            EventFilter filter = filters.filter(history, file.shownName(), session.zone());
            long all = history.count(filter);
            if (all == 0) {
                throw new CommandFailure("there are no such events in " + file.shownName() + filters.hint());
            }
            Minimized few = minimize(history, filter, all, loaded);
            try (EventHistory left = few.history()) {
                write(left, target);
                if (source != null) {
                    source.write(left, loaded, about(left, all));
                }
                MissingEvents missing = MissingEvents.of(history);
                file.noteMissing(missing, session);
                report(few, all, target, missing);
            }
        }
        return 0;
    }

    private void write(EventHistory left, String target) {
        if (session.answers() != null) {
            try (EventLines out = new EventLines(session)) {
                left.getEvents().forEach(out::write);
            }
            return;
        }
        try (EventOutput out = EventOutput.open(session, target, null)) {
            left.getEvents().forEach(out::write);
            out.complete();
        }
    }

    private Minimized minimize(EventHistory history, EventFilter filter, long all, Check loaded) {
        Ending ending = session.ending();
        boolean[] failed = {false};
        try (Progress progress = new Progress(session, "Minimizing", all, "events", 1)) {
            return history.minimize(
                    filter,
                    events -> {
                        boolean fails = loaded.test(events);
                        if (!fails && !failed[0]) {
                            throw new CommandFailure("the check does not fail with all " + Text.count(all, "event")
                                    + " of " + file.shownName() + ", so there is nothing to minimize");
                        }
                        failed[0] = true;
                        return fails;
                    },
                    (done, total) -> {
                        if (session.isStopped()) {
                            return false; // ends the search, and the remaining events are the result
                        }
                        progress.at(done);
                        return !ending.isAsked();
                    });
        }
    }

    private String about(EventHistory left, long all) {
        return "The " + Text.count(left.count(EventFilter.all()), "event") + " of " + Text.count(all) + " with which "
                + check.replace('$', '.') + " still fails.";
    }

    private void report(Minimized few, long all, String target, MissingEvents missing) {
        long left = few.history().count(EventFilter.all());
        if (session.answers() != null || (session.json() && !target.equals("-"))) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("events", all);
            data.put("left", left);
            data.put(
                    "ids",
                    few.history().getEvents().stream().map(RecordedEvent::id).toList());
            data.put("minimal", few.isMinimal());
            data.put("tests", few.tests());
            data.put("output", target);
            data.put("test", test);
            missing.addTo(data);
            session.printJsonRecord(data);
            return;
        }
        String text =
                Text.count(left, "event") + " of " + Text.count(all) + " left, after " + Text.count(few.tests(), "test")
                        + (few.isMinimal() ? "; each of them is needed" : "; stopped early, so fewer may be enough");
        if (target.equals("-")) {
            session.note(text + (test == null ? "" : "; test in " + test));
        } else {
            session.out().line(text);
            session.out()
                    .line(session.style()
                            .dim("events in " + Text.safe(target)
                                    + (test == null ? "" : ", test in " + Text.safe(test))));
        }
    }
}
