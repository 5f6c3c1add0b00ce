package dev.playhead.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.grid.Row.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RowsTest {
    @ParameterizedTest
    @MethodSource("positions")
    void shouldKeepTheOrderWhereverRowsAreInserted(IntUnaryOperator positionAtSize) {
        Rows rows = Rows.EMPTY;
        List<String> model = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int index = positionAtSize.applyAsInt(model.size());
            rows = rows.moved("r" + i, index);
            model.add(index, "r" + i);
        }

        assertThat(rows.ids()).containsExactlyElementsOf(model);
        // A removal finds the row by its key, so this loop also checks the keys.
        for (int i = 0; i < 2_000; i += 2) {
            rows = rows.minus("r" + i);
            model.remove("r" + i);
        }
        assertThat(rows.ids()).containsExactlyElementsOf(model);
    }

    /**
     * Returns functions from the number of rows to the insertion index. Repeated insertion at one position between two
     * rows exhausts the keys there again and again.
     */
    static Stream<Named<IntUnaryOperator>> positions() {
        return Stream.of(
                Named.of("before the first row", size -> 0),
                Named.of("at the end", size -> size),
                Named.of("after the first row", size -> Math.min(1, size)),
                Named.of("before the last row", size -> Math.max(0, size - 1)),
                Named.of("in the middle", size -> size / 2),
                Named.of("after the hundredth row", size -> Math.min(100, size)),
                Named.of("a hundred rows before the end", size -> Math.max(0, size - 100)));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void shouldAssignNewKeysToAllRowsAtTheLimit(long firstKey, boolean inFront) {
        Place place = new Place(firstKey, "r0");
        Rows rows = new Rows(
                        RowTable.EMPTY.plus(Row.empty(place)), RowOrder.of(new Row.Place[] {place}), FieldLists.NONE)
                .with("r0", "n", 0L);
        List<String> model = new ArrayList<>(List.of("r0"));
        for (int i = 1; i < 200; i++) {
            int index = inFront ? 0 : model.size();
            rows = rows.moved("r" + i, index).with("r" + i, "n", (long) i);
            model.add(index, "r" + i);
        }

        assertThat(rows.ids()).containsExactlyElementsOf(model);
        for (int i = 0; i < 200; i++) {
            assertThat(rows.get("r" + i).value("n")).isEqualTo((long) i);
            assertThat(Math.abs(rows.get("r" + i).place.key())).isLessThanOrEqualTo(1L << 61);
            rows = rows.minus("r" + i);
        }
        assertThat(rows.size()).isZero();
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of((1L << 61) - (100L << 32), false), Arguments.of(-(1L << 61) + (100L << 32), true));
    }

    @Test
    void shouldKeepTheOrderOfRowsMovedAtRandom() {
        long seed = 42;
        Random random = new Random(seed);
        Rows rows = Rows.EMPTY;
        List<String> model = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            rows = rows.with("r" + i, Map.of("n", (long) i));
            model.add("r" + i);
        }
        for (int step = 0; step < 3_000; step++) {
            String id = "r" + random.nextInt(3_000);
            int index = random.nextInt(3_000);
            rows = rows.moved(id, index);
            model.remove(id);
            model.add(index, id);
        }

        assertThat(rows.ids()).as("seed=%s", seed).containsExactlyElementsOf(model);
        assertThat(rows.ids().get(7)).isEqualTo(model.get(7));
    }

    @Test
    void shouldCompareByOrderAndValues() {
        Rows abc = Rows.EMPTY.with("a", "n", 1L).with("b", "n", 2L).with("c", "n", 3L);

        assertThat(abc.sameAs(abc.moved("a", 2).moved("a", 0))).isTrue();
        assertThat(abc.sameAs(abc.moved("a", 2))).isFalse();
        assertThat(abc.sameAs(abc.minus("a"))).isFalse();
        assertThat(abc.sameAs(abc.with("a", "n", 1.0))).isTrue();
        assertThat(abc.sameAs(abc.with("a", "n", null))).isFalse();
        assertThat(abc.sameAs(abc.withAttributes("a", Map.of("height", 1L)))).isFalse();
    }

    @Test
    void shouldUpdateFieldsInAnyOrder() {
        Rows rows = Rows.EMPTY
                .withValues("r", ordered("a", "b", "c"))
                .with("r", ordered("c", "a", "d", "b", "e"))
                .with("r", Map.of());

        assertThat(rows.get("r").values()).isEqualTo(ordered("a", "b", "c", "d", "e"));
        assertThat(rows.get("r").values().keySet()).containsExactly("a", "b", "c", "d", "e");
    }

    private static Map<String, Object> ordered(String... fields) {
        Object[] keysAndValues = Stream.of(fields)
                .flatMap(field -> Stream.of(field, field + "!"))
                .toArray();
        return Recording.map(keysAndValues);
    }
}
