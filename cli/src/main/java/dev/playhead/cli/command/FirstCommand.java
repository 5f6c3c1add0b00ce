package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.Enough;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.input.MissingLines;
import dev.playhead.cli.option.Address;
import dev.playhead.cli.option.Condition;
import dev.playhead.cli.option.RangeOptions;
import dev.playhead.cli.option.StateOptions;
import dev.playhead.cli.output.EventDetails;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Progress;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.view.DifferenceTable;
import dev.playhead.cli.view.FieldDifference;
import dev.playhead.cli.view.StateView;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.TimelineManager;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command that finds the event that made a condition true. */
@Command(
        name = "first",
        customSynopsis = "playhead first FILE --when 'PATH OP VALUE' [OPTIONS]",
        header = "Find the event that first made a condition true.",
        description = {
            "",
            "With an option that selects a state (--by, --projection, --grid, --row-id), or with a slash in PATH, the"
                    + " condition is about the state: PATH is ENTITY/FIELD or ROW/COLUMN, and the result is the first"
                    + " event after which the condition holds and before which it did not hold. Otherwise the condition"
                    + " is about single events, and PATH is a path in the event's payload.",
            "",
            "OP is one of == != < <= > >= contains. VALUE is JSON, or text if it is not valid JSON. 'PATH exists' has"
                    + " no value. A missing value meets no condition, not even !=. < and > compare numbers with numbers"
                    + " and texts with texts. 12 equals the number and the text; \"12\" equals only the text. In PATH, \\"
                    + " escapes the next character: 'a\\=b > 1'.",
            "",
            "Exit code 1 if there is no such event; 4 if events are lost or were not recorded: up to the found event"
                    + " or, if none is found, anywhere in the range.",
            ""
        },
        footer = {
            "  playhead first orders.jsonl --when 'ORD-7/price > 1000'",
            "  playhead first orders.jsonl --when 'ORD-7/status == \"filled\"' --grid orders",
            "  playhead first events.jsonl --when '4711/city contains Paris' --by customer.id",
            "  playhead first events.jsonl --when 'error.code exists'     in a payload"
        })
public final class FirstCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Option(
            names = "--when",
            order = 1,
            required = true,
            paramLabel = "'PATH OP VALUE'",
            converter = ConditionConverter.class,
            description = "The condition: one comparison.")
    private Condition condition;

    @Mixin
    private RangeOptions range;

    @Mixin
    private StateOptions state;

    @Spec
    private CommandSpec spec;

    private final Session session;
    private MissingEvents missing = MissingEvents.NONE;

    public FirstCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        state.check();
        boolean aboutState = state.isGiven() || condition.path().indexOf('/') > 0;
        return aboutState ? findInState() : findInPayloads();
    }

    private int findInPayloads() {
        PayloadPath path = PayloadPath.parse(condition.path());
        RecordedEvent found = range.isGiven() ? findInRange(path) : findInFile(path);
        missing = found == null ? missing : missing.upTo(found.sequence());
        missing.noteIncomplete(session);
        if (found == null) {
            throw CommandFailure.nothingFound("no event's payload meets '" + condition + "'");
        }
        print(found, List.of(), condition.path() + " is " + shown(path.find(found.payload())));
        return 0;
    }

    private @Nullable RecordedEvent findInFile(PayloadPath path) {
        RecordedEvent[] found = {null};
        EventFile.Reading reading = file.read(session, event -> {
            if (holds(path.find(event.payload()))) {
                found[0] = event;
                throw Enough.INSTANCE;
            }
        });
        missing = reading.missing();
        return found[0];
    }

    private @Nullable RecordedEvent findInRange(PayloadPath path) {
        try (EventHistory history = file.load(session)) {
            SequenceRange asked = range.in(history, file, session);
            RecordedEvent found = history.events(EventFilter.sequenceBetween(asked.first(), asked.last()))
                    .filter(event -> holds(path.find(event.payload())))
                    .findFirst()
                    .orElse(null);
            missing = range.missing(MissingEvents.of(history), asked, history, file, session);
            return found;
        }
    }

    private int findInState() {
        Address address;
        try {
            address = condition.address();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "in --when, " + e.getMessage(), e);
        }
        return file.askForStates(session, history -> findInState(history, state.require(history), address));
    }

    private <S> int findInState(EventHistory history, StateView<S> view, Address address) {
        SequenceRange asked = range.in(history, file, session);
        @Nullable Object[] values = {PayloadPath.NOTHING, PayloadPath.NOTHING}; // the values after the last two events
        RecordedEvent found = firstWhere(history, asked, view.projection(), state -> {
            values[0] = values[1];
            values[1] = address.find(view.entity(state, address.entity()));
            return holds(values[1]);
        });
        S end = found == null ? range.stateAtEnd(history, asked, view.projection()) : null;
        missing = range.missing(file.missing(history), asked, history, file, session);
        missing = found == null ? missing : missing.upTo(found.sequence());
        file.noteIncomplete(missing, session);
        if (found == null) {
            Object value = end == null ? PayloadPath.NOTHING : address.find(view.entity(end, address.entity()));
            throw CommandFailure.nothingFound("no event made '" + condition + "' true; "
                    + (value == PayloadPath.NOTHING
                            ? "at the end there is no " + address
                            : "at the end " + address + " is " + shown(value)));
        }
        print(found, List.of(new FieldDifference(condition.path(), values[0], values[1])), "");
        return 0;
    }

    /**
     * {@return the event in a range that first makes a condition true, or null if there is none} If events are missing
     * in the range, the parts between the missing events are searched in order.
     */
    private <S> @Nullable RecordedEvent firstWhere(
            EventHistory history, SequenceRange asked, Projection<S> projection, Predicate<S> wrong) {
        try (Progress progress = new Progress(session, "Folding", -1, "events", 1)) {
            TimelineManager timeline = history.timeline().watched(progress::goOn);
            try {
                return timeline.within(asked).firstEventWhere(projection, wrong).orElse(null);
            } catch (IncompleteHistoryException e) {
                for (SequenceRange part : MissingEvents.around(e, history, asked)) {
                    Optional<RecordedEvent> found = timeline.within(part).firstEventWhere(projection, wrong);
                    if (found.isPresent()) {
                        return found.get();
                    }
                }
                return null;
            }
        }
    }

    /** Tests the condition with what may be shown of a value, so that no comparison reveals the rest. */
    private boolean holds(@Nullable Object value) {
        return condition.test(session.cut(value));
    }

    private String shown(@Nullable Object value) {
        return Text.fit(JsonText.compact(session.cut(value), 60), 60, session.ellipsis());
    }

    private void print(RecordedEvent event, List<FieldDifference> changes, String why) {
        if (session.json()) {
            new MissingLines(missing, session).end();
            session.printJsonLine(event);
            return;
        }
        EventDetails.printShort(session, event, why);
        if (!changes.isEmpty()) {
            DifferenceTable.print(session, changes);
        }
    }

    static final class ConditionConverter implements ITypeConverter<Condition> {
        @Override
        public Condition convert(String text) {
            try {
                return Condition.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
