package dev.playhead.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.grid.Row.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTableTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldBehaveLikeAHashMapForIdsWithEqualAndDifferentHashCodes(long seed) {
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>(colliding(6));
        IntStream.range(0, 200).forEach(i -> ids.add("row-" + i));
        RowTable table = RowTable.EMPTY;
        Map<String, Row> model = new HashMap<>();

        for (int step = 0; step < 5_000; step++) {
            String id = ids.get(random.nextInt(ids.size()));
            if (random.nextInt(3) > 0) {
                Row row = row(id);
                table = table.plus(row);
                model.put(id, row);
            } else {
                table = table.minus(id);
                model.remove(id);
            }
            String probe = ids.get(random.nextInt(ids.size()));
            assertThat(table.get(probe)).as("seed=%s step=%s", seed, step).isSameAs(model.get(probe));
        }
        for (String id : ids) {
            assertThat(table.get(id)).as("seed=%s id=%s", seed, id).isSameAs(model.get(id));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldAddManyRowsWithTheSameResultAsOneByOneAndReportTheDifferences(long seed) {
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>(colliding(6));
        IntStream.range(0, seed % 2 == 0 ? 2_000 : 40).forEach(i -> ids.add("row-" + i));
        RowTable table = RowTable.EMPTY;
        for (int step = 0; step < 200; step++) {
            RowTable before = table;
            for (int left = random.nextInt(4); left > 0; left--) {
                table = table.minus(ids.get(random.nextInt(ids.size())));
            }
            Map<String, Row> rows = new HashMap<>();
            for (int left = random.nextInt(step % 5 == 0 ? ids.size() : 6); left > 0; left--) {
                Row row = row(ids.get(random.nextInt(ids.size())));
                rows.put(row.id, row);
            }
            RowTable expected = table;
            for (Row row : rows.values()) {
                expected = expected.plus(row);
            }
            RowTable all = table.plusAll(rows.values().toArray(new Row[0]));

            assertThat(all.sameAs(expected)).as("seed=%s step=%s", seed, step).isTrue();
            assertThat(all.sameAs(expected.minus(ids.get(0)))).isEqualTo(expected.get(ids.get(0)) == null);
            assertDifferences(before, all, ids, seed);
            assertDifferences(all, before, ids, seed);
            assertThat(differences(all, expected)).isEmpty();
            table = all;
        }
    }

    private static Map<String, List<@Nullable Row>> differences(RowTable a, RowTable b) {
        Map<String, List<@Nullable Row>> found = new HashMap<>();
        a.differences(
                b,
                (here, there) -> assertThat(found.put(
                                here == null ? Objects.requireNonNull(there).id : here.id, Arrays.asList(here, there)))
                        .isNull());
        return found;
    }

    private static void assertDifferences(RowTable a, RowTable b, List<String> ids, long seed) {
        Map<String, List<@Nullable Row>> expected = new HashMap<>();
        for (String id : ids) {
            if (a.get(id) != b.get(id)) {
                expected.put(id, Arrays.asList(a.get(id), b.get(id)));
            }
        }
        assertThat(differences(a, b)).as("seed=%s", seed).isEqualTo(expected);
    }

    @Test
    void shouldHaveTheSameShapeForTheSameIdsInAnyOrderOfInsertion() {
        List<String> ids = new ArrayList<>(colliding(4));
        IntStream.range(0, 100).forEach(i -> ids.add(Integer.toString(i)));
        RowTable ascending = tableOf(ids);
        Collections.reverse(ids);
        RowTable descending = tableOf(ids);
        RowTable afterRemoval = tableOf(ids);
        for (String other : List.of("AaAaAaAaAa", "x", "y", "BBBBAaAaAa", "1000")) {
            afterRemoval = afterRemoval.plus(row(other));
        }
        for (String other : List.of("y", "BBBBAaAaAa", "AaAaAaAaAa", "1000", "x")) {
            afterRemoval = afterRemoval.minus(other);
        }

        assertThat(ascending.sameAs(descending)).isTrue();
        assertThat(ascending.sameAs(afterRemoval)).isTrue();
    }

    @Test
    void shouldDistinguishTablesThatDifferInOneRow() {
        List<String> ids = new ArrayList<>(colliding(3));
        IntStream.range(0, 50).forEach(i -> ids.add(Integer.toString(i)));
        RowTable table = tableOf(ids);

        for (String id : ids) {
            assertThat(table.sameAs(table.minus(id))).as(id).isFalse();
            assertThat(table.minus(id).sameAs(table)).as(id).isFalse();
            assertThat(table.sameAs(table.plus(row(id).with("price", 1L, FieldLists.NONE))))
                    .as(id)
                    .isFalse();
            assertThat(table.sameAs(table.minus(id).plus(row(id)))).as(id).isTrue();
        }
    }

    @Test
    void shouldReturnTheSameTableIfTheRemovedIdIsAbsent() {
        RowTable table = tableOf(colliding(3));

        for (String absent : List.of("x", "AaAaAa!", "AaAaAaAa", "0")) {
            assertThat(table.minus(absent)).as(absent).isSameAs(table);
        }
        RowTable allButOne = table.minus("AaAaAa");
        assertThat(allButOne.minus("AaAaAa")).isSameAs(allButOne);
        assertThat(RowTable.EMPTY.minus("x")).isSameAs(RowTable.EMPTY);
    }

    /** Returns different ids with equal hash codes. They consist of "Aa" and "BB", which have equal hash codes. */
    private static List<String> colliding(int pairs) {
        List<String> ids = List.of("");
        for (int i = 0; i < pairs; i++) {
            ids = ids.stream()
                    .flatMap(id -> List.of(id + "Aa", id + "BB").stream())
                    .toList();
        }
        return ids;
    }

    private static RowTable tableOf(List<String> ids) {
        RowTable table = RowTable.EMPTY;
        for (String id : ids) {
            table = table.plus(row(id));
        }
        return table;
    }

    private static Row row(String id) {
        return Row.empty(new Place(0, id));
    }
}
