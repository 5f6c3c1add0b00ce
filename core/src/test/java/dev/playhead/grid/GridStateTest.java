package dev.playhead.grid;

import static dev.playhead.grid.Recording.GRID;
import static dev.playhead.grid.Recording.map;
import static dev.playhead.grid.Recording.ofThreeRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GridStateTest {
    @Test
    void shouldBeginWithoutGrids() {
        GridState initial = GridState.projection().initial();

        assertThat(initial.gridIds()).isEmpty();
        assertThat(initial.grid(GRID)).isEmpty();
        assertThat(initial.ignoredEvents()).isZero();
        assertThat(initial.toData()).isEqualTo(map("grids", Map.of(), "ignoredEvents", 0L));
    }

    @Test
    void shouldReturnTheSameProjectionAtEachCall() {
        assertThat(GridState.projection()).isSameAs(GridState.projection());
        assertThat(GridState.projection().name()).isEqualTo("grid-state");
    }

    @Nested
    class OfGrids {
        @Test
        void shouldBeginWithTheColumnsAndRowsOfInit() {
            Grid grid = new Recording()
                    .record(
                            "grid:init",
                            "columns",
                            List.of(
                                    map("columnId", "b", "title", "B", "width", 80, "visible", false, "pin", "left"),
                                    map("columnId", "a")),
                            "rows",
                            List.of(
                                    map("rowId", "2", "values", map("a", 1)),
                                    map("rowId", "1", "values", map("a", null, "c", 3.5))))
                    .grid();

            assertThat(grid.gridId()).isEqualTo(GRID);
            assertThat(grid.ready()).isFalse();
            assertThat(grid.columns())
                    .containsExactly(
                            new Column("b", "B", 80.0, false, PinSide.LEFT, null, null, Map.of()),
                            new Column("a", null, null, true, PinSide.NONE, null, null, Map.of()));
            assertThat(grid.rowIds()).containsExactly("2", "1");
            assertThat(grid.row("1")).contains(map("a", null, "c", 3.5));
        }

        @Test
        void shouldDiscardTheFormerGridOnInit() {
            Recording recording = ofThreeRows()
                    .record("grid:ready")
                    .record("row:select", "rowIds", List.of("1"), "selected", true)
                    .record("state:patch", "patch", map("a", 1))
                    .record("grid:init");

            assertThat(recording.state())
                    .isEqualTo(new Recording().record("grid:init").state());
            assertThat(recording.grid().rowCount()).isZero();
        }

        @Test
        void shouldBecomeReady() {
            assertThat(ofThreeRows().record("grid:ready").grid().ready()).isTrue();
        }

        @Test
        void shouldRemoveAGridOnDestroyAndRecreateItOnALaterEvent() {
            Recording recording = ofThreeRows().record("grid:destroy");

            assertThat(recording.state().gridIds()).isEmpty();

            recording.record("grid:ready");
            assertThat(recording.grid().ready()).isTrue();
            assertThat(recording.grid().rowCount()).isZero();
        }

        @Test
        void shouldKeepTheStateWhenAnUnknownGridIsDestroyed() {
            GridState before = ofThreeRows().state();

            assertThat(GridState.projection().apply(before, Recording.event(9, "grid:destroy", map("gridId", "other"))))
                    .isSameAs(before);
        }

        @Test
        void shouldMergeAttributes() {
            Grid grid = ofThreeRows()
                    .record("grid:state-change", "changes", map("page", 1, "loading", true))
                    .record("grid:state-change", "changes", map("page", 2, "loading", null))
                    .grid();

            assertThat(grid.attributes()).isEqualTo(map("page", 2L));
        }

        @Test
        void shouldKeepTheStatesOfGridsSeparate() {
            GridState state = ofThreeRows()
                    .recordPayload(
                            "cell:edit", map("gridId", "stock", "rowId", "1", "columnId", "name", "newValue", "x"))
                    .state();

            assertThat(state.gridIds()).containsExactly("orders", "stock");
            assertThat(state.grid("orders").orElseThrow().cell("1", "name")).isEqualTo("apple");
            assertThat(state.grid("stock").orElseThrow().cell("1", "name")).isEqualTo("x");
        }
    }

    @Nested
    class OfRows {
        @Test
        void shouldAddAtTheEndOrAtAnIndex() {
            Grid grid = ofThreeRows()
                    .record("row:add", "rowId", "last", "values", map("name", "fig"))
                    .record("row:add", "rowId", "first", "values", map(), "index", 0)
                    .record("row:add", "rowId", "third", "values", map(), "index", 2)
                    .record("row:add", "rowId", "beyond", "values", map(), "index", Long.MAX_VALUE)
                    .grid();

            assertThat(grid.rowIds()).containsExactly("first", "1", "third", "2", "3", "last", "beyond");
            assertThat(grid.rowCount()).isEqualTo(7);
            assertThat(grid.cell("last", "name")).isEqualTo("fig");
        }

        @Test
        void shouldReplaceTheValuesOfARowAddedAgainAndKeepItsPosition() {
            Recording recording = ofThreeRows()
                    .record("row:state-change", "rowId", "1", "changes", map("height", 40))
                    .record("row:add", "rowId", "1", "values", map("price", 11));

            assertThat(recording.grid().rowIds()).containsExactly("1", "2", "3");
            assertThat(recording.grid().row("1")).contains(map("price", 11L));
            assertThat(recording.grid().rowAttributes("1")).isEqualTo(map("height", 40L));

            recording.record("row:add", "rowId", "1", "values", map("price", 12), "index", 1);
            assertThat(recording.grid().rowIds()).containsExactly("2", "1", "3");
        }

        @Test
        void shouldRemoveARowAndAllReferencesToIt() {
            Recording recording = ofThreeRows();
            for (String rowId : List.of("1", "2")) {
                recording
                        .record("row:select", "rowIds", List.of(rowId), "selected", true)
                        .record("row:expand", "rowId", rowId, "expanded", true)
                        .record("cell:select", "rowIds", List.of(rowId), "columnIds", List.of("name"), "selected", true)
                        .record("cell:validation-error", "rowId", rowId, "columnId", "price", "message", "too low")
                        .record("cell:focus", "rowId", rowId, "columnId", "name")
                        .record("cell:hover", "rowId", rowId, "columnId", "name");
            }
            Grid grid = recording.record("row:remove", "rowId", "2").grid();

            assertThat(grid.rowIds()).containsExactly("1", "3");
            assertThat(grid.row("2")).isEmpty();
            assertThat(grid.cell("2", "name")).isNull();
            assertThat(grid.rowAttributes("2")).isEmpty();
            assertThat(grid.selectedRows()).containsExactly("1");
            assertThat(grid.expandedRows()).containsExactly("1");
            assertThat(grid.selectedCells()).isEqualTo(Map.of("1", Set.of("name")));
            assertThat(grid.validationErrors()).isEqualTo(Map.of("1", Map.of("price", "too low")));
            assertThat(grid.focus()).isEmpty();
            assertThat(grid.hover()).isEmpty();
        }

        @Test
        void shouldKeepFocusAndHoverOnOtherRowsWhenARowIsRemoved() {
            Grid grid = ofThreeRows()
                    .record("cell:focus", "rowId", "1", "columnId", "name")
                    .record("cell:hover", "rowId", "3", "columnId", "price")
                    .record("row:remove", "rowId", "2")
                    .record("row:remove", "rowId", "unknown")
                    .grid();

            assertThat(grid.focus()).contains(new CellRef("1", "name"));
            assertThat(grid.hover()).contains(new CellRef("3", "price"));
            assertThat(grid.rowIds()).containsExactly("1", "3");
        }

        @Test
        void shouldMoveARowToAPositionAmongTheOtherRows() {
            Recording recording = ofThreeRows().record("row:move", "rowId", "1", "toIndex", 1, "fromIndex", 0);
            assertThat(recording.grid().rowIds()).containsExactly("2", "1", "3");

            recording.record("row:move", "rowId", "2", "toIndex", 99);
            assertThat(recording.grid().rowIds()).containsExactly("1", "3", "2");

            recording.record("row:move", "rowId", "2", "toIndex", 0);
            assertThat(recording.grid().rowIds()).containsExactly("2", "1", "3");
            assertThat(recording.grid().cell("2", "name")).isEqualTo("pear");

            recording.record("row:move", "rowId", "unknown", "toIndex", 1);
            assertThat(recording.grid().rowIds()).containsExactly("2", "unknown", "1", "3");
        }

        @Test
        void shouldUpdateOnlyTheGivenFields() {
            Grid grid = ofThreeRows()
                    .record("row:update", "rowId", "1", "changes", map("price", null, "stock", 5))
                    .record("row:update", "rowId", "2", "changes", map("price", 21, "name", "quince"))
                    .record("row:update", "rowId", "new", "changes", map("name", "fig"))
                    .grid();

            assertThat(grid.row("1")).contains(map("name", "apple", "price", null, "stock", 5L));
            assertThat(grid.row("2")).contains(map("name", "quince", "price", 21L));
            assertThat(grid.row("new")).contains(map("name", "fig"));
            assertThat(grid.rowIds()).containsExactly("1", "2", "3", "new");
        }

        @Test
        void shouldSelectAndDeselect() {
            Recording recording = ofThreeRows()
                    .record("row:select", "rowIds", List.of("3", "1", "unknown"), "selected", true)
                    .record("row:select", "rowIds", List.of("2"), "selected", true, "replace", false);
            assertThat(recording.grid().selectedRows()).containsExactly("1", "2", "3", "unknown");

            recording.record("row:select", "rowIds", List.of("1", "2"), "selected", false);
            assertThat(recording.grid().selectedRows()).containsExactly("3", "unknown");

            recording.record("row:select", "rowIds", List.of("1"), "selected", true, "replace", true);
            assertThat(recording.grid().selectedRows()).containsExactly("1");

            recording.record("row:select", "rowIds", List.of(), "selected", true, "replace", true);
            assertThat(recording.grid().selectedRows()).isEmpty();
            assertThat(recording.grid().rowCount()).isEqualTo(3);
        }

        @Test
        void shouldExpandAndCollapse() {
            Recording recording = ofThreeRows()
                    .record("row:expand", "rowId", "2", "expanded", true)
                    .record("row:expand", "rowId", "1", "expanded", true);
            assertThat(recording.grid().expandedRows()).containsExactly("1", "2");

            recording.record("row:expand", "rowId", "2", "expanded", false);
            assertThat(recording.grid().expandedRows()).containsExactly("1");
        }

        @Test
        void shouldMergeAttributesOfARow() {
            Grid grid = ofThreeRows()
                    .record("row:state-change", "rowId", "1", "changes", map("height", 40, "dirty", true))
                    .record("row:state-change", "rowId", "1", "changes", map("dirty", null))
                    .record("row:state-change", "rowId", "new", "changes", map("loading", true))
                    .record("cell:edit", "rowId", "1", "columnId", "price", "oldValue", 10, "newValue", 12)
                    .record("row:move", "rowId", "1", "toIndex", 2)
                    .grid();

            assertThat(grid.rowAttributes("1")).isEqualTo(map("height", 40L));
            assertThat(grid.rowAttributes("new")).isEqualTo(map("loading", true));
            assertThat(grid.row("new")).contains(Map.of());
            assertThat(grid.rowAttributes("none")).isEmpty();
        }
    }

    @Nested
    class OfCells {
        @Test
        void shouldSetTheValueOnCellEditCellValueAndCellUpdate() {
            Recording recording = ofThreeRows()
                    .record("cell:edit", "rowId", "1", "columnId", "price", "oldValue", 10, "newValue", 11);
            assertThat(recording.grid().cell("1", "price")).isEqualTo(11L);

            recording.record("cell:value", "rowId", "1", "columnId", "price", "value", 12.5);
            assertThat(recording.grid().cell("1", "price")).isEqualTo(12.5);

            recording.record(
                    "cell:update",
                    "rowId",
                    "1",
                    "columnId",
                    "price",
                    "oldValue",
                    "not compared",
                    "newValue",
                    map("amount", 13),
                    "reason",
                    "undo");
            assertThat(recording.grid().cell("1", "price")).isEqualTo(map("amount", 13L));
            assertThat(recording.grid().row("1")).contains(map("name", "apple", "price", map("amount", 13L)));
        }

        @Test
        void shouldKeepNullAsAValue() {
            Grid grid = ofThreeRows()
                    .record("cell:edit", "rowId", "1", "columnId", "price", "newValue", null)
                    .grid();

            assertThat(grid.cell("1", "price")).isNull();
            assertThat(grid.row("1")).contains(map("name", "apple", "price", null));
        }

        @Test
        void shouldCreateAMissingRowButNoColumn() {
            Grid grid = ofThreeRows()
                    .record("cell:value", "rowId", "9", "columnId", "stock", "value", 1)
                    .record("cell:value", "rowId", "1", "columnId", "stock", "value", 2)
                    .grid();

            assertThat(grid.rowIds()).containsExactly("1", "2", "3", "9");
            assertThat(grid.row("9")).contains(map("stock", 1L));
            assertThat(grid.row("1")).contains(map("name", "apple", "price", 10L, "stock", 2L));
            assertThat(grid.column("stock")).isEmpty();
            assertThat(grid.cell("1", "no such field")).isNull();
        }

        @Test
        void shouldSetAndClearFocusAndHover() {
            Recording recording = ofThreeRows()
                    .record("cell:focus", "rowId", "1", "columnId", "name")
                    .record("cell:hover", "rowId", "7", "columnId", "name");
            assertThat(recording.grid().focus()).contains(new CellRef("1", "name"));
            assertThat(recording.grid().hover()).contains(new CellRef("7", "name"));

            recording
                    .record("cell:focus", "rowId", null, "columnId", null)
                    .record("cell:hover", "rowId", null, "columnId", null);
            assertThat(recording.grid().focus()).isEmpty();
            assertThat(recording.grid().hover()).isEmpty();
            assertThat(recording.grid().rowCount()).isEqualTo(3);
        }

        @Test
        void shouldSelectEachGivenColumnOfEachGivenRow() {
            Recording recording = ofThreeRows()
                    .record(
                            "cell:select",
                            "rowIds",
                            List.of("1", "2"),
                            "columnIds",
                            List.of("name", "price"),
                            "selected",
                            true)
                    .record("cell:select", "rowIds", List.of("2"), "columnIds", List.of("stock"), "selected", true);
            assertThat(recording.grid().selectedCells())
                    .isEqualTo(Map.of("1", Set.of("name", "price"), "2", Set.of("name", "price", "stock")));

            recording.record(
                    "cell:select",
                    "rowIds",
                    List.of("1", "2", "3"),
                    "columnIds",
                    List.of("name", "price"),
                    "selected",
                    false);
            assertThat(recording.grid().selectedCells()).isEqualTo(Map.of("2", Set.of("stock")));

            recording.record(
                    "cell:select",
                    "rowIds",
                    List.of("3"),
                    "columnIds",
                    List.of("name"),
                    "selected",
                    true,
                    "replace",
                    true);
            assertThat(recording.grid().selectedCells()).isEqualTo(Map.of("3", Set.of("name")));
        }

        @Test
        void shouldKeepAnErrorUntilItIsCleared() {
            Recording recording = ofThreeRows()
                    .record("cell:validation-error", "rowId", "1", "columnId", "price", "message", "too low")
                    .record("cell:validation-error", "rowId", "1", "columnId", "name", "message", "too short")
                    .record("cell:edit", "rowId", "1", "columnId", "price", "newValue", 99);
            assertThat(recording.grid().validationErrors())
                    .isEqualTo(Map.of("1", Map.of("price", "too low", "name", "too short")));

            recording
                    .record("cell:validation-error", "rowId", "1", "columnId", "price", "message", null)
                    .record("cell:validation-error", "rowId", "1", "columnId", "name", "message", null);
            assertThat(recording.grid().validationErrors()).isEmpty();
        }
    }

    @Nested
    class OfColumns {
        private List<String> order(Recording recording) {
            return recording.grid().columns().stream().map(Column::columnId).toList();
        }

        @Test
        void shouldAddAtTheEndOrAtAnIndex() {
            Recording recording = ofThreeRows()
                    .record("column:add", "columnId", "stock", "title", "Stock", "width", 60.5, "pin", "RIGHT")
                    .record("column:add", "columnId", "id", "index", 0, "visible", false);

            assertThat(order(recording)).containsExactly("id", "name", "price", "stock");
            assertThat(recording.grid().column("stock"))
                    .contains(new Column("stock", "Stock", 60.5, true, PinSide.RIGHT, null, null, Map.of()));
            assertThat(recording.grid().column("id").orElseThrow().visible()).isFalse();
        }

        @Test
        void shouldRedefineAColumnAddedAgain() {
            Recording recording = ofThreeRows()
                    .record("column:sort", "columnId", "name", "direction", "asc")
                    .record("column:add", "columnId", "name", "title", "Name");

            assertThat(order(recording)).containsExactly("name", "price");
            Column name = recording.grid().column("name").orElseThrow();
            assertThat(name.title()).isEqualTo("Name");
            assertThat(name.sort()).isEqualTo(new Column.Sort(SortDirection.ASC, 0));

            recording.record("column:add", "columnId", "name", "index", 1);
            assertThat(order(recording)).containsExactly("price", "name");
        }

        @Test
        void shouldRemoveAColumnAndAllReferencesToItButKeepItsValues() {
            Recording recording = ofThreeRows();
            for (String columnId : List.of("name", "price")) {
                recording
                        .record("cell:select", "rowIds", List.of("1"), "columnIds", List.of(columnId), "selected", true)
                        .record("cell:validation-error", "rowId", "1", "columnId", columnId, "message", "wrong")
                        .record("cell:validation-error", "rowId", "2", "columnId", "price", "message", "wrong")
                        .record("cell:focus", "rowId", "1", "columnId", columnId)
                        .record("cell:hover", "rowId", "1", "columnId", columnId);
            }
            Grid grid = recording.record("column:remove", "columnId", "price").grid();

            assertThat(order(recording)).containsExactly("name");
            assertThat(grid.selectedCells()).isEqualTo(Map.of("1", Set.of("name")));
            assertThat(grid.validationErrors()).isEqualTo(Map.of("1", Map.of("name", "wrong")));
            assertThat(grid.focus()).isEmpty();
            assertThat(grid.hover()).isEmpty();
            assertThat(grid.cell("1", "price")).isEqualTo(10L);
        }

        @Test
        void shouldKeepFocusAndHoverOnOtherColumnsWhenAColumnIsRemoved() {
            Grid grid = ofThreeRows()
                    .record("cell:focus", "rowId", "1", "columnId", "name")
                    .record("cell:hover", "rowId", "2", "columnId", "name")
                    .record("column:remove", "columnId", "price")
                    .record("column:remove", "columnId", "unknown")
                    .grid();

            assertThat(grid.focus()).contains(new CellRef("1", "name"));
            assertThat(grid.hover()).contains(new CellRef("2", "name"));
        }

        @Test
        void shouldMoveAndReorder() {
            Recording recording = ofThreeRows()
                    .record("column:add", "columnId", "stock")
                    .record("column:move", "columnId", "name", "toIndex", 1, "fromIndex", 0);
            assertThat(order(recording)).containsExactly("price", "name", "stock");

            recording.record("column:move", "columnId", "price", "toIndex", 99);
            assertThat(order(recording)).containsExactly("name", "stock", "price");

            recording.record("column:move", "columnId", "new", "toIndex", 0);
            assertThat(order(recording)).containsExactly("new", "name", "stock", "price");

            recording.record("column:reorder", "columnIds", List.of("price", "other", "new", "price"));
            assertThat(order(recording)).containsExactly("price", "other", "new", "name", "stock");
            assertThat(recording.grid().column("other")).isPresent();
        }

        @Test
        void shouldSetWidthVisibilityAndPin() {
            Grid grid = ofThreeRows()
                    .record("column:resize", "columnId", "name", "width", 120)
                    .record("column:visibility", "columnId", "name", "visible", false)
                    .record("column:pin", "columnId", "name", "side", "left")
                    .record("column:resize", "columnId", "new", "width", new BigDecimal("1.50"))
                    .record("column:visibility", "columnId", "price", "visible", true)
                    .record("column:pin", "columnId", "price", "side", "None")
                    .grid();

            assertThat(grid.columns())
                    .containsExactly(
                            new Column("name", null, 120.0, false, PinSide.LEFT, null, null, Map.of()),
                            new Column("price", null, 80.0, true, PinSide.NONE, null, null, Map.of()),
                            new Column("new", null, 1.5, true, PinSide.NONE, null, null, Map.of()));
        }

        @Test
        void shouldSortByOneColumnUnlessAPriorityIsGiven() {
            Recording recording = ofThreeRows()
                    .record("column:sort", "columnId", "price", "direction", "desc", "priority", 1)
                    .record("column:sort", "columnId", "name", "direction", "asc", "priority", 0);
            assertThat(recording.grid().sortedColumns())
                    .extracting(Column::columnId)
                    .containsExactly("name", "price");

            recording.record("column:sort", "columnId", "name", "direction", "none");
            assertThat(recording.grid().sortedColumns())
                    .extracting(Column::sort)
                    .containsExactly(new Column.Sort(SortDirection.DESC, 1));

            recording.record("column:sort", "columnId", "new", "direction", "ASC");
            assertThat(recording.grid().sortedColumns())
                    .extracting(Column::columnId)
                    .containsExactly("new");
            assertThat(recording.grid().rowIds()).containsExactly("1", "2", "3");
        }

        @Test
        void shouldSortColumnsOfEqualPriorityInTheirOrder() {
            Recording recording = ofThreeRows()
                    .record("column:sort", "columnId", "price", "direction", "asc", "priority", -1)
                    .record("column:sort", "columnId", "name", "direction", "asc", "priority", -1);

            assertThat(recording.grid().sortedColumns())
                    .extracting(Column::columnId)
                    .containsExactly("name", "price");
        }

        @Test
        void shouldSetAndClearAFilter() {
            Recording recording = ofThreeRows()
                    .record("column:filter", "columnId", "price", "operator", "between", "value", List.of(1, 5))
                    .record("column:filter", "columnId", "name", "operator", "blank");
            assertThat(recording.grid().column("price").orElseThrow().filter())
                    .isEqualTo(new Column.Filter("between", List.of(1L, 5L)));
            assertThat(recording.grid().column("name").orElseThrow().filter())
                    .isEqualTo(new Column.Filter("blank", null));

            recording.record("column:filter", "columnId", "price", "operator", null, "value", null);
            assertThat(recording.grid().column("price").orElseThrow().filter()).isNull();
        }

        @Test
        void shouldMergeAttributesOfAColumn() {
            Grid grid = ofThreeRows()
                    .record("column:state-change", "columnId", "name", "changes", map("locked", true, "format", "x"))
                    .record("column:state-change", "columnId", "name", "changes", map("format", null))
                    .grid();

            assertThat(grid.column("name").orElseThrow().attributes()).isEqualTo(map("locked", true));
        }
    }

    @Nested
    class OfFreeFormState {
        @Test
        void shouldSetTheValueAtAPathAndCreateTheMapsAlongIt() {
            Recording recording = ofThreeRows()
                    .record("state:update", "path", "panel.filters.open", "value", true)
                    .record("state:update", "path", "panel.width", "value", null)
                    .record("state:update", "path", "page", "value", 3)
                    .record("state:update", "path", "page.number", "value", 4);

            assertThat(recording.grid().state())
                    .isEqualTo(
                            map("panel", map("filters", map("open", true), "width", null), "page", map("number", 4L)));
        }

        @Test
        void shouldSetElementsOfLists() {
            Recording recording = ofThreeRows()
                    .record("state:reset", "state", map("tabs", List.of("a", map("title", "b"))))
                    .record("state:update", "path", "tabs.0", "value", "A")
                    .record("state:update", "path", "tabs.1.title", "value", "B")
                    .record("state:update", "path", "tabs.2", "value", "C")
                    .record("state:update", "path", "tabs.3.title", "value", "D");

            assertThat(recording.grid().state())
                    .isEqualTo(map("tabs", List.of("A", map("title", "B"), "C", map("title", "D"))));
            assertThat(recording.state().ignoredEvents()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"tabs.1", "tabs.-1", "tabs.x", "tabs.", "tabs.99999999999", "tabs.٠"})
        void shouldIgnoreAnInvalidListIndex(String path) {
            Recording recording = ofThreeRows()
                    .record("state:reset", "state", map("tabs", List.of()))
                    .record("state:update", "path", path, "value", 1);

            assertThat(recording.grid().state()).isEqualTo(map("tabs", List.of()));
            assertThat(recording.state().ignoredEvents()).isOne();
        }

        @Test
        void shouldIgnoreAPathThatExceedsTheMaximumDepth() {
            Recording recording = ofThreeRows()
                    .record("state:update", "path", "a.".repeat(PlainData.MAX_DEPTH) + "a", "value", 1)
                    .record("state:update", "path", "b.".repeat(PlainData.MAX_DEPTH - 1) + "b", "value", 1);

            assertThat(recording.grid().state()).containsOnlyKeys("b");
            assertThat(recording.state().ignoredEvents()).isOne();
        }

        @Test
        void shouldPatchAccordingToRfc7396() {
            Recording recording = ofThreeRows()
                    .record(
                            "state:reset",
                            "state",
                            map(
                                    "title",
                                    "Goodbye!",
                                    "author",
                                    map("given", "John", "family", "Doe"),
                                    "tags",
                                    List.of(1)))
                    .record(
                            "state:patch",
                            "patch",
                            map(
                                    "title",
                                    "Hello!",
                                    "phone",
                                    "+01",
                                    "author",
                                    map("family", null),
                                    "tags",
                                    map("one", map("two", null))));

            assertThat(recording.grid().state())
                    .isEqualTo(map(
                            "title",
                            "Hello!",
                            "author",
                            map("given", "John"),
                            "tags",
                            map("one", map()),
                            "phone",
                            "+01"));
        }

        @Test
        void shouldResetToAGivenOrEmptyState() {
            Recording recording = ofThreeRows()
                    .record("state:patch", "patch", map("a", 1))
                    .record("state:reset", "state", map("b", 2));
            assertThat(recording.grid().state()).isEqualTo(map("b", 2L));

            assertThat(recording.record("state:reset", "state", null).grid().state())
                    .isEmpty();
        }
    }

    @Nested
    class WhenAPayloadDoesNotFit {
        @ParameterizedTest
        @MethodSource("dev.playhead.grid.Misfits#all")
        void shouldCountTheEventAndChangeNothingElse(String type, Object payload) {
            Recording recording = ofThreeRows();
            Map<String, Object> before = recording.grid().toData();

            recording.recordPayload(type, payload);

            assertThat(recording.state().ignoredEvents()).isOne();
            assertThat(recording.grid().toData()).isEqualTo(before);
            assertThat(recording.state().gridIds()).containsExactly(GRID);
        }

        @Test
        void shouldNotCountEventsOfOtherTypes() {
            GridState before = ofThreeRows().state();

            for (String type : List.of("cell:unknown", "CELL:EDIT", "", "app:start")) {
                assertThat(GridState.projection().apply(before, Recording.event(9, type, map("gridId", GRID))))
                        .isSameAs(before);
            }
        }
    }

    @Test
    void shouldAcceptNumbersAsIdsAndConvertThemToText() {
        Recording recording = ofThreeRows()
                .recordPayload("cell:edit", map("gridId", GRID, "rowId", 1, "columnId", "price", "newValue", 99))
                .recordPayload("cell:edit", map("gridId", 7, "rowId", 1.5, "columnId", 3, "newValue", 1))
                .recordPayload(
                        "row:add", map("gridId", 7, "rowId", BigInteger.ONE.shiftLeft(64), "values", map("3", 2)));

        assertThat(recording.grid().cell("1", "price")).isEqualTo(99L);
        Grid seven = recording.state().grid("7").orElseThrow();
        assertThat(seven.rowIds()).containsExactly("1.5", "18446744073709551616");
        assertThat(seven.cell("1.5", "3")).isEqualTo(1L);
    }

    @Test
    void shouldShareTheUneditedRowsWithThePreviousState() {
        Recording recording = ofThreeRows();
        Rows before = recording.grid().rows();
        Rows after = recording
                .record("cell:edit", "rowId", "2", "columnId", "price", "newValue", 21)
                .grid()
                .rows();

        assertThat(after.get("1")).isSameAs(before.get("1"));
        assertThat(after.get("3")).isSameAs(before.get("3"));
        assertThat(after.get("2")).isNotSameAs(before.get("2"));
        assertThat(after.get("2").place).isSameAs(before.get("2").place);
        assertThat(before.get("2").value("price")).isEqualTo(20L);
    }

    @Test
    void shouldShareTheFieldArrayOfRowsWithTheSameFields() {
        Rows rows = ofThreeRows()
                .record("cell:edit", "rowId", "1", "columnId", "stock", "newValue", 1)
                .record("row:update", "rowId", "2", "changes", map("stock", 2))
                .record("row:update", "rowId", "3", "changes", map("price", 31, "stock", 3))
                .record("row:add", "rowId", "4", "values", map("name", "fig", "price", 40, "stock", 4))
                .grid()
                .rows();

        for (String rowId : List.of("2", "3", "4")) {
            assertThat(rows.get(rowId).fields).isSameAs(rows.get("1").fields);
        }
    }

    @Test
    void shouldShareThePartsThatAnEventDoesNotChange() {
        Recording recording = ofThreeRows();
        Grid before = recording.grid();
        Grid after =
                recording.record("cell:hover", "rowId", "1", "columnId", "name").grid();

        assertThat(after.rows()).isSameAs(before.rows());
        assertThat(after.columnTable()).isSameAs(before.columnTable());
    }

    @Test
    void shouldBeEqualByValueRegardlessOfThePrecedingEvents() {
        Recording shorter = ofThreeRows();
        Recording longer = ofThreeRows()
                .record("row:move", "rowId", "3", "toIndex", 0)
                .record("cell:edit", "rowId", "1", "columnId", "price", "newValue", 99)
                .record("row:add", "rowId", "4", "values", map())
                .record("row:move", "rowId", "3", "toIndex", 5)
                .record("row:remove", "rowId", "4")
                .record("cell:edit", "rowId", "1", "columnId", "price", "newValue", new BigDecimal("10.00"));

        assertThat(longer.state()).isEqualTo(shorter.state()).hasSameHashCodeAs(shorter.state());
        assertThat(PlainData.equal(longer.state().toData(), shorter.state().toData()))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.playhead.grid.GridStateTest#changes")
    void shouldDifferAfterEachKindOfChange(String type, Map<String, Object> fields) {
        GridState before = ofThreeRows().state();
        Map<String, Object> payload = map("gridId", GRID);
        payload.putAll(fields);
        Recording recording = ofThreeRows().recordPayload(type, payload);

        assertThat(recording.state()).isNotEqualTo(before);
        assertThat(recording.state().toData()).isNotEqualTo(before.toData());
    }

    static List<Object[]> changes() {
        return Arrays.asList(new Object[][] {
            {"grid:ready", map()},
            {"grid:destroy", map()},
            {"grid:state-change", map("changes", map("a", 1))},
            {"row:move", map("rowId", "1", "toIndex", 1)},
            {"row:remove", map("rowId", "1")},
            {"row:select", map("rowIds", List.of("1"), "selected", true)},
            {"row:state-change", map("rowId", "1", "changes", map("a", 1))},
            {"cell:edit", map("rowId", "1", "columnId", "price", "newValue", 11)},
            {"column:resize", map("columnId", "name", "width", 7)},
            {"column:move", map("columnId", "name", "toIndex", 1)},
            {"state:patch", map("patch", map("a", 1))},
            {"cell:edit", map()},
        });
    }

    @Test
    void shouldNotEqualOtherGridsOrObjectsOfOtherClasses() {
        Recording recording = ofThreeRows();

        assertThat(recording.state()).isNotEqualTo("state");
        assertThat(recording.grid()).isNotEqualTo("grid");
        assertThat(recording.grid())
                .isNotEqualTo(new Recording()
                        .recordPayload("grid:ready", map("gridId", "other"))
                        .state()
                        .grid("other")
                        .orElseThrow());
    }

    @Test
    void shouldConvertToPlainDataInAFixedOrder() {
        Recording recording = ofThreeRows()
                .record("column:sort", "columnId", "price", "direction", "desc")
                .record("column:filter", "columnId", "name", "operator", "contains", "value", "p")
                .record("row:remove", "rowId", "3")
                .record("row:state-change", "rowId", "2", "changes", map("height", 40))
                .record("row:select", "rowIds", List.of("2", "1"), "selected", true)
                .record("cell:focus", "rowId", "1", "columnId", "name")
                .record("cell:edit");

        Map<String, Object> data = recording.state().toData();

        assertThat(PlainData.isPlain(data)).isTrue();
        String expected = "{grids={orders={ready=false, attributes={}, "
                + "columns={name={title=null, width=null, visible=true, pin=none, sort=null, "
                + "filter={operator=contains, value=p}, attributes={}}, "
                + "price={title=null, width=80.0, visible=true, pin=none, sort={direction=desc, priority=0}, "
                + "filter=null, attributes={}}}, columnOrder=[name, price], "
                + "rows={1={name=apple, price=10}, 2={name=pear, price=20}}, rowOrder=[1, 2], "
                + "rowAttributes={2={height=40}}, selectedRows=[1, 2], selectedCells={}, expandedRows=[], "
                + "focus={rowId=1, columnId=name}, hover=null, validationErrors={}, state={}}}, "
                + "ignoredEvents=1}";
        assertThat(data).hasToString(expected);
        assertThat(recording.state())
                .hasToString("GridState[grids=[Grid[orders rows=2 columns=[name, price]]] ignoredEvents=1]");
    }

    @Test
    void shouldReturnImmutableCollections() {
        Grid grid = ofThreeRows()
                .record("row:select", "rowIds", List.of("1"), "selected", true)
                .record("cell:select", "rowIds", List.of("1"), "columnIds", List.of("name"), "selected", true)
                .record("cell:validation-error", "rowId", "1", "columnId", "name", "message", "wrong")
                .record("column:sort", "columnId", "name", "direction", "asc")
                .grid();

        List<Runnable> attempts = List.of(
                () -> grid.rowIds().remove(0),
                () -> grid.row("1").orElseThrow().put("name", "x"),
                () -> grid.columns().clear(),
                () -> grid.sortedColumns().clear(),
                () -> grid.selectedRows().clear(),
                () -> grid.selectedCells().clear(),
                () -> grid.selectedCells().get("1").clear(),
                () -> grid.validationErrors().clear(),
                () -> grid.validationErrors().get("1").clear(),
                () -> grid.state().put("a", 1));
        for (Runnable attempt : attempts) {
            assertThatThrownBy(attempt::run).isInstanceOf(UnsupportedOperationException.class);
        }
    }
}
