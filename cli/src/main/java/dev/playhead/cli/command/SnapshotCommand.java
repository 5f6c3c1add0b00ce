package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.option.Moment;
import dev.playhead.cli.option.StateOptions;
import dev.playhead.cli.option.TimeArgument;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.cli.view.Histogram;
import dev.playhead.cli.view.StateView;
import dev.playhead.timetravel.EventSnapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that shows the state at an event or a time. */
@Command(
        name = "snapshot",
        header = "Show the state at an event or a time.",
        description = {
            "",
            "The state is the result of all events up to an event. A time selects the last event, in file order, with"
                    + " a timestamp at or before that time.",
            "",
            "Exit code 4 if the state is partial because events before it are lost or were not recorded.",
            ""
        },
        footer = {
            "  playhead snapshot orders.jsonl                          after the last event",
            "  playhead snapshot orders.jsonl --at 2041                after event 2041",
            "  playhead snapshot orders.jsonl --at 10:42",
            "  playhead snapshot orders.jsonl --at -5m --entity ORD-7  one row",
            "  playhead snapshot events.jsonl --projection entities --by order.id --json"
        })
public final class SnapshotCommand implements Callable<Integer> {
    private static final int MAX_TYPES = 8;

    @Mixin
    private EventFile file;

    @Option(
            names = "--at",
            order = 1,
            paramLabel = "TIME|ID",
            converter = Moment.Converter.class,
            description = "An event's id (digits only) or a time, such as " + TimeArgument.FORMS
                    + "; default: the last event.")
    private @Nullable Moment at;

    @Option(
            names = "--entity",
            order = 2,
            paramLabel = "ID",
            description = "Show only this entity or row, with all fields.")
    private @Nullable String entity;

    @Mixin
    private StateOptions state;

    private final Session session;

    public SnapshotCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        state.check();
        return file.askForStates(session, history -> {
            EventSnapshot snapshot = at == null ? history.timeline().toLive() : at.in(history, file, session);
            StateView<?> view = entity == null ? state.find(history) : state.require(history);
            return show(snapshot, view, history);
        });
    }

    private <S> int show(EventSnapshot snapshot, @Nullable StateView<S> view, EventHistory history) {
        S value = view == null ? null : file.state(snapshot, view.projection(), history, session);
        MissingEvents all = view == null ? MissingEvents.of(history) : file.leftOut();
        MissingEvents missing = at == null ? all : all.before(snapshot);
        Map<String, @Nullable Object> one = null;
        if (view != null && value != null && entity != null) {
            one = view.entity(value, entity);
            if (one == null) {
                throw new CommandFailure("there is no " + view.noun() + " " + entity + " in this state; there are "
                        + Text.some(view.entities(value)));
            }
        }
        if (view == null) {
            file.noteMissing(missing, session);
        } else {
            file.noteIncomplete(missing, session);
        }
        if (session.json()) {
            Map<String, @Nullable Object> data = data(snapshot, view, value, one);
            missing.addTo(data);
            session.printJson(data);
            return 0;
        }
        printHead(snapshot);
        if (one != null) {
            session.out().line();
            session.out()
                    .line(session.style().bold(Text.safe(String.valueOf(entity))) + " "
                            + JsonText.indented(one, session.style()));
        } else if (view != null && value != null) {
            session.out().line();
            view.print(value, session);
        } else {
            session.note("note: there are no grid events; --by FIELD shows entities, such as --by rowId");
        }
        Moment.warnOfLaterStamps(snapshot, session);
        return 0;
    }

    private void printHead(EventSnapshot snapshot) {
        Style style = session.style();
        session.out().line(style.bold(Text.safe(file.shownName())));
        session.out().line("  " + Moment.describe(snapshot, session));
        List<Histogram.Bar> bars = Histogram.bars(snapshot.countsByType());
        long total = bars.stream().mapToLong(Histogram.Bar::count).sum();
        session.out().line("  " + Text.count(total, "event") + " of " + Text.count(bars.size(), "type") + " so far");
        if (!bars.isEmpty()) {
            Histogram.printBars(session, bars.subList(0, Math.min(MAX_TYPES, bars.size())), total);
        }
        if (bars.size() > MAX_TYPES) {
            session.out().line(style.dim("  and " + Text.count(bars.size() - MAX_TYPES, "more type")));
        }
    }

    private <S> Map<String, @Nullable Object> data(
            EventSnapshot snapshot,
            @Nullable StateView<S> view,
            @Nullable S value,
            @Nullable Map<String, @Nullable Object> one) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("id", snapshot.eventId().orElse(null));
        data.put("time", snapshot.event().isEmpty() ? null : Times.complete(snapshot.time(), session.zone()));
        data.put("zone", session.zone().getId());
        data.put("eventsStampedAfter", snapshot.eventsStampedAfter());
        data.put("types", snapshot.countsByType());
        if (one != null) {
            data.put("entity", entity);
            data.put("state", one);
        } else if (view != null && value != null) {
            data.put("state", view.data(value));
        }
        return data;
    }
}
