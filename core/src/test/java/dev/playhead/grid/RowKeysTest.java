package dev.playhead.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowKeysTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldReturnIncreasingKeysAndKeepTheKeysOfRowsThatDidNotMove(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Long> keys = new ArrayList<>();
            int size = 2 + random.nextInt(random.nextInt(10) == 0 ? 3_000 : 30);
            for (int i = 0; i < size; i++) {
                keys.add(i * Rows.GAP - 5 * Rows.GAP);
            }
            int moves = random.nextInt(Math.min(6, size));
            for (int i = 0; i < moves; i++) {
                Long key = keys.remove(random.nextInt(keys.size()));
                keys.add(random.nextInt(keys.size() + 1), key);
            }
            for (int more = random.nextInt(5); more > 0; more--) {
                keys.add(random.nextInt(keys.size() + 1), null);
            }
            String when = "seed=" + seed + " round=" + round;
            long[] old = keys.stream().mapToLong(key -> key == null ? 0 : key).toArray();
            boolean[] given = new boolean[old.length];
            for (int i = 0; i < given.length; i++) {
                given[i] = keys.get(i) != null;
            }

            long[] made = Objects.requireNonNull(RowKeys.inOrder(old.clone(), given));

            int kept = 0;
            for (int i = 0; i < made.length; i++) {
                assertThat(i == 0 || made[i - 1] < made[i]).as(when).isTrue();
                kept += given[i] && made[i] == old[i] ? 1 : 0;
            }
            assertThat(kept).as(when).isGreaterThanOrEqualTo(size - moves);
        }
    }

    @Test
    void shouldReturnNullIfThereIsNoRoomForNewKeysOrNoKeyIsKept() {
        assertThat(RowKeys.inOrder(new long[] {7, 0, 8}, new boolean[] {true, false, true}))
                .isNull();
        assertThat(RowKeys.inOrder(new long[] {Rows.LIMIT, 0}, new boolean[] {true, false}))
                .isNull();
        assertThat(RowKeys.inOrder(new long[] {0, -Rows.LIMIT}, new boolean[] {false, true}))
                .isNull();
        assertThat(RowKeys.inOrder(new long[2], new boolean[2])).isNull();
        assertThat(RowKeys.inOrder(new long[] {7, 0, 9}, new boolean[] {true, false, true}))
                .isEqualTo(new long[] {7, 8, 9});
        long[] none = RowKeys.inOrder(new long[0], new boolean[0]);
        assertThat(Arrays.toString(none)).isEqualTo("[]");
    }
}
