package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.cli.option.Moment;
import dev.playhead.cli.option.StateOptions;
import dev.playhead.cli.option.TimeArgument;
import dev.playhead.cli.output.EventDetails;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.view.DifferenceTable;
import dev.playhead.cli.view.FieldDifference;
import dev.playhead.cli.view.StateView;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Steps from event to event. */
@Command(
        name = "step",
        header = "Step from event to event, and show what each one changed.",
        description = {
            "",
            "A step leads to the nearest event after the start, or before it with --back, that meets all conditions. Without conditions, each event is a step. Exit code 1 if there is none in that direction.",
            ""
        },
        footer = {
            "  playhead step orders.jsonl 2040                       the event after 2040",
            "  playhead step orders.jsonl 2040 --back -n 5",
            "  playhead step orders.jsonl 10:42 --type cell:edit     the next edit",
            "  playhead step events.jsonl --by customer.id -n 3      the first three"
        })
public final class StepCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TIME|ID",
            converter = Moment.Converter.class,
            description = "Where to start: an event's id, which is digits only, or a time, such as "
                    + TimeArgument.FORMS + "; default: before the first event, and the end with --back.")
    private @Nullable Moment start;

    @Option(names = "--back", order = 1, description = "Step back.")
    private boolean back;

    @Option(
            names = {"-n", "--steps"},
            order = 2,
            paramLabel = "N",
            description = "How many steps; default: 1.")
    private int steps = 1;

    @Mixin
    private FilterOptions filters;

    @Mixin
    private StateOptions state;

    @Spec
    private CommandSpec spec;

    private final Session session;

    public StepCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        state.check();
        filters.check(file);
        if (steps < 1) {
            throw new ParameterException(spec.commandLine(), "--steps " + steps + " is less than 1");
        }
        return file.askForStates(session, history -> step(history, state.find(history)));
    }

    private int step(EventHistory history, @Nullable StateView<?> view) {
        EventFilter filter = filters.filter(history, file.shownName(), session.zone());
        long end = back ? Long.MAX_VALUE : -1;
        long at = start == null ? end : start.in(history, file, session).sequence();
        int made = 0;
        while (made < steps) {
            RecordedEvent event = next(history, filter, at);
            if (event == null) {
                break;
            }
            print(history, view, event);
            at = event.sequence();
            made++;
        }
        if (made == 0) {
            throw new CommandFailure(
                    "there is no such event " + (back ? "before" : "after") + " this moment" + filters.hint());
        }
        return 0;
    }

    private @Nullable RecordedEvent next(EventHistory history, EventFilter filter, long at) {
        if (back) {
            List<RecordedEvent> earlier = history.latest(filter.and(EventFilter.sequenceBetween(0, at - 1)), 1);
            return earlier.isEmpty() ? null : earlier.get(0);
        }
        List<RecordedEvent> later =
                history.getEvents(filter.and(EventFilter.sequenceBetween(at + 1, Long.MAX_VALUE)), 1);
        return later.isEmpty() ? null : later.get(0);
    }

    private <S> void print(EventHistory history, @Nullable StateView<S> view, RecordedEvent event) {
        List<FieldDifference> changes = view == null ? List.of() : changes(history, view, event.sequence());
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>(JsonText.event(event));
            if (view != null) {
                data.put("changes", changes.stream().map(FieldDifference::data).toList());
            }
            session.out().line(JsonText.compact(data));
            return;
        }
        EventDetails.printShort(session, event, "");
        if (view != null) {
            DifferenceTable.print(session, changes);
        }
    }

    private static <S> List<FieldDifference> changes(EventHistory history, StateView<S> view, long sequence) {
        return view.differences(
                history.getEventSnapshotAtSequence(sequence - 1), history.getEventSnapshotAtSequence(sequence));
    }
}
