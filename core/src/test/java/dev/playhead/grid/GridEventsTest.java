package dev.playhead.grid;

import static dev.playhead.grid.Recording.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.capture.EventType;
import dev.playhead.capture.PayloadCapture;
import dev.playhead.capture.PayloadMismatchException;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.grid.GridEvents.CellEdit;
import dev.playhead.grid.GridEvents.CellFocus;
import dev.playhead.grid.GridEvents.CellHover;
import dev.playhead.grid.GridEvents.CellSelect;
import dev.playhead.grid.GridEvents.CellUpdate;
import dev.playhead.grid.GridEvents.CellValidationError;
import dev.playhead.grid.GridEvents.CellValue;
import dev.playhead.grid.GridEvents.ColumnAdd;
import dev.playhead.grid.GridEvents.ColumnDef;
import dev.playhead.grid.GridEvents.ColumnFilter;
import dev.playhead.grid.GridEvents.ColumnMove;
import dev.playhead.grid.GridEvents.ColumnPin;
import dev.playhead.grid.GridEvents.ColumnRemove;
import dev.playhead.grid.GridEvents.ColumnReorder;
import dev.playhead.grid.GridEvents.ColumnResize;
import dev.playhead.grid.GridEvents.ColumnSort;
import dev.playhead.grid.GridEvents.ColumnStateChange;
import dev.playhead.grid.GridEvents.ColumnVisibility;
import dev.playhead.grid.GridEvents.GridDestroy;
import dev.playhead.grid.GridEvents.GridInit;
import dev.playhead.grid.GridEvents.GridReady;
import dev.playhead.grid.GridEvents.GridStateChange;
import dev.playhead.grid.GridEvents.RowAdd;
import dev.playhead.grid.GridEvents.RowDef;
import dev.playhead.grid.GridEvents.RowExpand;
import dev.playhead.grid.GridEvents.RowMove;
import dev.playhead.grid.GridEvents.RowRemove;
import dev.playhead.grid.GridEvents.RowSelect;
import dev.playhead.grid.GridEvents.RowStateChange;
import dev.playhead.grid.GridEvents.RowUpdate;
import dev.playhead.grid.GridEvents.StatePatch;
import dev.playhead.grid.GridEvents.StateReset;
import dev.playhead.grid.GridEvents.StateUpdate;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GridEventsTest {
    @Test
    void shouldContainAllTypesOfTheCatalog() {
        assertThat(GridEvents.all().stream().map(EventType::name))
                .containsExactly(
                        "grid:init",
                        "grid:ready",
                        "grid:destroy",
                        "grid:state-change",
                        "row:add",
                        "row:remove",
                        "row:move",
                        "row:update",
                        "row:select",
                        "row:expand",
                        "row:state-change",
                        "cell:focus",
                        "cell:edit",
                        "cell:value",
                        "cell:update",
                        "cell:select",
                        "cell:hover",
                        "cell:validation-error",
                        "column:add",
                        "column:remove",
                        "column:resize",
                        "column:move",
                        "column:reorder",
                        "column:visibility",
                        "column:sort",
                        "column:filter",
                        "column:pin",
                        "column:state-change",
                        "state:update",
                        "state:reset",
                        "state:patch");
    }

    @Test
    void shouldNameEachConstantAndPayloadClassAfterTheEventType() throws IllegalAccessException {
        Set<EventType<?>> constants = new HashSet<>();
        for (var field : GridEvents.class.getFields()) {
            EventType<?> type = (EventType<?>) field.get(null);
            constants.add(type);
            String constant = type.name().replace(':', '_').replace('-', '_');
            assertThat(field.getName()).isEqualToIgnoringCase(constant);
            assertThat(type.payload().getSimpleName()).isEqualToIgnoringCase(constant.replace("_", ""));
        }
        assertThat(constants).containsExactlyInAnyOrderElementsOf(GridEvents.all());
    }

    @Test
    void shouldHaveAFoldForEachType() {
        Set<String> types =
                GridEvents.all().stream().map(EventType::name).collect(Collectors.toCollection(HashSet::new));
        types.addAll(Set.of("state:transaction", "state:commit")); // GridKit's types without a payload record

        assertThat(GridFold.types()).isEqualTo(types);
    }

    @Test
    void shouldHaveTheGridIdAsTheFirstComponentOfEachPayload() {
        for (EventType<?> type : GridEvents.all()) {
            RecordComponent first = type.payload().getRecordComponents()[0];
            assertThat(first.getName()).as(type.name()).isEqualTo("gridId");
            assertThat(first.getType()).as(type.name()).isEqualTo(String.class);
        }
    }

    @Test
    void shouldHaveASampleOfEachType() {
        assertThat(samples().map(sample -> sample.get()[0])).containsAll(Set.copyOf(GridEvents.all()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldReadARecordedPayloadAsAnEqualObject(EventType<Object> type, Object payload) {
        RecordedEvent recorded = recorded(type, payload);

        assertThat(recorded.type()).isEqualTo(type.name());
        assertThat(((Map<?, ?>) recorded.payload()).keySet())
                .isEqualTo(names(payload))
                .first()
                .isEqualTo("gridId");
        assertThat(type.read(recorded)).isEqualTo(payload);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldChangeTheStateEquallyWithOrWithoutNullFields(EventType<Object> type, Object payload) {
        RecordedEvent recorded = recorded(type, payload);
        Map<Object, Object> withoutNulls = new LinkedHashMap<>((Map<?, ?>) recorded.payload());
        withoutNulls
                .entrySet()
                .removeIf(e -> e.getValue() == null
                        && !Set.of("newValue", "value", "operator").contains(e.getKey()));
        GridState before = Recording.ofThreeRows().state();

        GridState after = GridState.projection().apply(before, recorded);

        assertThat(after.ignoredEvents()).isZero();
        assertThat(after).isNotEqualTo(before);
        assertThat(GridState.projection().apply(before, Recording.event(1, type.name(), withoutNulls)))
                .isEqualTo(after);
    }

    static Stream<Arguments> samples() {
        String g = Recording.GRID;
        return Stream.of(
                Arguments.of(GridEvents.GRID_INIT, new GridInit(g, null, null)),
                Arguments.of(
                        GridEvents.GRID_INIT,
                        new GridInit(
                                g,
                                List.of(
                                        new ColumnDef("name", "Name", 120.5, true, PinSide.LEFT),
                                        new ColumnDef("price", null, null, null, null)),
                                List.of(new RowDef("1", map("name", "apple", "price", null))))),
                Arguments.of(GridEvents.GRID_READY, new GridReady(g)),
                Arguments.of(GridEvents.GRID_DESTROY, new GridDestroy(g)),
                Arguments.of(GridEvents.GRID_STATE_CHANGE, new GridStateChange(g, map("page", 2L))),
                Arguments.of(GridEvents.ROW_ADD, new RowAdd(g, "9", map("price", 1L), 0)),
                Arguments.of(GridEvents.ROW_ADD, new RowAdd(g, "9", map(), null)),
                Arguments.of(GridEvents.ROW_REMOVE, new RowRemove(g, "1")),
                Arguments.of(GridEvents.ROW_MOVE, new RowMove(g, "1", 2, 0)),
                Arguments.of(GridEvents.ROW_MOVE, new RowMove(g, "1", 2, null)),
                Arguments.of(GridEvents.ROW_UPDATE, new RowUpdate(g, "1", map("price", null, "name", "fig"))),
                Arguments.of(GridEvents.ROW_SELECT, new RowSelect(g, List.of("1", "2"), true, true)),
                Arguments.of(GridEvents.ROW_SELECT, new RowSelect(g, List.of("1"), true, null)),
                Arguments.of(GridEvents.ROW_EXPAND, new RowExpand(g, "1", true)),
                Arguments.of(GridEvents.ROW_STATE_CHANGE, new RowStateChange(g, "1", map("height", 40L))),
                Arguments.of(GridEvents.CELL_FOCUS, new CellFocus(g, "1", "price")),
                Arguments.of(GridEvents.CELL_EDIT, new CellEdit(g, "1", "price", 10L, 12L)),
                Arguments.of(GridEvents.CELL_EDIT, new CellEdit(g, "1", "price", 10L, null)),
                Arguments.of(GridEvents.CELL_VALUE, new CellValue(g, "1", "price", map("amount", 1.5))),
                Arguments.of(GridEvents.CELL_VALUE, new CellValue(g, "1", "price", null)),
                Arguments.of(GridEvents.CELL_UPDATE, new CellUpdate(g, "1", "price", 10L, 12L, "undo")),
                Arguments.of(GridEvents.CELL_UPDATE, new CellUpdate(g, "1", "price", null, null, null)),
                Arguments.of(
                        GridEvents.CELL_SELECT, new CellSelect(g, List.of("1"), List.of("name", "price"), true, false)),
                Arguments.of(GridEvents.CELL_SELECT, new CellSelect(g, List.of("1"), List.of("name"), true, null)),
                Arguments.of(GridEvents.CELL_HOVER, new CellHover(g, "1", "price")),
                Arguments.of(
                        GridEvents.CELL_VALIDATION_ERROR, new CellValidationError(g, "1", "price", "must be above 0")),
                Arguments.of(GridEvents.COLUMN_ADD, new ColumnAdd(g, "stock", 1, "Stock", 80.0, false, PinSide.RIGHT)),
                Arguments.of(GridEvents.COLUMN_ADD, new ColumnAdd(g, "stock", null, null, null, null, null)),
                Arguments.of(GridEvents.COLUMN_REMOVE, new ColumnRemove(g, "price")),
                Arguments.of(GridEvents.COLUMN_RESIZE, new ColumnResize(g, "price", 120.0)),
                Arguments.of(GridEvents.COLUMN_MOVE, new ColumnMove(g, "name", 1, 0)),
                Arguments.of(GridEvents.COLUMN_MOVE, new ColumnMove(g, "name", 1, null)),
                Arguments.of(GridEvents.COLUMN_REORDER, new ColumnReorder(g, List.of("price", "name"))),
                Arguments.of(GridEvents.COLUMN_VISIBILITY, new ColumnVisibility(g, "price", false)),
                Arguments.of(GridEvents.COLUMN_SORT, new ColumnSort(g, "price", SortDirection.DESC, 1)),
                Arguments.of(GridEvents.COLUMN_SORT, new ColumnSort(g, "price", SortDirection.ASC, null)),
                Arguments.of(GridEvents.COLUMN_FILTER, new ColumnFilter(g, "price", ">", 10L)),
                Arguments.of(GridEvents.COLUMN_FILTER, new ColumnFilter(g, "stock", null, null)),
                Arguments.of(GridEvents.COLUMN_PIN, new ColumnPin(g, "price", PinSide.LEFT)),
                Arguments.of(GridEvents.COLUMN_STATE_CHANGE, new ColumnStateChange(g, "name", map("locked", true))),
                Arguments.of(GridEvents.STATE_UPDATE, new StateUpdate(g, "panel.open", true)),
                Arguments.of(GridEvents.STATE_UPDATE, new StateUpdate(g, "panel.open", null)),
                Arguments.of(GridEvents.STATE_RESET, new StateReset(g, map("panel", map("open", true)))),
                Arguments.of(GridEvents.STATE_PATCH, new StatePatch(g, map("panel", map("width", 300L)))));
    }

    @Test
    void shouldClearFocusHoverErrorAndStateByNulls() {
        Recording recording = Recording.ofThreeRows()
                .record("cell:focus", "rowId", "1", "columnId", "name")
                .record("cell:hover", "rowId", "1", "columnId", "name")
                .record("cell:validation-error", "rowId", "1", "columnId", "name", "message", "wrong")
                .record("state:patch", "patch", map("a", 1));
        String g = Recording.GRID;
        GridState state = recording.state();
        for (RecordedEvent event : List.of(
                recorded(GridEvents.CELL_FOCUS, new CellFocus(g, null, null)),
                recorded(GridEvents.CELL_HOVER, new CellHover(g, null, null)),
                recorded(GridEvents.CELL_VALIDATION_ERROR, new CellValidationError(g, "1", "name", null)),
                recorded(GridEvents.STATE_RESET, new StateReset(g, null)))) {
            state = GridState.projection().apply(state, event);
        }

        assertThat(state).isEqualTo(Recording.ofThreeRows().state());
    }

    @Test
    void shouldNameTheMissingField() {
        RecordedEvent misspelt = Recording.event(7, "row:move", map("gridId", "orders", "rowId", "1", "to", 3));

        assertThatThrownBy(() -> GridEvents.ROW_MOVE.read(misspelt))
                .isInstanceOf(PayloadMismatchException.class)
                .hasMessageContaining("toIndex");
    }

    private static Set<String> names(Object payload) {
        Set<String> names = new LinkedHashSet<>();
        Arrays.stream(payload.getClass().getRecordComponents()).forEach(component -> names.add(component.getName()));
        return names;
    }

    private static <P> RecordedEvent recorded(EventType<P> type, P payload) {
        PayloadCapture capture = PayloadCapture.create();
        GridEvent event = type.event(payload);
        Object data = capture.toData(capture.capture(event.payload()));
        return RecordedEvent.of(
                0, GridEvent.of(event.type(), data, event.timestamp(), event.source(), event.metadata()));
    }
}
