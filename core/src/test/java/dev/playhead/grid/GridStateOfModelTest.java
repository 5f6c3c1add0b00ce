package dev.playhead.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests of states that an application creates from events without a history. */
class GridStateOfModelTest {
    private static GridEvent init() {
        return GridEvent.of(
                "grid:init",
                Map.of("gridId", "orders", "rows", List.of(Map.of("rowId", "7", "values", Map.of("price", 12)))));
    }

    private static GridEvent edit(Object value) {
        return GridEvents.CELL_EDIT.event(new GridEvents.CellEdit("orders", "7", "price", 12, value));
    }

    @Test
    void shouldCreateAStateFromEvents() {
        GridState state = GridState.of(init(), edit(13));

        assertThat(state.grid("orders").orElseThrow().cell("7", "price")).isEqualTo(13L);
        assertThat(GridState.of().gridIds()).isEmpty();
    }

    @Test
    void shouldCreateTheSameStateAsAHistory() {
        try (EventHistory history = EventHistory.inMemory()) {
            history.recordEvent(init());
            history.recordEvent(edit(13));
            assertThat(GridState.of(init(), edit(13)))
                    .isEqualTo(history.timeline().snapshot().state(GridState.projection()));
        }
    }

    @Test
    void shouldServeAsABaseline() {
        try (EventHistory history =
                EventHistory.builder().projection(GridState.projection()).build()) {
            history.baseline(GridState.projection(), GridState.of(init()));
            history.recordEvent(edit(14));
            assertThat(history.timeline()
                            .snapshot()
                            .state(GridState.projection())
                            .grid("orders")
                            .orElseThrow()
                            .cell("7", "price"))
                    .isEqualTo(14L);
        }
    }

    @Test
    void shouldRefuseEventsThatAreNotValidGridEvents() {
        for (GridEvent event : List.of(GridEvent.of("cell:edit", "x"), GridEvent.of("order:paid", Map.of()))) {
            assertThatThrownBy(() -> GridState.of(init(), event))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("type=" + event.type());
        }
    }
}
