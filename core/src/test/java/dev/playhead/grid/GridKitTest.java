package dev.playhead.grid;

import static dev.playhead.grid.Recording.GRID;
import static dev.playhead.grid.Recording.map;
import static dev.playhead.grid.Recording.ofThreeRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.io.ImportOptions;
import dev.playhead.timetravel.Projection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of folding events in the form that GridKit publishes. */
class GridKitTest {
    private static GridState after(String file, long sequence) {
        try (EventHistory history = EventHistory.builder().build();
                InputStream in = GridKitTest.class.getResourceAsStream("/cases/" + file)) {
            history.importFrom(Objects.requireNonNull(in), ImportOptions.strictly());
            return history.getEventSnapshotAtSequence(sequence).state(GridState.projection());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Grid session(long sequence) {
        return after("gridkit-session.jsonl", sequence).grid("g").orElseThrow();
    }

    @Nested
    class InARecordedSession {
        @Test
        void shouldFoldEveryEvent() {
            assertThat(after("gridkit-session.jsonl", 22).ignoredEvents()).isZero();
            assertThat(after("gridkit-session.jsonl", 22).misfits()).isEmpty();
            assertThat(after("gridkit-session.jsonl", 22).gridIds()).isEmpty();
        }

        @Test
        void shouldFoldEventsOfCells() {
            assertThat(session(5).cell("1", "price")).isEqualTo(11L);
            assertThat(session(6).cell("1", "price")).isEqualTo(13L);
            assertThat(session(7).cell("1", "price")).isEqualTo(14L);
            assertThat(session(8).validationErrors()).isEqualTo(Map.of("1", Map.of("price", "too high")));
            assertThat(session(9).hover()).contains(new CellRef("1", "price"));
            assertThat(session(10).hover()).isEmpty();
        }

        @Test
        void shouldFoldEventsOfRows() {
            assertThat(session(4).rowIds()).containsExactly("1", "2");
            assertThat(session(4).row("1")).contains(map("price", 10L, "qty", 5L));
            assertThat(session(11).selectedRows()).containsExactly("1");
            assertThat(session(12).rowAttributes("1")).isEqualTo(map("locked", true));
            assertThat(session(21).rowIds()).containsExactly("1");
        }

        @Test
        void shouldFoldEventsOfColumns() {
            assertThat(session(0).columns()).extracting(Column::columnId).containsExactly("price", "qty");
            assertThat(session(1).column("price").orElseThrow())
                    .isEqualTo(new Column("price", "Price", 80.0, true, PinSide.NONE, null, null, Map.of()));
            assertThat(session(13).column("price").orElseThrow().filter())
                    .isEqualTo(new Column.Filter(null, map("gt", 5L)));
            assertThat(session(13).column("price").orElseThrow().toData().get("filter"))
                    .isEqualTo(map("gt", 5L));
            assertThat(session(14).sortedColumns()).extracting(Column::columnId).containsExactly("price");
            assertThat(session(15).sortedColumns()).isEmpty();
            assertThat(session(16).column("price").orElseThrow().pin()).isEqualTo(PinSide.LEFT);
            assertThat(session(17).column("price").orElseThrow().width()).isEqualTo(90);
            assertThat(session(18).columns()).extracting(Column::columnId).containsExactly("qty", "price");
        }

        @Test
        void shouldFoldTheStateOfTheApplication() {
            assertThat(session(19).state()).isEqualTo(map("pagination", map("page", 2L)));
            assertThat(session(20).state()).isEqualTo(map("pagination", map("page", 3L)));
        }

        @Test
        void shouldTreatAWholeNumberItsTextAndAnEqualDecimalAsTheSameRowId() {
            Grid grid = after("row-ids-as-numbers.jsonl", 2).grid("g").orElseThrow();

            assertThat(grid.rowIds()).containsExactly("7");
            assertThat(grid.row("7")).contains(map("v", "decimal"));
        }
    }

    @Test
    void shouldDocumentTheFieldNamesOfGridKit() throws IOException {
        Path page = Path.of("src/main/java/dev/playhead/grid/package-info.java");
        String text = Files.readString(page).replaceAll("\\n \\* *", " ");

        Aliases.all()
                .forEach((type, components) -> components.forEach((component, names) -> assertThat(text)
                        .contains("<tr><td>{@code " + type + "}</td><td>{@code " + component + "}</td><td>{@code "
                                + String.join("}, {@code ", names) + "}</td>")));
        Aliases.ofDefinition()
                .forEach((component, names) -> assertThat(text)
                        .contains("<td>{@code " + component + "}</td><td>{@code " + String.join("}, {@code ", names)
                                + "}</td>"));
    }

    @Nested
    class OfRowsAndCells {
        @Test
        void shouldAcceptTheFieldNamesOfGridKit() {
            Grid grid = new Recording()
                    .record("row:add", "rowId", "1", "index", 0, "data", map("a", 1))
                    .record("row:update", "rowId", "1", "data", map("b", 2), "previousData", map())
                    .record("cell:edit", "rowId", "1", "columnId", "c", "value", 3, "previousValue", 2)
                    .record("cell:update", "rowId", "1", "columnId", "d", "value", null)
                    .record("cell:value", "rowId", "1", "columnId", "e", "value", 5)
                    .record("row:select", "rowId", 1, "selected", true)
                    .record("cell:select", "rowId", 1, "columnId", "a", "selected", true)
                    .record("cell:validation-error", "rowId", "1", "columnId", "a", "error", "wrong", "value", 1)
                    .record("row:expand", "rowId", "1", "expanded", true)
                    .grid();

            assertThat(grid.row("1")).contains(map("a", 1L, "b", 2L, "c", 3L, "d", null, "e", 5L));
            assertThat(grid.selectedRows()).containsExactly("1");
            assertThat(grid.selectedCells()).isEqualTo(Map.of("1", Set.of("a")));
            assertThat(grid.validationErrors()).isEqualTo(Map.of("1", Map.of("a", "wrong")));
            assertThat(grid.expandedRows()).containsExactly("1");
        }

        @Test
        void shouldKeepTheHoverOfACellWhenThePointerLeavesAnotherCell() {
            Grid grid = new Recording()
                    .record("cell:hover", "rowId", "1", "columnId", "a", "hovered", true)
                    .record("cell:hover", "rowId", "2", "columnId", "a", "hovered", true)
                    .record("cell:hover", "rowId", "1", "columnId", "a", "hovered", false)
                    .grid();

            assertThat(grid.hover()).contains(new CellRef("2", "a"));
        }

        @Test
        void shouldSetAPropertyAndRemoveItWithNull() {
            Recording recording = ofThreeRows()
                    .record("row:state-change", "rowId", "1", "property", "style", "newValue", map("bold", true))
                    .record("row:state-change", "rowId", "1", "property", "style", "newValue", map("dim", true))
                    .record("column:state-change", "columnId", "name", "property", "locked", "newValue", true)
                    .record("grid:state-change", "property", "loading", "oldValue", false, "newValue", true);
            assertThat(recording.grid().rowAttributes("1")).isEqualTo(map("style", map("dim", true)));
            assertThat(recording.grid().column("name").orElseThrow().attributes())
                    .isEqualTo(map("locked", true));
            assertThat(recording.grid().attributes()).isEqualTo(map("loading", true));

            recording.record("grid:state-change", "property", "loading", "newValue", null);
            assertThat(recording.grid().attributes()).isEmpty();
        }

        @Test
        void shouldConvertEqualNumbersOfAnyFormToTheSameId() {
            Recording recording = new Recording();
            for (Object id : List.of(
                    12,
                    12.0,
                    "12",
                    new java.math.BigDecimal("12.000"),
                    1.5,
                    new java.math.BigDecimal("1.50"),
                    -0.0,
                    1e20)) {
                recording.record("row:add", "rowId", id, "data", map());
            }

            assertThat(recording.grid().rowIds()).containsExactly("12", "1.5", "0", "100000000000000000000");
        }

        @Test
        void shouldReadAPayloadWrappedInData() {
            GridState state = new Recording()
                    .recordPayload(
                            "cell:edit",
                            map("data", map("gridId", GRID, "rowId", 7.0, "columnId", "a", "value", 1), "priority", 2))
                    .state();

            assertThat(state.grid(GRID).orElseThrow().cell("7", "a")).isEqualTo(1L);
        }
    }

    @Nested
    class OfColumns {
        @Test
        void shouldAcceptTheFieldNamesOfGridKit() {
            Grid grid = new Recording()
                    .record(
                            "column:add",
                            "columnId",
                            "price",
                            "index",
                            0,
                            "definition",
                            map("header", "Price", "size", 80, "accessorKey", "price", "format", "0.00"))
                    .record("column:pin", "columnId", "price", "position", "right", "previousPosition", false)
                    .record("column:pin", "columnId", "qty", "position", "left")
                    .record("column:pin", "columnId", "qty", "position", false)
                    .record("column:filter", "columnId", "price", "filter", "10..20")
                    .record("column:filter", "columnId", "qty", "filter", map("operator", ">", "value", 1))
                    .grid();

            assertThat(grid.column("price").orElseThrow())
                    .isEqualTo(new Column(
                            "price",
                            "Price",
                            80.0,
                            true,
                            PinSide.RIGHT,
                            null,
                            new Column.Filter(null, "10..20"),
                            map("format", "0.00")));
            assertThat(grid.column("qty").orElseThrow())
                    .isEqualTo(new Column(
                            "qty", null, null, true, PinSide.NONE, null, new Column.Filter(">", 1L), Map.of()));
        }

        @Test
        void shouldClearAFilterAndASortOnlyWithNull() {
            Recording recording = new Recording()
                    .record("column:filter", "columnId", "price", "filter", map("gt", 5))
                    .record("column:filter", "columnId", "price", "criteria", map("gt", 6))
                    .record("column:sort", "columnId", "price", "direction", "DESC")
                    .record("column:sort", "columnId", "price");
            assertThat(recording.grid().column("price").orElseThrow().filter())
                    .isEqualTo(new Column.Filter(null, map("gt", 5L)));
            assertThat(recording.grid().sortedColumns()).hasSize(1);
            assertThat(recording.state().misfits())
                    .isEqualTo(Map.of(
                            "column:filter",
                            new GridState.Misfits(1, "1", "operator is missing"),
                            "column:sort",
                            new GridState.Misfits(1, "3", "direction is missing")));

            recording
                    .record("column:filter", "columnId", "price", "filter", null)
                    .record("column:sort", "columnId", "price", "direction", null);
            assertThat(recording.grid().column("price").orElseThrow().filter()).isNull();
            assertThat(recording.grid().sortedColumns()).isEmpty();
        }
    }

    @Nested
    class OfTableStates {
        private static final List<Object> DATA =
                List.of(map("name", "fig", "price", 1), map("name", "kiwi", "price", 2));

        @Test
        void shouldInitializeAGridFromAConfig() {
            Grid grid = new Recording()
                    .record("grid:ready")
                    .record(
                            "grid:init",
                            "config",
                            map(
                                    "initialState",
                                    map(
                                            "sorting",
                                            List.of(map("id", "price", "desc", true)),
                                            "pagination",
                                            map("page", 1)),
                                    "data",
                                    DATA,
                                    "columns",
                                    List.of(map("id", "name", "header", "Name"), map("accessorKey", "price")),
                                    "selection",
                                    List.of(1)),
                            "timestamp",
                            12345.6)
                    .grid();

            assertThat(grid.ready()).isFalse();
            assertThat(grid.rowIds()).containsExactly("0", "1");
            assertThat(grid.row("1")).contains(map("name", "kiwi", "price", 2L));
            assertThat(grid.columns()).extracting(Column::columnId).containsExactly("name", "price");
            assertThat(grid.column("name").orElseThrow().title()).isEqualTo("Name");
            assertThat(grid.column("price").orElseThrow().attributes()).isEmpty();
            assertThat(grid.column("price").orElseThrow().sort()).isEqualTo(new Column.Sort(SortDirection.DESC, 0));
            assertThat(grid.selectedRows()).containsExactly("1");
            assertThat(grid.state()).isEqualTo(map("pagination", map("page", 1L)));
        }

        @Test
        void shouldIdentifyARowByItsRowIdOrTheNamedFieldOrElseItsPosition() {
            List<Object> rows = List.of(map("sku", "A", "rowId", 9.0), map("sku", 7), map("sku", "B"));
            RecordedEvent init = Recording.event(0, "grid:init", map("gridId", GRID, "config", map("data", rows)));
            Projection<GridState> named = GridState.projection("sku");

            assertThat(GridState.projection()
                            .apply(GridState.EMPTY, init)
                            .grid(GRID)
                            .orElseThrow()
                            .rowIds())
                    .containsExactly("9", "1", "2");
            assertThat(named.apply(named.initial(), init)
                            .grid(GRID)
                            .orElseThrow()
                            .rowIds())
                    .containsExactly("9", "7", "B");
            assertThat(named).isEqualTo(GridState.projection("sku")).isNotEqualTo(GridState.projection("id"));
            assertThat(named.name()).isNotEqualTo(GridState.projection().name());

            RecordedEvent lacking = Recording.event(
                    1, "grid:init", map("gridId", GRID, "config", map("data", List.of(map("name", "fig")))));
            assertThat(named.apply(named.initial(), lacking).misfits())
                    .isEqualTo(Map.of("grid:init", new GridState.Misfits(1, "1", "sku is missing")));
        }

        @Test
        void shouldSetEachPartNamedInAnUpdate() {
            Grid grid = ofThreeRows()
                    .record("row:select", "rowId", "3", "selected", true)
                    .record("row:expand", "rowId", "2", "expanded", true)
                    .record("row:state-change", "rowId", "1", "property", "locked", "newValue", true)
                    .record(
                            "state:update",
                            "previousState",
                            map(),
                            "newState",
                            map(
                                    "columnOrder",
                                    List.of("stock", "price"),
                                    "columnVisibility",
                                    map("price", false),
                                    "columnSizing",
                                    map("name", 33),
                                    "columnPinning",
                                    map("left", List.of("price"), "right", List.of("stock")),
                                    "rowSelection",
                                    map("1", true, "2", false),
                                    "expanded",
                                    map("1", true),
                                    "focusedCell",
                                    map("rowId", 1, "columnId", "price"),
                                    "sorting",
                                    List.of(map("columnId", "price", "direction", "desc"), map("id", "name")),
                                    "filtering",
                                    List.of(
                                            map("id", "price", "value", 5, "operator", "greaterThan"),
                                            map("id", "name", "value", "fig"),
                                            map("id", "stock", "filter", map("gt", 1))),
                                    "data",
                                    List.of(map("rowId", "1", "name", "fig"), map("rowId", "4", "name", "kiwi")),
                                    "columns",
                                    List.of(
                                            map("id", "price"),
                                            map("id", "name"),
                                            map("id", "stock", "header", "Stock")),
                                    "version",
                                    3))
                    .grid();

            assertThat(grid.columns()).extracting(Column::columnId).containsExactly("stock", "price", "name");
            Column price = grid.column("price").orElseThrow();
            assertThat(price)
                    .isEqualTo(new Column(
                            "price",
                            null,
                            80.0,
                            false,
                            PinSide.LEFT,
                            new Column.Sort(SortDirection.DESC, 0),
                            new Column.Filter("greaterThan", 5L),
                            Map.of()));
            assertThat(grid.column("name").orElseThrow().width()).isEqualTo(33);
            assertThat(grid.column("name").orElseThrow().sort()).isEqualTo(new Column.Sort(SortDirection.ASC, 1));
            assertThat(grid.column("name").orElseThrow().filter()).isEqualTo(new Column.Filter(null, "fig"));
            assertThat(grid.column("stock").orElseThrow().pin()).isEqualTo(PinSide.RIGHT);
            assertThat(grid.column("stock").orElseThrow().title()).isEqualTo("Stock");
            assertThat(grid.rowIds()).containsExactly("1", "4");
            assertThat(grid.row("1")).contains(map("rowId", "1", "name", "fig"));
            assertThat(grid.rowAttributes("1")).isEqualTo(map("locked", true));
            assertThat(grid.selectedRows()).containsExactly("1");
            assertThat(grid.expandedRows()).containsExactly("1");
            assertThat(grid.focus()).contains(new CellRef("1", "price"));
            assertThat(grid.state()).isEqualTo(map("version", 3L));
        }

        @Test
        void shouldApplyOnlyTheChangedKeysAndClearAbsentKeys() {
            Recording recording = ofThreeRows()
                    .record("column:sort", "columnId", "price", "direction", "asc")
                    .record("state:patch", "patch", map("page", map("n", 1), "theme", "dark"))
                    .record(
                            "state:update",
                            "newState",
                            map("data", List.of(), "page", map("n", 2), "theme", "light"),
                            "changedKeys",
                            List.of("page.n", "sorting"));

            assertThat(recording.grid().rowCount()).isEqualTo(3);
            assertThat(recording.grid().sortedColumns()).isEmpty();
            assertThat(recording.grid().state()).isEqualTo(map("page", map("n", 2L), "theme", "dark"));

            recording.record("state:update", "newState", map(), "changedKeys", List.of("theme"));
            assertThat(recording.grid().state()).isEqualTo(map("page", map("n", 2L)));
        }

        @Test
        void shouldKeepRowObjectsThatAStateRepeats() {
            Recording recording = new Recording().record("grid:init", "config", map("data", DATA));
            Rows before = recording.grid().rows();

            recording.record("state:commit", "state", map("data", DATA, "columns", List.of()), "timestamp", 3);
            assertThat(recording.grid().rows()).isSameAs(before);

            recording.record(
                    "state:commit", "state", map("data", List.of(map("name", "fig", "price", 9), DATA.get(1))));
            assertThat(recording.grid().cell("0", "price")).isEqualTo(9L);
            assertThat(recording.grid().rows().get("1")).isSameAs(before.get("1"));
        }

        @Test
        void shouldResetToTheGivenStateButKeepRowsAndColumnsIfItHasNone() {
            Recording recording = ofThreeRows()
                    .record("row:select", "rowId", "3", "selected", true)
                    .record("column:sort", "columnId", "price", "direction", "asc")
                    .record("column:filter", "columnId", "price", "filter", 1)
                    .record("state:patch", "patch", map("a", 1))
                    .record(
                            "state:reset",
                            "previousState",
                            map(),
                            "newState",
                            map("pagination", map("page", 1), "sorting", List.of(map("id", "name"))),
                            "reason",
                            "user");

            assertThat(recording.grid().rowCount()).isEqualTo(3);
            assertThat(recording.grid().columns()).hasSize(2);
            assertThat(recording.grid().selectedRows()).isEmpty();
            assertThat(recording.grid().sortedColumns())
                    .extracting(Column::columnId)
                    .containsExactly("name");
            assertThat(recording.grid().column("price").orElseThrow().filter()).isNull();
            assertThat(recording.grid().state()).isEqualTo(map("pagination", map("page", 1L)));

            recording.record("state:reset", "newState", map("data", List.of(), "columns", List.of()));
            assertThat(recording.grid().rowCount()).isZero();
            assertThat(recording.grid().columns()).isEmpty();
            assertThat(recording.grid().state()).isEmpty();
        }

        @Test
        void shouldMergeAPatch() {
            Recording recording = ofThreeRows()
                    .record("row:select", "rowId", "3", "selected", true)
                    .record("column:visibility", "columnId", "name", "visible", false)
                    .record("column:filter", "columnId", "price", "filter", 1)
                    .record("column:pin", "columnId", "price", "position", "left")
                    .record("state:patch", "patch", map("pagination", map("page", 1, "size", 20)))
                    .record(
                            "state:patch",
                            "newState",
                            map(),
                            "patch",
                            map(
                                    "pagination",
                                    map("page", 2, "size", null),
                                    "selection",
                                    map("1", true),
                                    "columnVisibility",
                                    map("price", false),
                                    "columnPinning",
                                    map("right", List.of("name")),
                                    "filtering",
                                    map("name", map("contains", "fig")),
                                    "sorting",
                                    List.of(map("id", "price"))));

            Grid grid = recording.grid();
            assertThat(grid.state()).isEqualTo(map("pagination", map("page", 2L)));
            assertThat(grid.selectedRows()).containsExactly("1", "3");
            assertThat(grid.columns()).noneMatch(Column::visible);
            assertThat(grid.columns()).extracting(Column::pin).containsExactly(PinSide.RIGHT, PinSide.LEFT);
            assertThat(grid.columns()).noneMatch(column -> column.filter() == null);
            assertThat(grid.sortedColumns()).hasSize(1);

            recording.record(
                    "state:patch",
                    "newState",
                    map(),
                    "patch",
                    map(
                            "selection",
                            map("3", null),
                            "filtering",
                            map("price", null),
                            "sorting",
                            null,
                            "pagination",
                            null));
            assertThat(recording.grid().selectedRows()).containsExactly("1");
            assertThat(recording.grid().column("price").orElseThrow().filter()).isNull();
            assertThat(recording.grid().column("name").orElseThrow().filter()).isNotNull();
            assertThat(recording.grid().sortedColumns()).isEmpty();
            assertThat(recording.grid().state()).isEmpty();
        }

        @Test
        void shouldApplyAPatchWithoutNewStateToTheFreeFormState() {
            Grid grid = ofThreeRows()
                    .record("state:patch", "patch", map("selection", map("kind", "range")))
                    .grid();

            assertThat(grid.state()).isEqualTo(map("selection", map("kind", "range")));
            assertThat(grid.selectedRows()).isEmpty();
        }
    }

    @Nested
    class OfTransactions {
        private static Map<String, Object> set(Object path, Object value) {
            return map("type", "set", "path", path, "value", value, "previousValue", null);
        }

        private static Recording transaction(Object... operations) {
            return ofThreeRows()
                    .record("row:select", "rowIds", List.of("1", "2"), "selected", true)
                    .record("column:sort", "columnId", "name", "direction", "asc")
                    .record("column:filter", "columnId", "name", "filter", map("contains", "p"))
                    .record("state:patch", "patch", map("pagination", map("page", 1, "size", 20), "tags", List.of("a")))
                    .record("state:transaction", "transactionId", "t", "operations", Arrays.asList(operations));
        }

        private static Map<String, Object> of(String type, String path) {
            return map("type", type, "path", path);
        }

        @Test
        void shouldSetRemoveAndMergeInTheFreeFormState() {
            Map<String, Object> merge = of("merge", "pagination");
            merge.put("value", map("size", null, "total", 3));
            Grid grid = transaction(
                            set("pagination.page", 3),
                            set(List.of("tags", 1), "b"),
                            set("theme", "dark"),
                            of("delete", "tags.0"),
                            of("delete", "no.such.place"),
                            merge)
                    .grid();

            assertThat(grid.state())
                    .isEqualTo(map("pagination", map("page", 3L, "total", 3L), "tags", List.of("b"), "theme", "dark"));
        }

        @Test
        void shouldNotAddARowWhosePositionIsTheIdOfAnotherRow() {
            Recording recording = transaction(set("data.3", map("name", "kiwi")));

            assertThat(recording.grid().row("3")).contains(map("name", "plum", "price", 30L));
            assertThat(recording.state().misfits())
                    .isEqualTo(Map.of(
                            "state:transaction", new GridState.Misfits(1, "5", "a row with this id already exists")));
        }

        @Test
        void shouldAddressRowsByTheirPositions() {
            Map<String, Object> merge = of("patch", "data.1");
            merge.put("value", map("price", 21, "stock", null));
            Map<String, Object> nested = of("merge", "data.1.size");
            nested.put("value", map("h", 2));
            Grid grid = transaction(
                            set("data.0.name", "Updated"),
                            set("data.1.size.w", 3),
                            nested,
                            merge,
                            of("delete", "data.2.price"),
                            set("data.3", map("rowId", "9", "name", "kiwi")),
                            set("data.3.price", 5))
                    .grid();

            assertThat(grid.rowIds()).containsExactly("1", "2", "3", "9");
            assertThat(grid.row("1")).contains(map("name", "Updated", "price", 10L));
            assertThat(grid.row("2")).contains(map("name", "pear", "price", 21L, "size", map("w", 3L, "h", 2L)));
            assertThat(grid.row("3")).contains(map("name", "plum"));
            assertThat(grid.row("9")).contains(map("rowId", "9", "name", "kiwi", "price", 5L));
        }

        @Test
        void shouldRemoveARowAndAllReferencesToIt() {
            Grid grid = transaction(of("remove", "data.0")).grid();

            assertThat(grid.rowIds()).containsExactly("2", "3");
            assertThat(grid.selectedRows()).containsExactly("2");
        }

        @Test
        void shouldChangeEachPartOfATableState() {
            Grid grid = transaction(
                            set("columns.1.width", 99),
                            set("columns.0.header", "Name"),
                            set("columnOrder.0", "price"),
                            set("columnVisibility.price", false),
                            set("columnSizing.name", 44),
                            set("columnPinning.left.0", "name"),
                            of("delete", "selection.1"),
                            set("rowSelection.3", true),
                            set("expanded.2", true),
                            set("focusedCell", map("rowId", "1", "columnId", "name")),
                            set("focusedCell.columnId", "price"),
                            set("sorting.0.desc", true),
                            set("filtering.price", 7),
                            set("filtering.0.filter", "q"))
                    .grid();

            assertThat(grid.columns())
                    .containsExactly(
                            new Column(
                                    "price",
                                    null,
                                    99.0,
                                    false,
                                    PinSide.NONE,
                                    null,
                                    new Column.Filter(null, "q"),
                                    Map.of()),
                            new Column(
                                    "name",
                                    "Name",
                                    44.0,
                                    true,
                                    PinSide.LEFT,
                                    new Column.Sort(SortDirection.DESC, 0),
                                    new Column.Filter(null, map("contains", "p")),
                                    Map.of()));
            assertThat(grid.selectedRows()).containsExactly("2", "3");
            assertThat(grid.expandedRows()).containsExactly("2");
            assertThat(grid.focus()).contains(new CellRef("1", "price"));
        }

        @Test
        void shouldApplyAllOperationsOfATransactionOrNone() {
            Recording recording = transaction(set("theme", "dark"), set("data.7.name", "fig"));

            assertThat(recording.grid().state()).doesNotContainKey("theme");
            assertThat(recording.state().misfits())
                    .isEqualTo(Map.of(
                            "state:transaction",
                            new GridState.Misfits(1, "5", "the path names a position that is not in the list")));
        }

        @Test
        void shouldRefuseTransactionsOnPositionsIfOnlyOneRowIsProjected() {
            Projection<GridState> ofRow = GridState.projection(GRID, "1");
            RecordedEvent rows = Recording.event(
                    3, "state:transaction", map("gridId", GRID, "operations", List.of(set("data.0.name", "fig"))));
            RecordedEvent others =
                    Recording.event(3, "state:transaction", map("gridId", GRID, "operations", List.of(set("page", 1))));

            assertThatThrownBy(() -> ofRow.apply(ofRow.initial(), rows))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("GridState.projection()");
            assertThat(ofRow.apply(ofRow.initial(), others).grid(GRID)).isPresent();
        }
    }

    @Nested
    class OfOneRow {
        @ParameterizedTest
        @ValueSource(strings = {"config", "newState", "patch", "state"})
        void shouldFoldTableStatesForOneRow(String field) {
            Map<String, Object> table = map("data", List.of(map("name", "fig"), map("name", "kiwi")));
            Map<String, Object> payload = map("gridId", GRID, "newState", map(), field, table);
            String type = Map.of(
                            "config", "grid:init",
                            "newState", "state:update",
                            "patch", "state:patch",
                            "state", "state:commit")
                    .get(field);
            Projection<GridState> ofRow = GridState.projection(GRID, "1");

            GridState state = ofRow.apply(ofRow.initial(), Recording.event(0, type, payload));

            assertThat(state.grid(GRID).flatMap(grid -> grid.row("1"))).isEqualTo(Optional.of(map("name", "kiwi")));
        }
    }
}
