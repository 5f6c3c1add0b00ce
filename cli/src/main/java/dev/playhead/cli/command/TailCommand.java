package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.Ending;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.cli.output.EventPrinter;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that prints the last events, and optionally new events as they are recorded. */
@Command(
        name = "tail",
        header = "Print the last events of a Playhead file, and follow new events.",
        description = {
            "",
            "With -f, the command continues with the events that the recording program commits, until Ctrl-C. If the"
                    + " reader of the output closes the pipe, as head does, the command ends at the next event.",
            ""
        },
        footer = {
            "  playhead tail orders.playhead",
            "  playhead tail -f orders.playhead --type error",
            "  playhead tail -f orders.playhead -n 0 --where rowId=ORD-7",
            "  playhead tail -f orders.playhead --json | ./my-program"
        })
public final class TailCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);

    @Mixin
    private PlayheadFile file;

    @Option(
            names = {"-f", "--follow"},
            order = 1,
            description = "Continue with new events as they are recorded.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            order = 2,
            paramLabel = "N",
            defaultValue = "10",
            description = "The number of latest events to print first; default ${DEFAULT-VALUE}.")
    private int count;

    @Mixin
    private FilterOptions filters;

    @Spec
    private CommandSpec spec;

    private final Session session;
    private MissingEvents missing = MissingEvents.NONE;

    public TailCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (count < 0) {
            throw new ParameterException(spec.commandLine(), "-n " + count + " is negative");
        }
        Ending ending = session.ending();
        try (EventHistory history = file.read(session);
                EventSerializer.Writer json = EventSerializer.writer(session.out(), ExportFormat.JSON_LINES)) {
            EventFilter filter = filters.filter(history, file.name, session.zone());
            EventPrinter lines = new EventPrinter(session);
            Consumer<RecordedEvent> print = session.json() ? json::write : lines::print;
            long last = history.durableSequence();
            if (last >= 0) {
                EventFilter until = EventFilter.sequenceBetween(0, last);
                List<RecordedEvent> latest = history.latest(until.and(filter), count);
                lines.measure(latest);
                long first = latest.size() < count
                        ? 0
                        : count == 0 ? last + 1 : latest.get(0).sequence();
                // With --follow, a break after the last event is noted when the next event arrives.
                noteMissing(MissingEvents.of(history).from(first).upTo(follow ? last : Long.MAX_VALUE), json);
                latest.forEach(print);
            }
            if (follow) {
                follow(history, filter, last + 1, print, json, ending);
            }
        }
        return 0;
    }

    /**
     * Reports the events missing in the printed range. Prints no note on lost events, because {@link PlayheadFile}
     * prints warnings about these.
     */
    private void noteMissing(MissingEvents among, EventSerializer.Writer json) {
        among.only(one -> true, gap -> false).note(session);
        missing = missing.and(among);
        if (session.json()) {
            missing.passTo(json);
        }
    }

    private void follow(
            EventHistory history,
            EventFilter filter,
            long from,
            Consumer<RecordedEvent> print,
            EventSerializer.Writer json,
            Ending ending) {
        long next = from;
        do {
            long last = history.durableSequence();
            if (last >= next) {
                EventFilter fresh = EventFilter.sequenceBetween(next, last);
                warnOfGap(history, fresh, next);
                noteMissing(MissingEvents.of(history).from(next).upTo(last), json);
                history.events(fresh.and(filter)).forEach(print);
                next = last + 1;
            }
            flush(json);
        } while (!ending.await(POLL));
    }

    /** Warns of events that retention dropped before they could be printed. */
    private void warnOfGap(EventHistory history, EventFilter fresh, long next) {
        for (RecordedEvent first : history.getEvents(fresh, 1)) {
            if (first.sequence() > next) {
                session.note("note: events " + next + ".." + (first.sequence() - 1) + " are no longer in the file");
            }
        }
    }

    private void flush(EventSerializer.Writer json) {
        try {
            json.flush();
            session.out().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
