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
import dev.playhead.cli.output.Progress;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.view.DifferenceTable;
import dev.playhead.cli.view.FieldDifference;
import dev.playhead.cli.view.StateView;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.TimelineManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command that shows what would be different if some events had not happened. */
@Command(
        name = "whatif",
        customSynopsis = "playhead whatif FILE (--without IDS | --type TYPE | ...) [OPTIONS]",
        header = "Show how the state would differ without some events.",
        description = {
            "",
            "Lists the differences from the actual state: + would be added, - would be removed, ~ would have another"
                    + " value. The events of --without are omitted. If any of --type, --source, --since, --until and"
                    + " --where is given, the events that match all of these are omitted, too. The file is not changed."
                    + " To replace events instead of omitting them, use the library (TimelineManager.whatIf).",
            "",
            "Exit code 4 if the states are partial because events before them are lost or were not recorded.",
            ""
        },
        footer = {
            "  playhead whatif orders.jsonl --without 2041",
            "  playhead whatif orders.jsonl --without 7,2040-2049 --at 10:45",
            "  playhead whatif orders.jsonl --source plugin:feed --json",
            "  playhead whatif events.jsonl --without 12 --by customer.id"
        })
public final class WhatIfCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Option(
            names = "--without",
            order = 1,
            paramLabel = "IDS",
            split = ",",
            converter = RangeConverter.class,
            description = "Ids of omitted events, and ranges of ids, such as 7,2040-2049. May be repeated.")
    private List<SequenceRange> without = new ArrayList<>();

    @Option(
            names = "--at",
            order = 2,
            paramLabel = "TIME|ID",
            converter = Moment.Converter.class,
            description = "Where to compare the states: an event's id (digits only) or a time, such as "
                    + TimeArgument.FORMS + "; default: the last event.")
    private @Nullable Moment at;

    @Mixin
    private FilterOptions filters;

    @Mixin
    private StateOptions state;

    @Spec
    private CommandSpec spec;

    private final Session session;

    public WhatIfCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        state.check();
        filters.check(file);
        if (without.isEmpty() && !filters.isGiven()) {
            throw new ParameterException(
                    spec.commandLine(), "no events to omit; use --without IDS, or conditions such as --type");
        }
        return file.askForStates(session, history -> ask(history, state.require(history)));
    }

    private <S> int ask(EventHistory history, StateView<S> view) {
        EventSnapshot here = at == null ? history.timeline().toLive() : at.moveTo(history, file, session);
        EventFilter leftOut = leftOut(history);
        long count = history.count(leftOut.and(EventFilter.sequenceBetween(0, here.sequence())));
        if (count == 0) {
            throw new CommandFailure(
                    "there are no such events up to the given event or time, so nothing would be different"
                            + filters.hint());
        }
        try (Progress progress = new Progress(session, "Folding", -1, "events", 1)) {
            TimelineManager timeline = history.timeline().watched(progress::goOn);
            S real = here.state(view.projection(), progress::goOn);
            List<FieldDifference> differences = view.differences(real, timeline.whatIf(view.projection(), leftOut));
            MissingEvents missing = file.leftOut().before(here);
            file.noteIncomplete(missing, session);
            if (session.json()) {
                new MissingLines(missing, session).end();
                differences.forEach(difference -> session.printJsonLine(difference.data()));
            } else {
                session.out().line(session.style().dim(Moment.describe(here, session)));
                session.out().line(session.style().dim("without " + Text.count(count, "event")));
                DifferenceTable.print(session, differences);
            }
        }
        return 0;
    }

    private EventFilter leftOut(EventHistory history) {
        EventFilter all = filters.isGiven() ? filters.filter(history, file.shownName(), session.zone()) : null;
        for (SequenceRange range : without) {
            EventFilter one = EventFilter.sequenceBetween(range.first(), range.last());
            all = all == null ? one : all.or(one);
        }
        return all == null ? EventFilter.all() : all;
    }

    static final class RangeConverter implements ITypeConverter<SequenceRange> {
        @Override
        public SequenceRange convert(String text) {
            String[] ends = text.split("-", 2);
            try {
                return new SequenceRange(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
            } catch (IllegalArgumentException e) { // not numbers, or not a range
                throw new TypeConversionException(
                        "'" + text + "' is neither the id of an event nor a range such as 2040-2049");
            }
        }
    }
}
