package dev.playhead.cli.option;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.output.Text;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A check that a history has a grid with a given id, which may have been destroyed. */
final class GridNames {
    private static final String FIELD = "gridId";

    private GridNames() {}

    /**
     * Rejects the id of a grid that a history does not have. Accepts any id if the history has no events.
     *
     * @param history the history
     * @param id the id of the grid
     * @throws CommandFailure if there is no such grid; the message names the existing grids
     */
    static void check(EventHistory history, String id) {
        Set<String> atEnd = new TreeSet<>(atEnd(history));
        if (atEnd.contains(id) || history.stats().stored() == 0) {
            return;
        }
        if (history.count(Comparand.parse(id).isAt(FIELD)) > 0) {
            return; // the grid was destroyed
        }
        try (Stream<RecordedEvent> events = history.events(EventFilter.all())) {
            events.map(event -> PayloadPath.parse(FIELD).find(event.payload()))
                    .filter(name -> name instanceof String || name instanceof Number)
                    .forEach(name -> atEnd.add(name.toString()));
        }
        throw new CommandFailure("there is no grid " + id + "; "
                + (atEnd.isEmpty() ? "the file has no grid events" : "there are " + Text.some(atEnd)));
    }

    private static Set<String> atEnd(EventHistory history) {
        EventSnapshot end = history.timeline().toLive();
        GridState state;
        try {
            state = end.state(GridState.projection());
        } catch (IncompleteHistoryException e) { // the partial state names grids, too
            state = end.partialState(GridState.projection());
        }
        return Set.copyOf(state.gridIds());
    }
}
