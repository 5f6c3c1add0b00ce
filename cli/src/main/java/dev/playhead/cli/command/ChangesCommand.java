package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.input.MissingLines;
import dev.playhead.cli.option.Address;
import dev.playhead.cli.option.RangeOptions;
import dev.playhead.cli.option.StateOptions;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Progress;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Table;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.cli.view.DifferenceTable;
import dev.playhead.cli.view.StateView;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.io.Csv;
import dev.playhead.timetravel.Change;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.TimelineManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** The command that prints the audit trail of one field. */
@Command(
        name = "changes",
        header = "Show who changed a field or cell, when, from what and to what.",
        description = {
            "",
            "In the output, 'who' is the event's metadata.user, or its source if there is no metadata.user.",
            "",
            "Exit code 1 if there is no such change, 4 if events in the range are lost or were not recorded.",
            ""
        },
        footer = {
            "  playhead changes orders.jsonl ORD-7/price                a cell: row/column",
            "  playhead changes orders.jsonl 7/price --grid stock       a cell of this grid",
            "  playhead changes orders.jsonl ORD-7/price --from 10:42   changes since 10:42",
            "  playhead changes events.jsonl 4711/address.city --by customer.id",
            "  playhead changes events.jsonl --by id -- -5/price        -- ends the options",
            "  playhead changes events.jsonl 4711/status --by customer.id --csv > audit.csv"
        })
public final class ChangesCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Parameters(
            index = "1",
            paramLabel = "ENTITY/FIELD",
            converter = AddressConverter.class,
            description = "The entity's id and the field's dotted path, or row/column, separated by the last slash.")
    private Address address;

    @Mixin
    private RangeOptions range;

    @Mixin
    private StateOptions state;

    @Option(
            names = "--csv",
            order = 30,
            description = "Print CSV (RFC 4180). An apostrophe is put before values that a spreadsheet would treat as"
                    + " formulas.")
    private boolean csv;

    private final Session session;
    private MissingEvents missing = MissingEvents.NONE;

    public ChangesCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        state.check();
        List<Change<Object>> changes = file.askForStates(session, history -> changes(history, state.require(history)));
        if (session.json()) {
            MissingLines lines = new MissingLines(missing, session);
            for (Change<Object> change : changes) {
                lines.before(change.event().sequence());
                session.printJsonLine(data(change));
            }
            lines.end();
        } else if (csv) {
            printCsv(changes);
        } else {
            print(changes);
        }
        return 0;
    }

    private <S> List<Change<Object>> changes(EventHistory history, StateView<S> view) {
        SequenceRange asked = range.in(history, file, session);
        List<Change<Object>> changes = changes(history, view, asked);
        S end = changes.isEmpty() ? range.stateAtEnd(history, asked, view.projection()) : null;
        missing = range.missing(file.missing(history), asked, history, file, session);
        file.noteIncomplete(missing, session);
        if (end != null) {
            Map<String, @Nullable Object> values = view.entity(end, address.entity());
            Object value = address.find(values);
            if (range.isGiven() && value != PayloadPath.NOTHING) {
                throw CommandFailure.nothingFound("no event in the range changed " + address + "; its value is "
                        + Text.fit(JsonText.compact(session.cut(value), 60), 60, session.ellipsis()) + " at the end");
            }
            throw CommandFailure.nothingFound(
                    values == null
                            ? "there is no " + view.noun() + " " + address.entity() + "; there are "
                                    + Text.some(view.entities(end))
                            : view.noun() + " " + address.entity() + " has no field " + address.field() + "; it has "
                                    + Text.some(values.keySet()));
        }
        return changes;
    }

    /**
     * {@return the changes in a range; if events are missing in it, the changes in the parts of the range between the
     * missing events}
     */
    private <S> List<Change<Object>> changes(EventHistory history, StateView<S> view, SequenceRange asked) {
        try (Progress progress = new Progress(session, "Folding", -1, "events", 1)) {
            TimelineManager timeline = history.timeline().watched(progress::goOn);
            try {
                return changes(timeline.within(asked), view);
            } catch (IncompleteHistoryException e) {
                return MissingEvents.around(e, history, asked).stream()
                        .flatMap(part -> changes(timeline.within(part), view).stream())
                        .toList();
            }
        }
    }

    private <S> List<Change<Object>> changes(TimelineManager timeline, StateView<S> view) {
        return timeline.changesOf(view.projection(), at -> address.find(view.entity(at, address.entity())));
    }

    private void print(List<Change<Object>> changes) {
        Style style = session.style();
        session.out()
                .line(style.bold(Text.safe(address.toString())) + "  " + Text.count(changes.size(), "change")
                        + style.dim("  times in " + session.zone()));
        Table table = new Table(session, ">id", "time", "who", "type", "before", "after")
                .keepWhole(0, 1)
                .leaveOut(3, 2)
                .style(0, style::yellow)
                .style(1, style::dim)
                .style(2, style::cyan)
                .style(4, style::red)
                .style(5, style::green);
        int columns = session.columns();
        for (Change<Object> change : changes) {
            RecordedEvent event = change.event();
            table.row(
                    event.id(),
                    Times.local(event.timestamp(), session.zone()),
                    who(event),
                    event.type(),
                    DifferenceTable.shown(change.before(), columns),
                    DifferenceTable.shown(change.after(), columns));
        }
        table.print("  ");
    }

    private void printCsv(List<Change<Object>> changes) {
        csvLine("id", "time", "who", "source", "type", "entity", "field", "before", "after");
        for (Change<Object> change : changes) {
            RecordedEvent event = change.event();
            csvLine(
                    event.id(),
                    Times.complete(event.timestamp(), session.zone()),
                    who(event),
                    event.source(),
                    event.type(),
                    address.entity(),
                    address.field(),
                    cell(change.before()),
                    cell(change.after()));
        }
    }

    private static String cell(@Nullable Object value) {
        if (value == PayloadPath.NOTHING) {
            return "";
        }
        return value instanceof String text ? text : JsonText.compact(value);
    }

    private void csvLine(String... cells) {
        session.out().text(Csv.line(cells));
    }

    private Map<String, @Nullable Object> data(Change<Object> change) {
        RecordedEvent event = change.event();
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("id", event.id());
        data.put("time", Times.complete(event.timestamp(), session.zone()));
        data.put("who", who(event));
        data.put("source", event.source());
        data.put("type", event.type());
        data.put("entity", address.entity());
        data.put("field", address.field());
        if (change.before() != PayloadPath.NOTHING) {
            data.put("before", change.before());
        }
        if (change.after() != PayloadPath.NOTHING) {
            data.put("after", change.after());
        }
        return data;
    }

    private static String who(RecordedEvent event) {
        return event.metadata().get("user") instanceof String user && !user.isEmpty() ? user : event.source();
    }

    static final class AddressConverter implements ITypeConverter<Address> {
        @Override
        public Address convert(String text) {
            try {
                return Address.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
