package dev.playhead.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.CorruptStateException;
import dev.playhead.timetravel.StateWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that a state decoded from another decoded state and from encoded changes is equal to the folded state. The two
 * decoded states share the unchanged parts.
 */
class SharedGridStatesTest {
    private static final GridStateCodec CODEC = GridStateCodec.INSTANCE;

    private static GridState apply(GridState state, String type, Map<String, Object> payload) {
        GridEvent event = GridEvent.of(type, PlainData.of(payload)).at(Instant.EPOCH);
        return GridState.projection().apply(state, RecordedEvent.of(0, event));
    }

    /**
     * Folds random events into a state, and returns the resulting state. The events concern a few rows or, if {@code
     * manyRows} is set, about 2,000 rows, which are added, edited, moved and removed.
     */
    private static GridState random(GridState from, int events, boolean manyRows, Random random) {
        GridState state = from;
        for (int i = 0; i < events; i++) {
            String type = GridStateModelTest.randomType(random);
            Map<String, Object> payload = GridStateModelTest.payload(type, random);
            if (manyRows && random.nextInt(3) > 0) {
                String row = "row-" + random.nextInt(2_000);
                int dice = random.nextInt(12);
                type = dice < 6 ? "cell:edit" : dice < 9 ? "row:add" : dice < 11 ? "row:remove" : "row:move";
                payload = new HashMap<>(Map.of("gridId", "orders", "rowId", row));
                payload.put("columnId", "c" + random.nextInt(4));
                payload.put("newValue", random.nextInt(100) / 10.0);
                payload.put("values", Map.of("c1", random.nextInt(5)));
                payload.put("toIndex", random.nextInt(100));
                if (random.nextInt(4) == 0) {
                    payload.put("index", random.nextInt(1_000));
                }
            }
            state = apply(state, type, payload);
        }
        return state;
    }

    /** A chain of folded states, the encoded changes between these states, and the states decoded so far. */
    private static final class Chain {
        final List<GridState> folded = new ArrayList<>();
        final List<List<GridState>> decoded = new ArrayList<>();
        final List<byte[]> changes = new ArrayList<>();
        final byte[] whole;

        Chain(GridState first) {
            whole = CODEC.encode(first);
            add(first);
        }

        private void add(GridState state) {
            folded.add(state);
            decoded.add(new ArrayList<>());
        }

        void append(GridState next) {
            changes.add(CODEC.encodeChange(folded.get(folded.size() - 1), next).orElseThrow());
            add(next);
        }

        /**
         * Decodes a state of the chain, and adds it to the decoded states. The state is decoded from encoded changes
         * and either the bytes of the first state or another decoded state.
         */
        void decode(int index, Random random) {
            int from = random.nextInt(index + 1);
            List<GridState> before = decoded.get(from);
            GridState made = before.isEmpty()
                    ? CODEC.decode(whole, changes.subList(0, index))
                    : CODEC.decodeChanges(before.get(random.nextInt(before.size())), changes.subList(from, index));
            decoded.get(index).add(made);
        }
    }

    private static void assertSame(GridState decoded, GridState folded, Random random, String when) {
        assertThat(decoded.gridIds()).as(when).isEqualTo(folded.gridIds());
        for (String id : folded.gridIds()) {
            Grid grid = decoded.grid(id).orElseThrow();
            Grid expected = folded.grid(id).orElseThrow();
            int rows = expected.rowCount();
            switch (random.nextInt(6)) {
                case 0 -> {
                    for (int i = 0; i < 20 && rows > 0; i++) {
                        int position = random.nextInt(rows);
                        String row = expected.rowIds().get(position);
                        assertThat(grid.rowIds().get(position)).as(when).isEqualTo(row);
                        assertThat(grid.rows().positionOf(row)).as(when).isEqualTo(position);
                        assertThat(grid.row(row)).as(when).isEqualTo(expected.row(row));
                        assertThat(grid.cell(row, "c1")).as(when).isEqualTo(expected.cell(row, "c1"));
                    }
                    assertThat(grid.row("row that is not there")).isEmpty();
                }
                case 1 -> assertThat(new ArrayList<>(grid.rowIds())).as(when).isEqualTo(expected.rowIds());
                case 2 ->
                    assertThat(decoded.toData().toString())
                            .as(when)
                            .isEqualTo(folded.toData().toString());
                case 3 -> {
                    assertThat(grid.rows().sameAs(expected.rows())).as(when).isTrue();
                    assertThat(expected.rows().sameAs(grid.rows())).as(when).isTrue();
                }
                case 4 ->
                    assertThat(CODEC.decode(CODEC.encode(decoded), List.of())
                                    .toData()
                                    .toString())
                            .as(when)
                            .isEqualTo(folded.toData().toString());
                default -> assertThat(decoded).as(when).isEqualTo(folded);
            }
        }
    }

    private static String id(@Nullable Row here, @Nullable Row there) {
        return here == null ? Objects.requireNonNull(there).id : here.id;
    }

