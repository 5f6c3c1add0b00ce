package dev.playhead.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.grid.Row.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowOrderTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldContainTheSameEntriesAsAList(long seed) {
        Random random = new Random(seed);
        List<Place> model = new ArrayList<>();
        RowOrder order = RowOrder.EMPTY;
        int most = seed % 2 == 0 ? 2_000 : 40;
        for (int step = 0; step < 6_000; step++) {
            RowOrder before = order;
            int size = model.size();
            if (size == 0 || (size < most && random.nextInt(9) < (step / 1_500 % 2 == 0 ? 7 : 3))) {
                int at = random.nextBoolean() ? size : random.nextInt(size + 1);
                Place place = new Place(step, "r" + step);
                order = order.plus(at, place);
                model.add(at, place);
            } else {
                int at = random.nextInt(size);
                order = order.minus(at);
                model.remove(at);
            }
            assertThat(before.size()).isEqualTo(size);
            assertThat(order.size()).isEqualTo(model.size());
            if (step % 50 == 0) {
                assertSame(order, model);
                assertSame(RowOrder.of(model.toArray(new Place[0])), model);
            }
        }
        assertSame(order, model);
    }

    private static void assertSame(RowOrder order, List<Place> model) {
        assertThat(order.toArray()).containsExactly(model.toArray(new Place[0]));
        Iterator<Place> places = order.iterator();
        for (int i = 0; i < model.size(); i++) {
            assertThat(places.next()).isSameAs(model.get(i));
            assertThat(order.get(i)).isSameAs(model.get(i));
        }
        assertThat(places.hasNext()).isFalse();
        assertThatThrownBy(places::next).isInstanceOf(NoSuchElementException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 5_000})
    void shouldFindThePositionOfAKey(int size) {
        Place[] places = new Place[size];
        for (int i = 0; i < size; i++) {
            places[i] = new Place(3L * i - 50, "r" + i);
        }
        RowOrder order = RowOrder.of(places);
        for (int i = 0; i < size; i++) {
            assertThat(order.indexOf(3L * i - 50)).isEqualTo(i);
        }
    }

    /**
     * Compares an order with a second order that is derived from the first order by removing, appending and inserting
     * entries. The two orders may share chunks.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldReportWhetherAnotherOrderBeginsWithTheRemainingEntries(long seed) {
        Random random = new Random(seed);
        int yes = 0;
        for (int round = 0; round < 300; round++) {
            Place[] places = new Place[random.nextInt(random.nextBoolean() ? 900 : 5)];
            Arrays.setAll(places, i -> new Place(i * 10L, "r" + i));
            RowOrder order = RowOrder.of(places);
            List<Place> expected = new ArrayList<>(List.of(places));
            RowOrder now = order;
            for (int gone = random.nextInt(6); gone > 0 && now.size() > 0; gone--) {
                int at = random.nextInt(now.size());
                now = now.minus(at);
                expected.remove(at);
            }
            Set<Place> left = new HashSet<>(expected);
            int[] without = IntStream.range(0, places.length)
                    .filter(i -> !left.contains(places[i]))
                    .toArray();
            for (int more = random.nextInt(70); more > 0; more--) {
                now = now.plus(now.size(), new Place(100_000 - more, "more" + more));
            }
            if (random.nextInt(3) == 0) {
                now = now.plus(random.nextInt(now.size() + 1), new Place(-1, "between"));
            }
            if (random.nextInt(3) == 0 && now.size() > 0) {
                now = now.minus(random.nextInt(now.size()));
            }
            List<Place> all = List.of(now.toArray());
            boolean goesOn = all.size() >= expected.size()
                    && all.subList(0, expected.size()).equals(expected);
            assertThat(order.isContinuedBy(now, without))
                    .as("seed=%s round=%s", seed, round)
                    .isEqualTo(goesOn);
            yes += goesOn ? 1 : 0;
        }
        assertThat(yes).isBetween(50, 250);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldFindAscendingKeysWithOneCursor(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            Place[] places = new Place[1 + random.nextInt(3_000)];
            Arrays.setAll(places, i -> new Place(i * 3L - 50, "r" + i));
            RowOrder.Cursor cursor = RowOrder.of(places).cursor();
            int step = 1 + random.nextInt(200);
            for (int i = random.nextInt(step); i < places.length; i += 1 + random.nextInt(step)) {
                assertThat(cursor.seek(places[i].key()))
                        .as("seed=%s round=%s", seed, round)
                        .isEqualTo(i);
            }
        }
    }
}
