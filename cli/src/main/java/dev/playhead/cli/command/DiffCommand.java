package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.input.MissingLines;
import dev.playhead.cli.option.Moment;
import dev.playhead.cli.option.StateOptions;
import dev.playhead.cli.option.TimeArgument;
import dev.playhead.cli.view.DifferenceTable;
import dev.playhead.cli.view.FieldDifference;
import dev.playhead.cli.view.StateView;
import dev.playhead.timetravel.EventSnapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command that lists the differences between two states. */
@Command(
        name = "diff",
        header = "List the differences between the states at two events or times.",
        description = {
            "",
            "+ is added, - removed, ~ changed.",
            "",
            "Exit code 4 if a state is partial because events before it are lost or were not recorded.",
            ""
        },
        footer = {
            "  playhead diff orders.jsonl 10:42 10:45",
            "  playhead diff orders.jsonl -5m -0s               the file's last five minutes",
            "  playhead diff orders.jsonl 2040 2041             what event 2041 changed",
            "  playhead diff events.jsonl 100 200 --by order.id --json"
        })
public final class DiffCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Parameters(
            index = "1",
            paramLabel = "A",
            converter = Moment.Converter.class,
            description = "The first state: an event's id (digits only) or a time, such as " + TimeArgument.FORMS + ".")
    private Moment from;

    @Parameters(index = "2", paramLabel = "B", converter = Moment.Converter.class, description = "The second state.")
    private Moment to;

    @Mixin
    private StateOptions state;

    private final Session session;

    public DiffCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        state.check();
        return file.askForStates(session, this::compare);
    }

    private int compare(EventHistory history) {
        EventSnapshot before = from.in(history, file, session);
        EventSnapshot after = to.in(history, file, session);
        List<FieldDifference> differences = differences(state.require(history), before, after, history);
        MissingEvents missing = file.leftOut().before(after);
        file.noteIncomplete(missing, session);
        if (session.json()) {
            new MissingLines(missing, session).end();
            differences.forEach(difference -> session.printJsonLine(difference.data()));
        } else {
            session.out().line(session.style().dim("from " + Moment.describe(before, session)));
            session.out().line(session.style().dim("to   " + Moment.describe(after, session)));
            DifferenceTable.print(session, differences);
        }
        Moment.warnOfLaterStamps(after, session);
        return 0;
    }

    private <S> List<FieldDifference> differences(
            StateView<S> view, EventSnapshot before, EventSnapshot after, EventHistory history) {
        return view.differences(
                file.state(before, view.projection(), history, session),
                file.state(after, view.projection(), history, session));
    }
}
