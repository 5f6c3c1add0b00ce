package dev.playhead.grid;

import static dev.playhead.grid.Recording.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.Projection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that the state after each random event equals the state of a naive model, and that earlier states remain
 * unchanged.
 */
class GridStateModelTest {
    /** The types of the random events. Transactions and commits are not included, because they have other tests. */
    private static final List<String> TYPES = GridFold.types().stream()
            .filter(type -> !Set.of("state:transaction", "state:commit").contains(type))
            .sorted()
            .toList();

    private record Kept(GridState state, Map<String, Object> data) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldEqualTheStateOfANaiveModelAfterEachEvent(long seed) {
        Random random = new Random(seed);
        NaiveGrids model = new NaiveGrids();
        Recording recording = new Recording();
        List<Kept> kept = new ArrayList<>();
        Set<String> seen = new HashSet<>();

        for (int step = 0; step < 1_500; step++) {
            String type = randomType(random);
            Map<String, Object> payload = payload(type, random);
            seen.add(type);
            if (random.nextInt(50) == 0) {
                payload.remove("gridId");
                model.ignore();
            } else {
                // The model gets a copy of the payload, because the model changes its argument.
                model.apply(type, copy(payload));
            }
            recording.recordPayload(type, random.nextBoolean() ? payload : Foreign.shape(type, payload, random));

            Map<String, Object> data = recording.state().toData();
            if (!PlainData.equal(data, PlainData.of(model.toData()))) {
                throw new AssertionError("seed=" + seed + " step=" + step + " type=" + type + " payload=" + payload
                        + "\nexpected " + PlainData.of(model.toData()) + "\nbut was  " + data);
            }
            if (step % 20 == 0) {
                kept.add(new Kept(recording.state(), data));
            }
        }

