package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.Enough;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.EventLines;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.cli.output.EventPrinter;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that finds events. */
@Command(
        name = "search",
        header = "Print the events that match all conditions, one per line.",
        description = {
            "",
            "A line has the event's id, time, source, type and payload; --json prints complete events.",
            "",
            "Exit code 0 even if nothing is found; this is reported on standard error.",
            ""
        },
        footer = {
            "  playhead search orders.jsonl --type 'cell:*' --source user",
            "  playhead search orders.jsonl --where rowId=ORD-7 --where columnId=price",
            "  playhead search orders.jsonl --since 10:42 --until 10:45",
            "  playhead search orders.jsonl --since -5m --last 20",
            "  playhead search orders.playhead --session 3 --type error",
            "  playhead search orders.jsonl --where newValue=null --json | jq .payload",
            "  cat monday.jsonl tuesday.jsonl | playhead search - --type error"
        })
public final class SearchCommand implements Callable<Integer> {
    /**
     * The number of first events that determine the widths of the columns. These events are printed when the widths are
     * known.
     */
    private static final int MEASURED = 40;

    @Mixin
    private EventFile file;

    @Mixin
    private FilterOptions filters;

    @Option(
            names = {"-n", "--limit"},
            order = 16,
            paramLabel = "N",
            description = "At most the first N events found.")
    private @Nullable Integer limit;

    @Option(names = "--last", order = 17, paramLabel = "N", description = "At most the last N events found.")
    private @Nullable Integer last;

    @Option(names = "--count", order = 18, description = "Print only the number of matching events.")
    private boolean countOnly;

    @Spec
    private CommandSpec spec;

    private final Session session;

    public SearchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        check();
        Results results = new Results(session.json() && !countOnly ? new EventLines(session) : null);
        MissingEvents missing = MissingEvents.NONE;
        try {
            missing = search(results);
            if (last != null) {
                results.missing(results.lookedAt(missing));
            }
        } finally {
            results.printKept();
        }
        results.end(missing);
        if (countOnly) {
            session.out().line(Long.toString(results.count));
        } else if (results.count == 0) {
            session.note("no events match" + filters.hint());
        }
        file.noteMissing(results.lookedAt(missing), session);
        return 0;
    }

    private void check() {
        if (limit != null && last != null) {
            throw new ParameterException(spec.commandLine(), "--limit and --last cannot be used together");
        }
        if ((limit != null && limit < 1) || (last != null && last < 1)) {
            throw new ParameterException(spec.commandLine(), "--limit and --last need a positive number");
        }
    }

    /** Searches the file, and returns its missing events. */
    private MissingEvents search(Results results) {
        filters.check(file);
        if (file.isIndexed() || filters.needsHistory()) {
            try (EventHistory history = file.load(session)) {
                return search(history, filters.filter(history, file.shownName(), session.zone()), results);
            }
        }
        EventFilter filter = filters.filter(session.zone());
        boolean needsData = !countOnly || filters.needPayload();
        return file.read(
                        session,
                        results::missing,
                        event -> {
                            if (filter.test(event)) {
                                results.add(event);
                                if (results.isFull()) {
                                    throw Enough.INSTANCE;
                                }
                            }
                        },
                        type -> needsData && filters.mayMatch(type))
                .missing();
    }

    private MissingEvents search(EventHistory history, EventFilter filter, Results results) {
        if (countOnly && limit == null && last == null) {
            results.count = history.count(filter);
        } else if (last != null) {
            history.latest(filter, last).forEach(results::add);
        } else {
            long most = limit == null ? Long.MAX_VALUE : limit;
            EventFile.pass(history, filter, most, results::missing, results::add);
        }
        return MissingEvents.of(history);
    }

    /**
     * The found events. If only the last events are requested, they are kept until the end. Otherwise they are printed
     * immediately, except the events that determine the widths of the columns.
     */
    private final class Results {
        private final EventPrinter lines = new EventPrinter(session);
        private final @Nullable EventLines json;
        private final List<RecordedEvent> first = new ArrayList<>();
        private final Deque<RecordedEvent> kept = new ArrayDeque<>();
        private long lastSequence = -1;
        private long count;

        /** Creates results with an output for JSON; null if events are printed as text, or only counted. */
        Results(@Nullable EventLines json) {
            this.json = json;
        }

        /** Passes the known missing events to the JSON output, if any. Called before later events are written. */
        void missing(MissingEvents missing) {
            if (json != null) {
                json.missing(missing);
            }
        }

        /** {@return the missing events in the searched range} */
        MissingEvents lookedAt(MissingEvents missing) {
            MissingEvents upTo = isFull() ? missing.upTo(lastSequence) : missing;
            return last != null && kept.size() == last
                    ? upTo.from(kept.element().sequence())
                    : upTo;
        }

        void add(RecordedEvent event) {
            count++;
            lastSequence = event.sequence();
            if (last == null) {
                // Events from a pipe may arrive slowly, and are printed as they arrive.
                boolean onTerminal = session.terminal().columns() > 0 && !session.json();
                if (onTerminal && !file.isStandardInput() && count <= MEASURED) {
                    first.add(event);
                } else {
                    printFirst();
                    print(event);
                }
                if (onTerminal && file.isStandardInput()) {
                    flush();
                }
                return;
            }
            kept.addLast(event);
            if (kept.size() > last) {
                kept.removeFirst();
                count--;
            }
        }

        boolean isFull() {
            return limit != null && count >= limit;
        }

        private void flush() {
            try {
                session.out().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void print(RecordedEvent event) {
            if (countOnly) {
                return;
            }
            if (json != null) {
                json.write(event);
            } else {
                lines.print(event);
            }
        }

        private void measure(Collection<RecordedEvent> sample) {
            if (json == null && !countOnly) {
                lines.measure(sample);
            }
        }

        private void printFirst() {
            if (!first.isEmpty()) {
                measure(first);
                first.forEach(this::print);
                first.clear();
            }
        }

        void printKept() {
            printFirst();
            measure(kept);
            kept.forEach(this::print);
        }

        /** Ends the JSON output, if any, with the missing events that follow the last printed event. */
        void end(MissingEvents missing) {
            if (json != null) {
                missing(lookedAt(missing));
                json.close();
            }
        }
    }
}
