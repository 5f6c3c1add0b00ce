package dev.playhead.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.grid.Row.Place;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowOrderTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldBeWhatAListIs(long seed) {
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
    void shouldFindAPlaceByItsKey(int size) {
        Place[] places = new Place[size];
        for (int i = 0; i < size; i++) {
            places[i] = new Place(3L * i - 50, "r" + i);
        }
        RowOrder order = RowOrder.of(places);
        for (int i = 0; i < size; i++) {
            assertThat(order.indexOf(3L * i - 50)).isEqualTo(i);
        }
    }
}