        assertThat(seen).as("seed=%s", seed).containsAll(TYPES);
        for (Kept old : kept) {
            assertThat(old.state().toData()).as("seed=%s", seed).isEqualTo(old.data());
        }
        for (int i = 1; i < kept.size(); i++) {
            boolean sameData =
                    PlainData.equal(kept.get(i).data(), kept.get(i - 1).data());
            assertThat(kept.get(i).state().equals(kept.get(i - 1).state()))
                    .as("seed=%s i=%s", seed, i)
                    .isEqualTo(sameData);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void shouldFoldOneRowLikeTheProjectionOfAllRows(long seed) {
        Random random = new Random(seed);
        Recording recording = new Recording();
        List<String> rows = List.of("r0", "r5", "7");
        List<Projection<GridState>> projections =
                rows.stream().map(row -> GridState.projection("orders", row)).toList();
        List<GridState> states =
                new ArrayList<>(projections.stream().map(Projection::initial).toList());
        int left = 0;

        for (int step = 0; step < 2_000; step++) {
            String type = randomType(random);
            Map<String, Object> payload = payload(type, random);
            if (payload.containsKey("rowId") && random.nextInt(4) == 0) {
                payload.put("rowId", List.of(7, "7", 7.0).get(random.nextInt(3)));
            }
            Map<String, Object> shaped = random.nextBoolean() ? payload : Foreign.shape(type, payload, random);
            RecordedEvent event = Recording.event(step, type, shaped);
            recording.recordPayload(type, shaped);
            for (int i = 0; i < rows.size(); i++) {
                Projection<GridState> projection = projections.get(i);
                GridState next = projection.apply(states.get(i), event);
                left += projection.relevant().test(event) ? 0 : 1;
                states.set(i, next);
                assertThat(rowOf(next, rows.get(i)))
                        .as("seed=%s step=%s row=%s", seed, step, rows.get(i))
                        .isEqualTo(rowOf(recording.state(), rows.get(i)));
            }
        }

        assertThat(left).isGreaterThan(2_000);
    }

    private static List<Object> rowOf(GridState state, String row) {
        return state.grid("orders")
                .map(grid -> List.<Object>of(grid.row(row), grid.rowAttributes(row)))
                .orElse(List.of(Optional.empty(), Map.of()));
    }

    /**
     * Returns a random type. The types that end a grid are rare, so that a grid lives for more than a hundred events on
     * average.
     */
    static String randomType(Random random) {
        String type = TYPES.get(random.nextInt(TYPES.size()));
        boolean ends = type.equals("grid:destroy") || type.equals("grid:init");
        return ends && random.nextInt(8) > 0 ? "row:add" : type;
    }

    static Map<String, Object> payload(String type, Random random) {
        Map<String, Object> payload = map("gridId", random.nextInt(10) == 0 ? "other" : "orders");
        String rowId = row(random);
        String columnId = column(random);
        boolean flag = random.nextBoolean();
        switch (type) {
            case "grid:init" -> {
                if (flag) {
                    payload.put("columns", List.of(map("columnId", "c1", "width", 10), map("columnId", "c0")));
                    payload.put("rows", List.of(map("rowId", "r5", "values", values(random))));
                }
            }
            case "grid:state-change" -> payload.put("changes", values(random));
            case "row:add" -> payload.putAll(map("rowId", rowId, "values", values(random)));
            case "row:remove" -> payload.put("rowId", rowId);
            case "row:move" -> payload.putAll(map("rowId", rowId, "toIndex", random.nextInt(30)));
            case "row:update", "row:state-change" -> payload.putAll(map("rowId", rowId, "changes", values(random)));
            case "row:select" -> payload.putAll(map("rowIds", List.of(rowId, row(random)), "selected", flag));
            case "row:expand" -> payload.putAll(map("rowId", rowId, "expanded", flag));
            case "cell:focus", "cell:hover" -> {
                payload.putAll(map("rowId", flag ? rowId : null, "columnId", flag ? columnId : null));
            }
            case "cell:edit", "cell:update" ->
                payload.putAll(map("rowId", rowId, "columnId", columnId, "oldValue", null, "newValue", value(random)));
            case "cell:value" -> payload.putAll(map("rowId", rowId, "columnId", columnId, "value", value(random)));
            case "cell:select" ->
                payload.putAll(map(
                        "rowIds",
                        List.of(rowId, row(random)),
                        "columnIds",
                        List.of(columnId, column(random)),
                        "selected",
                        flag));
            case "cell:validation-error" ->
                payload.putAll(map("rowId", rowId, "columnId", columnId, "message", flag ? "wrong" : null));
            case "column:add" -> payload.putAll(map("columnId", columnId, "title", "T" + random.nextInt(3)));
            case "column:remove" -> payload.put("columnId", columnId);
            case "column:resize" -> payload.putAll(map("columnId", columnId, "width", random.nextInt(200)));
            case "column:move" -> payload.putAll(map("columnId", columnId, "toIndex", random.nextInt(8)));
            case "column:reorder" ->
                payload.put(
                        "columnIds",
                        List.copyOf(new LinkedHashSet<>(List.of(columnId, column(random), column(random)))));
            case "column:visibility" -> payload.putAll(map("columnId", columnId, "visible", flag));
            case "column:sort" ->
                payload.putAll(map(
                        "columnId",
                        columnId,
                        "direction",
                        List.of("asc", "desc", "none").get(random.nextInt(3))));
            case "column:filter" ->
                payload.putAll(map("columnId", columnId, "operator", flag ? "=" : null, "value", value(random)));
            case "column:pin" ->
                payload.putAll(map(
                        "columnId",
                        columnId,
                        "side",
                        List.of("left", "right", "none").get(random.nextInt(3))));
            case "column:state-change" -> payload.putAll(map("columnId", columnId, "changes", values(random)));
            case "state:update" ->
                payload.putAll(map(
                        "path",
                        flag ? "f1" : List.of("f0.a", "f1.b", "f1.b.c").get(random.nextInt(3)),
                        "value",
                        value(random)));
            case "state:reset" -> {
                payload.put("state", flag ? map("f0", map("a", 1)) : null);
            }
            case "state:patch" -> payload.put("patch", flag ? values(random) : map("f0", values(random)));
            default -> {
                // grid:ready and grid:destroy have no other fields.
            }
        }
        if (type.endsWith(":add") && random.nextBoolean()) {
            payload.put("index", random.nextInt(10));
        }
        if (type.endsWith(":select") && random.nextInt(4) == 0) {
            payload.put("replace", random.nextBoolean());
        }
        if (type.equals("column:sort") && random.nextBoolean()) {
            payload.put("priority", random.nextInt(3));
        }
        return payload;
    }

    private static String row(Random random) {
        return "r" + random.nextInt(25);
    }

    private static String column(Random random) {
        return "c" + random.nextInt(6);
    }

    private static Map<String, Object> values(Random random) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.put("f" + random.nextInt(4), value(random));
        }
        return values;
    }

    private static Object value(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> "text " + random.nextInt(5);
            case 3 -> random.nextInt(8) / 4.0;
            case 4 -> List.of(random.nextInt(3), "x");
            default -> (long) random.nextInt(100);
        };
    }

    private static Map<String, Object> copy(Map<String, Object> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            @SuppressWarnings("unchecked")
            Object copied = value instanceof Map<?, ?> nested ? copy((Map<String, Object>) nested) : value;
            copy.put(key, copied);
        });
        return copy;
    }
}
