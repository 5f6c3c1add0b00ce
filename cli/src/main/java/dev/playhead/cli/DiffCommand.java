package dev.playhead.cli;

import dev.playhead.EventHistory;
import dev.playhead.event.PayloadPath;
import dev.playhead.timetravel.EventSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells how the states at two moments differ. */
@Command(
        name = "diff",
        sortOptions = false,
        abbreviateSynopsis = true,
        synopsisHeading = "%nUsage: ",
        header = "List what differs between the states at two moments.",
        description = {"", "+ is added, - removed, ~ changed.", ""},
        parameterListHeading = "Parameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  playhead diff orders.jsonl 10:42 10:45",
            "  playhead diff orders.jsonl -5m -0s               the file's last five minutes",
            "  playhead diff orders.jsonl 2040 2041             what event 2041 did",
            "  playhead diff events.jsonl 100 200 --by order.id --json"
        })
final class DiffCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Parameters(
            index = "1",
            paramLabel = "A",
            converter = Moment.Converter.class,
            description =
                    "A moment: an event's id, which is digits only, or a time, such as " + TimeArgument.FORMS + ".")
    private Moment from;

    @Parameters(index = "2", paramLabel = "B", converter = Moment.Converter.class, description = "The other moment.")
    private Moment to;

    @Mixin
    private StateOptions state;

    private final Session session;

    DiffCommand(Session session) {
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
        List<Difference> differences = differences(state.require(history), before, after);
        if (session.json()) {
            differences.forEach(difference -> session.out().line(JsonText.compact(data(difference))));
        } else {
            session.out().line(session.style().dim("from " + Moment.describe(before, session)));
            session.out().line(session.style().dim("to   " + Moment.describe(after, session)));
            print(session, differences);
        }
        Moment.warnOfLaterStamps(after, session);
        return 0;
    }

    static <S> List<Difference> differences(StateView<S> view, EventSnapshot before, EventSnapshot after) {
        return view.differences(before.state(view.projection()), after.state(view.projection()));
    }

    static void print(Session session, List<Difference> differences) {
        Style style = session.style();
        Table table = new Table(session, "", "", "", "", "");
        String arrow = session.ascii() ? "->" : "\u2192";
        table.style(
                        0,
                        sign -> sign.equals("+")
                                ? style.green(sign)
                                : sign.equals("-") ? style.red(sign) : style.yellow(sign))
                .style(1, style::bold)
                .style(2, style::red)
                .style(3, style::dim)
                .style(4, style::green);
        int columns = session.terminal().columns();
        for (Difference difference : differences) {
            String sign = switch (difference.kind()) {
                case "added" -> "+";
                case "removed" -> "-";
                default -> "~";
            };
            table.row(
                    sign,
                    difference.path(),
                    shown(difference.before(), columns),
                    sign.equals("~") ? arrow : "",
                    shown(difference.after(), columns));
        }
        table.print("");
        long added = differences.stream().filter(d -> d.kind().equals("added")).count();
        long removed =
                differences.stream().filter(d -> d.kind().equals("removed")).count();
        session.out()
                .line(style.dim(
                        differences.isEmpty()
                                ? "no differences"
                                : Text.count(differences.size() - added - removed) + " changed, " + Text.count(added)
                                        + " added, " + Text.count(removed) + " removed"));
    }

    static String shown(@Nullable Object value, int columns) {
        return value == PayloadPath.NOTHING ? "" : JsonText.compact(value, columns);
    }

    static Map<String, @Nullable Object> data(Difference difference) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("path", difference.path());
        data.put("change", difference.kind());
        if (difference.before() != PayloadPath.NOTHING) {
            data.put("before", difference.before());
        }
        if (difference.after() != PayloadPath.NOTHING) {
            data.put("after", difference.after());
        }
        return data;
    }
}
