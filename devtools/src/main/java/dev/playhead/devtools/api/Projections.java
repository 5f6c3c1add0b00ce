package dev.playhead.devtools.api;

import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Question;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.Projection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The projections by the names that a page uses. The name {@value #GRID} is that of the grids. */
final class Projections {
    static final String GRID = "grid";

    private final Map<String, Projection<?>> byName = new LinkedHashMap<>();
    private final Projection<GridState> grid;

    /**
     * Creates the projections of a page.
     *
     * @param further projections beside that of the grids; the first of a {@link GridState} is used for the grids
     */
    Projections(List<Projection<?>> further) {
        Projection<GridState> found = null;
        for (Projection<?> projection : further) {
            Projection<GridState> ofGrids = found == null ? ofGrids(projection) : null;
            if (ofGrids == null) {
                byName.put(projection.name(), projection);
            } else {
                found = ofGrids;
            }
        }
        this.grid = found == null ? GridState.projection() : found;
        byName.put(GRID, grid);
    }

    @SuppressWarnings("unchecked") // the states of a projection have the type of its initial state
    private static @Nullable Projection<GridState> ofGrids(Projection<?> projection) {
        return projection.initial() instanceof GridState ? (Projection<GridState>) projection : null;
    }

    Projection<GridState> grid() {
        return grid;
    }

    /** {@return the names, that of the grids first} */
    List<String> names() {
        return byName.keySet().stream()
                .sorted((a, b) -> Boolean.compare(b.equals(GRID), a.equals(GRID))) // stable
                .toList();
    }

    /** {@return the projection that a request names; that of the grids if it names none} */
    Projection<?> of(Question question) {
        String name = question.parameter("projection");
        Projection<?> found = byName.get(name == null ? GRID : name);
        if (found == null) {
            throw new BadRequest("projection=" + EventJson.clean(String.valueOf(name)) + " is unknown; there are "
                    + String.join(", ", names()));
        }
        return found;
    }
}