    /** Checks that each row that differs between two states is found, whether or not the states share structure. */
    private static void assertDifferences(GridState a, GridState b, String when) {
        for (String id : a.gridIds()) {
            if (b.grid(id).isPresent()) {
                Rows here = a.grid(id).orElseThrow().rows();
                Rows there = b.grid(id).orElseThrow().rows();
                Set<String> found = new HashSet<>();
                here.table().differences(there.table(), (x, y) -> found.add(id(x, y)));
                Set<String> all = new HashSet<>(here.ids());
                all.addAll(there.ids());
                for (String row : all) {
                    Row x = here.get(row);
                    Row y = there.get(row);
                    if (x == null || y == null || !x.sameAs(y)) {
                        assertThat(found).as(when).contains(row);
                    }
                }
            }
        }
    }

    private static void compare(long seed, boolean manyRows) {
        Random random = new Random(seed);
        Chain chain = new Chain(random(GridState.EMPTY, manyRows ? 3_000 : random.nextInt(300), manyRows, random));
        for (int i = 0; i < 12; i++) {
            GridState last = chain.folded.get(chain.folded.size() - 1);
            chain.append(random(last, random.nextInt(manyRows ? 200 : 40), manyRows, random));
        }
        for (int step = 0; step < 150; step++) {
            String when = "seed=" + seed + " step=" + step;
            int index = random.nextInt(chain.folded.size());
            if (random.nextInt(3) == 0 || chain.decoded.get(index).isEmpty()) {
                chain.decode(index, random);
            }
            GridState folded = chain.folded.get(index);
            List<GridState> ways = chain.decoded.get(index);
            GridState decoded = ways.get(random.nextInt(ways.size()));
            assertSame(decoded, folded, random, when);
            int other = random.nextInt(chain.folded.size());
            if (!chain.decoded.get(other).isEmpty()) {
                assertDifferences(decoded, chain.decoded.get(other).get(0), when);
            }
            if (step % 10 == 0) {
                long events = random.nextLong();
                GridState on = random(decoded, 60, manyRows, new Random(events));
                GridState expected = random(folded, 60, manyRows, new Random(events));
                assertSame(on, expected, random, when + " after further events");
                byte[] change = CODEC.encodeChange(decoded, on).orElseThrow();
                assertSame(
                        CODEC.decodeChanges(decoded, List.of(change)),
                        expected,
                        random,
                        when + " after decoding the change");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldDecodeAStateEqualToTheFoldedStateFromAnyOtherState(long seed) {
        compare(seed, seed % 2 == 0);
    }

    @Test
    @Tag("full")
    void shouldDecodeAStateEqualToTheFoldedStateFromAnyOtherStateInManyRounds() {
        int rounds = Boolean.getBoolean("playhead.full") ? 400 : 1;
        long seed = new Random().nextLong();
        for (int i = 0; i < rounds; i++) {
            compare(seed + i, i % 2 == 0);
        }
    }

    @Test
    void shouldShareRowsThatNoChangeAffects() {
        GridState before = GridState.EMPTY;
        for (int i = 0; i < 100; i++) {
            before = apply(before, "row:add", Map.of("gridId", "g", "rowId", "r" + i, "values", Map.of("c", i)));
        }
        GridState decoded = CODEC.decode(CODEC.encode(before), List.of());
        GridState after = apply(
                before, "cell:edit", Map.of("gridId", "g", "rowId", "r7", "columnId", "c", "newValue", "another"));
        after = apply(after, "row:remove", Map.of("gridId", "g", "rowId", "r50"));
        after = apply(after, "row:add", Map.of("gridId", "g", "rowId", "r100", "values", Map.of("c", 100)));
        after = apply(after, "row:move", Map.of("gridId", "g", "rowId", "r20", "toIndex", 3));

        GridState next = CODEC.decodeChanges(
                decoded, List.of(CODEC.encodeChange(before, after).orElseThrow()));

        Set<String> different = new HashSet<>();
        Rows here = decoded.grid("g").orElseThrow().rows();
        Rows there = next.grid("g").orElseThrow().rows();
        here.table().differences(there.table(), (x, y) -> different.add(id(x, y)));
        assertThat(different).containsExactlyInAnyOrder("r7", "r50", "r100", "r20");
        assertThat(next).isEqualTo(after);
        // This event changes only the hover, so the rows must be the same object as before.
        GridState hovered = apply(after, "cell:hover", Map.of("gridId", "g", "rowId", "r7", "columnId", "c"));
        GridState last = CODEC.decodeChanges(
                next, List.of(CODEC.encodeChange(after, hovered).orElseThrow()));
        assertThat(last.grid("g").orElseThrow().rows()).isSameAs(there);
    }

    @Test
    void shouldRefuseANewRowWithTheIdOfAnExistingRow() {
        GridState before = apply(GridState.EMPTY, "row:add", Map.of("gridId", "g", "rowId", "r", "values", Map.of()));
        StateWriter out = new StateWriter();
        out.number(0).flag(false).count(0).count(1).text("g").flag(false);
        out.flag(false).flag(false).flag(false).flag(false).flag(true);
        out.flag(false).count(0).count(1).count(0).text("r").flag(true);
        out.count(0).count(0).count(0).count(0);
        out.flag(false).flag(false).flag(false).flag(false).flag(false).flag(false);

        assertThatThrownBy(() -> CODEC.decodeChanges(before, List.of(out.toBytes())))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("two rows of grid=g have the same id");
    }
}
