package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.cli.Ending;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.cli.option.Moment;
import dev.playhead.cli.option.StateOptions;
import dev.playhead.cli.option.TimeArgument;
import dev.playhead.cli.output.Progress;
import dev.playhead.cli.view.StateView;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.Projection;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that shows a history on a terminal, and lets the user move in time. */
@Command(
        name = "travel",
        header = "Travel in a history: step, jump, search and play it in the terminal.",
        description = {
            "",
            "Shows a timeline of the events, the event at the cursor, the changes by this event, and the state after"
                    + " it. The arrow keys step, the space bar plays, / searches, j jumps, ? lists all keys, q quits.",
            "",
            "New events are shown while a program records into a Playhead file. The command needs a terminal; in"
                    + " scripts, use snapshot, diff, changes, search and replay. The keys n and N step to the events that"
                    + " match conditions such as --type.",
            ""
        },
        footer = {
            "  playhead travel orders.jsonl",
            "  playhead travel orders.jsonl --at 10:42",
            "  playhead travel orders.playhead --where rowId=ORD-7    n and N step to matches",
            "  playhead travel events.jsonl --by order.id"
        })
public final class TravelCommand implements Callable<Integer> {
    private static final long FOLDED_AT_ONCE = 50_000;
    /** The maximum number of keys that are processed before the screen is drawn again. */
    private static final int MAX_KEYS = 32;

    private static final long FRAME_NANOS = 40_000_000;

    @Mixin
    private EventFile file;

    @Option(
            names = "--at",
            order = 1,
            paramLabel = "TIME|ID",
            converter = Moment.Converter.class,
            description =
                    "The start: an event's id or a time, such as " + TimeArgument.FORMS + "; default: the last event.")
    private @Nullable Moment at;

    @Mixin
    private StateOptions state;

    @Mixin
    private FilterOptions filters;

    @Spec
    private CommandSpec spec;

    private final Session session;

    public TravelCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (session.json()) {
            throw new ParameterException(spec.commandLine(), "--json: this command is interactive" + INSTEAD);
        }
        if (!session.terminal().isInteractive()) {
            throw new ParameterException(
                    spec.commandLine(), "input and output must be an interactive terminal" + INSTEAD);
        }
        state.check();
        filters.check(file);
        Ending ending = session.ending();
        HeldNotes notes = new HeldNotes(session.err());
        Session held = session.withNotesTo(notes.stream());
        try {
            return file.askForStates(held, history -> travel(history, held, notes, ending));
        } finally {
            notes.release();
        }
    }

    private static final String INSTEAD =
            "; in scripts, use 'playhead snapshot', 'diff', 'changes', 'search' or 'replay'";

    private int travel(EventHistory history, Session held, HeldNotes notes, Ending ending) {
        if (history.stats().stored() == 0 && !file.isStore()) {
            file.noteNoEvents(held);
            return 0;
        }
        EventFilter filter = filters.filter(history, file.shownName(), held.zone());
        StateView<?> view = view(history, held);
        TravelStates<?> states = view == null ? null : new TravelStates<>(view, history);
        TravelModel model = new TravelModel(history, file, held, states, System::nanoTime);
        if (at != null) {
            model.jump(at.in(history, file, held).eventId().orElse("start"));
        }
        if (filters.isGiven()) {
            model.searchFor(filters.describe(), filter);
        }
        try (TravelScreen screen = TravelScreen.open(held)) {
            notes.hold();
            run(model, screen, notes, ending);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "the terminal cannot be used: " + e.getMessage() + INSTEAD);
        }
        return 0;
    }

    /**
     * Returns the view of the state to show, or null if there is no state to show. First folds the state of all events
     * once, so that missing events are reported before the screen is drawn.
     */
    private @Nullable StateView<?> view(EventHistory history, Session held) {
        StateView<?> view = state.by == null ? null : state.find(history);
        fold(history, view == null ? GridState.projection() : view.projection(), held);
        file.noteMissing(file.leftOut().isEmpty() ? MissingEvents.of(history) : MissingEvents.NONE, held);
        return view == null ? state.find(history) : view;
    }

    /**
     * Folds the state of all events in steps, to show the progress. Each step continues from the state of the previous
     * step.
     */
    private static void fold(EventHistory history, Projection<?> projection, Session held) {
        long last = history.timeline().toLive().sequence();
        try (Progress progress = new Progress(held, "Folding", last + 1, "events", 1)) {
            for (long at = FOLDED_AT_ONCE; at < last; at += FOLDED_AT_ONCE) {
                Object unusedState = history.getEventSnapshotAtSequence(at).state(projection);
                progress.at(at);
            }
            // After a break, the live state may differ from the state after the last event.
            EventSnapshot live = history.timeline().toLive();
            Object unusedState = live.earlier(live.upTo()).state(projection);
        }
    }

    private static void run(TravelModel model, TravelScreen screen, HeldNotes notes, Ending ending) {
        TravelView view = new TravelView(model, model.session());
        boolean changed = true;
        long drawnNanos = System.nanoTime();
        String shown = "";
        while (!model.isEnded() && !screen.isOver() && !ending.isAsked()) {
            String note = notes.last();
            if (!note.equals(shown)) {
                shown = note;
                model.say(note);
                changed = true;
            }
            boolean late = System.nanoTime() - drawnNanos >= FRAME_NANOS;
            if ((changed || screen.isResized()) && (late || !model.hasWork())) {
                screen.measure();
                screen.draw(view.draw(screen.rows(), screen.columns()));
                changed = false;
                drawnNanos = System.nanoTime();
            }
            changed |= takeKeys(screen::read, model.waitMillis(), key -> {
                if (TravelAction.of(key) == TravelAction.REDRAW) {
                    screen.redraw();
                }
                model.key(key);
                return !model.isEnded();
            });
            if (model.hasWork()) {
                model.work();
                changed = true;
            }
            changed |= model.tick();
        }
    }

    /**
     * Processes keys as long as further keys are available, but at most {@value #MAX_KEYS}, so that the screen can be
     * drawn in between. Each key that is read is also processed.
     *
     * @param keys waits for a key for at most the given number of milliseconds, and returns it; returns null if no key
     *     arrives in time
     * @param waitMillis the number of milliseconds to wait for the first key
     * @param take processes a key, and returns whether to continue
     * @return whether any key was read
     */
    static boolean takeKeys(LongFunction<@Nullable String> keys, long waitMillis, Predicate<String> take) {
        String key = keys.apply(waitMillis);
        boolean some = key != null;
        int taken = 0;
        while (key != null && take.test(key)) {
            taken++;
            key = taken < MAX_KEYS ? keys.apply(0) : null;
        }
        return some;
    }
}
