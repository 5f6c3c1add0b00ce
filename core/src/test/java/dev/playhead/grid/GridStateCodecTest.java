package dev.playhead.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.CorruptStateException;
import dev.playhead.timetravel.StateCodec;
import dev.playhead.timetravel.StateWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridStateCodecTest {
    private static final StateCodec<GridState> CODEC =
            GridState.projection().codec().orElseThrow();

    private static final GridState EMPTY = GridState.projection().initial();

    private static GridState apply(GridState state, String type, Map<String, Object> payload) {
        GridEvent event = GridEvent.of(type, PlainData.of(payload)).at(Instant.EPOCH);
        return GridState.projection().apply(state, RecordedEvent.of(0, event));
    }

    private static GridState random(GridState from, int events, Random random) {
        GridState state = from;
        for (int i = 0; i < events; i++) {
            String type = GridStateModelTest.randomType(random);
            state = apply(state, type, GridStateModelTest.payload(type, random));
        }
        return state;
    }

    /**
     * Checks that two states have the same content, order and kinds of numbers, and remain equal when further events
     * are folded.
     */
    private static void assertSame(GridState decoded, GridState state, long seed) {
        assertThat(decoded).as("seed=%s", seed).isEqualTo(state);
        assertThat(decoded.toData().toString())
                .as("seed=%s", seed)
                .isEqualTo(state.toData().toString());
        Random random = new Random(seed);
        Random again = new Random(seed);
        assertThat(random(decoded, 30, random).toData().toString())
                .as("seed=%s after further events", seed)
                .isEqualTo(random(state, 30, again).toData().toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldDecodeAnEncodedStateWithAnyNumberOfChanges(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            GridState state = random(EMPTY, random.nextInt(400), random);
            byte[] whole = CODEC.encode(state);
            List<byte[]> changes = new ArrayList<>();
            assertSame(CODEC.decode(whole, changes), state, seed);
            for (int i = 0; i < 10; i++) {
                GridState next = random(state, random.nextInt(40), random);
                changes.add(CODEC.encodeChange(state, next).orElseThrow());
                state = next;
                assertSame(CODEC.decode(whole, changes), state, seed);
            }
        }
    }

    private static GridState ofRows(int rows) {
        Random random = new Random(rows);
        GridState state = EMPTY;
        for (int i = 0; i < rows; i++) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("price", random.nextInt(100_000) / 100.0);
            values.put("quantity", 100L * random.nextInt(50));
            values.put("status", random.nextBoolean() ? "new" : "filled");
            state = apply(state, "row:add", Map.of("gridId", "orders", "rowId", "ORD-" + (100 + i), "values", values));
        }
        return state;
    }

    @Test
    void shouldEncodeARowInThirteenBytesAndAnEditInSixty() {
        GridState state = ofRows(1_000);
        GridState edited = apply(
                state,
                "cell:edit",
                Map.of("gridId", "orders", "rowId", "ORD-517", "columnId", "price", "newValue", 12.34));

        assertThat(CODEC.encode(state)).hasSizeLessThan(10_000 + 3_000); // the codec does not deflate the bytes
        assertThat(CODEC.encodeChange(state, edited).orElseThrow()).hasSizeLessThan(60);
        assertThat(CODEC.encodeChange(state, state).orElseThrow()).hasSizeLessThan(8);
        assertSame(
                CODEC.decode(
                        CODEC.encode(state),
                        List.of(CODEC.encodeChange(state, edited).orElseThrow())),
                edited,
                3);
    }

    @Test
    void shouldKeepRowIdsOfAllForms() {
        for (List<String> ids : List.of(
                List.of("1", "2", "10", "9"),
                List.of("001", "002", "010", "100", "1000"),
                List.of("007", "07", "7"),
                List.of("a0", "a00"),
                List.of("x12", "y13"),
                List.of("12345678901234567890", "1"),
                List.of("", "0"),
                List.of("p".repeat(100) + "1", "p".repeat(100) + "2"))) {
            GridState state = EMPTY;
            for (String id : ids) {
                state = apply(state, "row:add", Map.of("gridId", "g", "rowId", id, "values", Map.of()));
            }
            assertSame(CODEC.decode(CODEC.encode(state), List.of()), state, 5);
        }
    }

    @Test
    void shouldKeepNumbersOfAllKinds() {
        List<Object> values = new ArrayList<>(List.of(
                0.0,
                -0.0,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.MIN_VALUE,
                1e300,
                0.1,
                -12.345678,
                123456789.25,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                -1L,
                0L,
                new java.math.BigDecimal("1.10"),
                new java.math.BigInteger("123456789012345678901234567890"),
                "",
                "text with \ud800 half a pair and \u20ac",
                true,
                List.of(1L, List.of("x")),
                Map.of("a", Map.of("b", 2.5))));
        GridState before = ofRows(values.size());
        GridState state = before;
        for (int i = 0; i < values.size(); i++) {
            state = apply(
                    state,
                    "cell:edit",
                    Map.of(
                            "gridId",
                            "orders",
                            "rowId",
                            "ORD-" + (100 + i),
                            "columnId",
                            "price",
                            "newValue",
                            values.get(i)));
        }
        assertSame(CODEC.decode(CODEC.encode(state), List.of()), state, 1);
        List<byte[]> changes = List.of(
                CODEC.encodeChange(before, state).orElseThrow(),
                CODEC.encodeChange(state, before).orElseThrow());
        assertSame(CODEC.decode(CODEC.encode(before), changes.subList(0, 1)), state, 1);
        assertSame(CODEC.decode(CODEC.encode(before), changes), before, 1);
    }

    @Test
    void shouldRefuseOrReadDamagedBytes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        GridState state = random(EMPTY, 300, random);
        GridState next = random(state, 60, random);
        byte[] whole = CODEC.encode(state);
        byte[] change = CODEC.encodeChange(state, next).orElseThrow();
        for (int i = 0; i < 20_000; i++) {
            byte[] damagedWhole = random.nextBoolean() ? damaged(whole, random) : whole;
            byte[] damagedChange = damaged(change, random);
            try {
                GridState read = CODEC.decode(damagedWhole, List.of(damagedChange));
                assertThatCode(read::toData).as("seed=%s", seed).doesNotThrowAnyException();
            } catch (CorruptStateException expected) {
                assertThat(expected).hasMessageContaining("=");
            } catch (Throwable e) {
                throw new AssertionError("seed=" + seed + " i=" + i, e);
            }
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] copy =
                java.util.Arrays.copyOf(bytes, random.nextInt(5) == 0 ? random.nextInt(bytes.length) : bytes.length);
        for (int i = random.nextInt(4); i > 0 && copy.length > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt();
        }
        return copy;
    }

    /**
     * Decodes a damaged state. This state has many rows, which share one shape with many fields, but it has no cells.
     */
    @Test
    void shouldNotAllocateMemoryForMissingCells() {
        int many = 20_000;
        StateWriter out = new StateWriter();
        out.number(0).flag(false).count(0).count(1).text("g").flag(true);
        out.flag(false).flag(false).flag(false).flag(false).flag(true);
        out.flag(false).count(0).count(many).count(0);
        for (int i = 0; i < many; i++) {
            out.text("r" + i);
        }
        out.flag(true).count(1).count(many);
        for (int i = 0; i < many; i++) {
            out.text("f" + i);
        }
        out.count(many);
        for (int i = 0; i < many; i++) {
            out.count(i == 0 ? 0 : 1).count(0);
        }
        byte[] bytes = out.toBytes();

        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> CODEC.decode(bytes, List.of()))
                        .isInstanceOf(CorruptStateException.class)
                        .hasMessageContaining("cells="));
    }

    @Test
    void shouldRefuseTwoRowsWithTheSameId() {
        StateWriter out = new StateWriter();
        out.number(0).flag(false).count(0).count(1).text("g").flag(true);
        out.flag(false).flag(false).flag(false).flag(false).flag(true);
        out.flag(false).count(0).count(2).count(0).text("r").text("r").flag(true);
        out.count(0).count(0).count(0).count(0);
        out.flag(false).flag(false).flag(false).flag(false).flag(false).flag(false);

        assertThatThrownBy(() -> CODEC.decode(out.toBytes(), List.of()))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("two rows of grid=g have the same id");
    }
}
