package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.Change;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.TimelineManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Questions about a cell: its changes, and the first event after which it meets a condition.
 *
 * <p><b>Cost.</b> Only the events of the row are read, unless the history has transactions, which may name rows by
 * their positions, or needs a state that is kept only for all grids.
 */
final class CellQuestions {
    private static final String TRANSACTION = "state:transaction";

    /** The number of events whose changes are asked for at once, since all of these changes are kept meanwhile. */
    private static final int AT_ONCE = 20_000;
    /** The maximum number of parts of a history, since each part begins with a state that has to be found. */
    private static final int MAX_PARTS = 64;

    private final EventHistory history;
    private final PartialFold partial;
    private final Projection<GridState> grids;

    /**
     * A cell.
     *
     * @param gridId the grid
     * @param rowId the row
     * @param columnId the column
     */
    record Cell(String gridId, String rowId, String columnId) {
        /** {@return the value of the cell in a state; {@link PayloadPath#NOTHING} if it has none} */
        @Nullable
        Object in(GridState state) {
            Map<String, @Nullable Object> row =
                    state.grid(gridId).flatMap(grid -> grid.row(rowId)).orElse(null);
            return row == null || !row.containsKey(columnId) ? PayloadPath.NOTHING : row.get(columnId);
        }
    }

    /**
     * An answer.
     *
     * @param value the answer
     * @param refusal why the answer takes only the retained events into account; null if none are missing
     */
    record Answer<T>(T value, @Nullable IncompleteHistoryException refusal) {}

    CellQuestions(EventHistory history, PartialFold partial, Projection<GridState> grids) {
        this.history = history;
        this.partial = partial;
        this.grids = grids;
    }

    /** {@return the changes of a cell, of which the latest ones are kept up to a limit} */
    Answer<CellChanges> changes(Cell cell, int limit, ProgressListener watch) {
        return ask(
                cell,
                watch,
                (timeline, projection) -> wholeChanges(timeline, projection, cell, limit),
                all -> partialChanges(all, cell, limit, watch));
    }

    private CellChanges wholeChanges(TimelineManager timeline, Projection<GridState> projection, Cell cell, int limit) {
        CellChanges.Collected changes = new CellChanges.Collected(limit);
        for (SequenceRange part : parts(projection)) {
            timeline.within(part)
                    .<GridState, Object>changesOf(projection, cell::in)
                    .forEach(changes::add);
        }
        return changes.changes();
    }

    /** Returns the ranges in which changes are asked for one after the other. */
    private List<SequenceRange> parts(Projection<GridState> projection) {
        HistoryStats stats = history.stats();
        long first = stats.firstSequence();
        long last = stats.lastSequence();
        if (first < 0 || history.count(projection.relevant()) <= AT_ONCE) {
            return List.of(new SequenceRange(0, Long.MAX_VALUE));
        }
        long length = Math.max(AT_ONCE, (last - first) / MAX_PARTS + 1);
        Set<Long> breaks = new HashSet<>();
        stats.breaks().forEach(one -> breaks.add(one.sequence()));
        List<SequenceRange> parts = new ArrayList<>();
        long begin = 0;
        for (long next = first + length; next <= last; next += length) {
            while (breaks.contains(next)) {
                next++; // a break between two parts would be in none of them
            }
            parts.add(new SequenceRange(begin, next - 1));
            begin = next;
        }
        parts.add(new SequenceRange(begin, Math.max(begin, last)));
        return parts;
    }

    /** {@return the first event after which a cell meets a condition that it did not meet before} */
    Answer<Optional<RecordedEvent>> first(Cell cell, Predicate<@Nullable Object> condition, ProgressListener watch) {
        return ask(
                cell,
                watch,
                (timeline, projection) -> timeline.firstEventWhere(projection, state -> condition.test(cell.in(state))),
                all -> partialFirst(all, cell, condition, watch));
    }

    private <T> Answer<T> ask(
            Cell cell,
            ProgressListener watch,
            BiFunction<TimelineManager, Projection<GridState>, T> question,
            Function<Projection<GridState>, T> ofRetained) {
        TimelineManager timeline = history.newTimeline().watched(watch);
        if (readsOneRow()) {
            try {
                return new Answer<>(question.apply(timeline, GridState.projection(cell.gridId, cell.rowId)), null);
            } catch (IncompleteHistoryException e) {
                return ofAllGrids(timeline, question, ofRetained); // a state may be kept for them
            }
        }
        return ofAllGrids(timeline, question, ofRetained);
    }

    private boolean readsOneRow() {
        return grids.equals(GridState.projection()) && history.count(EventFilter.typeIs(TRANSACTION)) == 0;
    }

    private <T> Answer<T> ofAllGrids(
            TimelineManager timeline,
            BiFunction<TimelineManager, Projection<GridState>, T> question,
            Function<Projection<GridState>, T> ofRetained) {
        try {
            return new Answer<>(question.apply(timeline, grids), null);
        } catch (IncompleteHistoryException e) {
            return new Answer<>(ofRetained.apply(grids), e);
        }
    }

    private CellChanges partialChanges(Projection<GridState> projection, Cell cell, int limit, ProgressListener watch) {
        CellChanges.Collected changes = new CellChanges.Collected(limit);
        partial.steps(projection, watch, (event, before, after) -> {
            Object left = cell.in(before);
            Object right = cell.in(after);
            if (!Objects.equals(left, right)) {
                changes.add(new Change<>(event, left, right));
            }
            return true;
        });
        return changes.changes();
    }

    private Optional<RecordedEvent> partialFirst(
            Projection<GridState> projection,
            Cell cell,
            Predicate<@Nullable Object> condition,
            ProgressListener watch) {
        List<RecordedEvent> found = new ArrayList<>(1);
        partial.steps(projection, watch, (event, before, after) -> {
            if (condition.test(cell.in(after)) && !condition.test(cell.in(before))) {
                found.add(event);
            }
            return found.isEmpty();
        });
        return found.stream().findFirst();
    }
}
