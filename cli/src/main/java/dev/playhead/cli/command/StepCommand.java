package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.input.MissingLines;
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
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that steps through events. */
@Command(
        name = "step",
        header = "Step from event to event, and show what each event changed.",
        description = {
            "",
            "A step leads to the nearest event after the start, or before it with --back, that matches all conditions."
                    + " Without conditions, each event is a step. Exit code 1 if there is no such event in that"
                    + " direction, 4 if the states are partial because events before them are lost or were not"
                    + " recorded.",
            ""
        },
        footer = {
            "  playhead step orders.jsonl 2040                       the event after 2040",
            "  playhead step orders.jsonl 2040 --back -n 5",
            "  playhead step orders.jsonl 10:42 --type cell:edit     the next edit",
            "  playhead step events.jsonl --by customer.id -n 3      the first three events"
        })
public final class StepCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TIME|ID",
            converter = Moment.Converter.class,
            description = "The start: an event's id (digits only) or a time, such as " + TimeArgument.FORMS
                    + "; default: before the first event, or after the last event with --back.")
    private @Nullable Moment start;

    @Option(names = "--back", order = 1, description = "Step back.")
    private boolean back;

    @Option(
            names = {"-n", "--steps"},
            order = 2,
            paramLabel = "N",
            description = "The number of steps; default: 1.")
    private int steps = 1;

    @Mixin
    private FilterOptions filters;

    @Mixin
    private StateOptions state;

    @Spec
    private CommandSpec spec;

    private final Session session;

    private record Step(RecordedEvent event, List<FieldDifference> changes) {}

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
        MissingEvents missing = file.missing(history);
        List<Step> made = new ArrayList<>();
        while (made.size() < steps) {
            RecordedEvent event = next(history, filter, at);
            if (event == null) {
                break;
            }
            made.add(new Step(event, view == null ? List.of() : changes(history, view, event.sequence(), missing)));
            at = event.sequence();
        }
        if (made.isEmpty()) {
            throw new CommandFailure(
                    "there is no such event " + (back ? "before" : "after") + " the start" + filters.hint());
        }
        note(made, missing);
        // Nothing is printed earlier, because this method runs again if a state is refused.
        MissingLines lines = new MissingLines(among(made, missing), session);
        for (Step step : made) {
            if (session.json()) {
                lines.before(back ? Long.MAX_VALUE : step.event().sequence());
            }
            print(step, view != null);
        }
        return 0;
    }

    /** {@return the missing events between the first and the last step} */
    private static MissingEvents among(List<Step> made, MissingEvents missing) {
        long one = made.get(0).event().sequence();
        long other = made.get(made.size() - 1).event().sequence();
        return missing.upTo(Math.max(one, other)).from(Math.min(one, other));
    }

    private void note(List<Step> made, MissingEvents missing) {
        if (file.leftOut().isEmpty()) {
            file.noteMissing(among(made, missing), session);
        } else {
            file.noteIncomplete(missing.upTo(made.get(made.size() - 1).event().sequence()), session);
        }
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

    private void print(Step step, boolean withState) {
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>(JsonText.event(step.event()));
            if (withState) {
                data.put(
                        "changes",
                        step.changes().stream().map(FieldDifference::data).toList());
            }
            session.out().line(JsonText.compact(data));
            return;
        }
        EventDetails.printShort(session, step.event(), "");
        if (withState) {
            DifferenceTable.print(session, step.changes());
        }
    }

    private static <S> S known(@Nullable S state) {
        return Objects.requireNonNull(state, "state");
    }

    private static <S> List<FieldDifference> changes(
            EventHistory history, StateView<S> view, long sequence, MissingEvents missing) {
        if (missing.hasBreakAt(sequence)) { // the events of the break may have changed the state, too
            return history
                    .timeline()
                    .within(new SequenceRange(sequence, sequence))
                    .changesOf(view.projection(), at -> at)
                    .stream()
                    .flatMap(change -> view.differences(known(change.before()), known(change.after())).stream())
                    .toList();
        }
        return view.differences(
                history.getEventSnapshotAtSequence(sequence - 1), history.getEventSnapshotAtSequence(sequence));
    }
}
