package dev.playhead.cli.option;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.view.EntitiesView;
import dev.playhead.cli.view.GridView;
import dev.playhead.cli.view.StateView;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that select a state. */
public final class StateOptions {
    /** The kinds of states. */
    enum Kind {
        grid,
        entities
    }

    @Option(
            names = "--projection",
            order = 20,
            paramLabel = "KIND",
            description = "The kind of state: grid (rows and columns, from the standard grid events) or entities (with"
                    + " --by). Default: entities with --by, otherwise grid if the file has one.")
    @Nullable
    Kind kind;

    @Option(
            names = "--by",
            order = 21,
            paramLabel = "FIELD",
            description = "For entities: events with the same value at this path of the payload belong to the same"
                    + " entity. An entity has the fields of all these payloads; later values replace earlier values."
                    + " FIELD can also be @source or @type.")
    @Nullable
    public String by;

    @Option(names = "--grid", order = 22, paramLabel = "ID", description = "The grid, if the file has more than one.")
    @Nullable
    String grid;

    @Option(
            names = "--row-id",
            order = 23,
            paramLabel = "FIELD",
            description =
                    "The field that contains the id of a row, for rows that are recorded without a rowId; without this"
                            + " option, the id of such a row is its position.")
    @Nullable
    String rowId;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** {@return whether the command line selects a state} */
    public boolean isGiven() {
        return kind != null || by != null || grid != null || rowId != null;
    }

    /**
     * {@return the view of the state that the command line selects; without a selection, the view of the grids in the
     * file, or null if the file has no grids}
     */
    @Nullable
    public StateView<?> find(EventHistory history) {
        check();
        if (by != null) {
            missingField(history).ifPresent(why -> {
                throw new CommandFailure(why);
            });
            return new EntitiesView(by);
        }
        if (grid != null) {
            GridNames.check(history, grid);
        }
        boolean isGrid = kind == Kind.grid || grid != null || rowId != null || hasGrid(history);
        return isGrid ? new GridView(grid, rowId) : null;
    }

    /** Returns the same view as {@link #find}, but throws an exception instead of returning null. */
    public StateView<?> require(EventHistory history) {
        StateView<?> view = find(history);
        if (view == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the file has no grid events; name the payload field that identifies entities with --by FIELD,"
                            + " such as --by rowId");
        }
        return view;
    }

    /** {@return the reason why there are no entities, if no payload has the field of {@code --by}} */
    private Optional<String> missingField(EventHistory history) {
        if (by == null || EntitiesView.OF_EVENT.contains(by)) {
            return Optional.empty();
        }
        PayloadPath path = PayloadPath.parse(by);
        Set<String> fields = new LinkedHashSet<>();
        boolean some = false;
        try (Stream<RecordedEvent> events = history.events(EventFilter.all())) {
            for (RecordedEvent event : (Iterable<RecordedEvent>) events::iterator) {
                some = true;
                if (path.find(event.payload()) != PayloadPath.NOTHING) {
                    return Optional.empty();
                }
                if (event.payload() instanceof Map<?, ?> payload) {
                    payload.keySet().forEach(field -> fields.add(String.valueOf(field)));
                }
            }
        }
        if (!some) {
            return Optional.empty(); // events with the field may follow
        }
        return Optional.of("no payload has the field " + by + " of --by; existing fields: " + Text.some(fields));
    }

    /** Rejects options that contradict each other, before anything is read. */
    public void check() {
        if (kind == Kind.entities && by == null) {
            throw new ParameterException(
                    spec.commandLine(), "--projection entities needs --by FIELD, such as --by rowId");
        }
        if (by != null && (kind == Kind.grid || grid != null || rowId != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--by is for entities, not for a grid; remove one of the options");
        }
    }

    /**
     * {@return true if events create grids, even if these are destroyed later, or if events were dropped and there are
     * grids at the end}
     */
    private static boolean hasGrid(EventHistory history) {
        Projection<GridState> grids = GridState.projection();
        try (Stream<RecordedEvent> events = history.events(grids.relevant())) {
            if (events.anyMatch(event -> grids.initial().misfit(event).isEmpty())) {
                return true;
            }
        }
        try {
            EventSnapshot unusedAsNothingWasBefore = history.getEventSnapshotAtSequence(-1);
            return false;
        } catch (IncompleteHistoryException e) { // events were dropped
            return hasGridAtEnd(history, grids);
        }
    }

    private static boolean hasGridAtEnd(EventHistory history, Projection<GridState> grids) {
        EventSnapshot end = history.timeline().toLive();
        GridState state;
        try {
            state = end.state(grids);
        } catch (IncompleteHistoryException e) {
            // The complete state is unknown, but the retained events may still show a grid.
            state = end.partialState(grids);
        }
        return !state.gridIds().isEmpty();
    }
}
