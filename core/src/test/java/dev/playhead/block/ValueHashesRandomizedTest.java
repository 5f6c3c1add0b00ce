package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A test that compares the hashes of a block with the values of all its events. The hashes are collected once while the
 * block is written, and once when it is read.
 */
class ValueHashesRandomizedTest {
    private static final int MOST = 1 << 16;

    private static void addValues(@Nullable Object value, Set<Object> into) {
        if (value instanceof String || value instanceof Number) {
            into.add(value);
        } else if (value instanceof List<?> list) {
            list.forEach(part -> addValues(part, into));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(part -> addValues(part, into));
        }
    }

    private static Set<Object> valuesOf(List<GridEvent> events) {
        Set<Object> values = new HashSet<>();
        for (GridEvent event : events) {
            addValues(event.payload(), values);
            addValues(event.metadata(), values);
        }
        return values;
    }

    private static byte[] sealed(BlockWriter writer, List<GridEvent> events, ValueHashes written) {
        for (int i = 0; i < events.size(); i++) {
            writer.add(i, events.get(i), 0);
        }
        return writer.seal(written);
    }

    private static ValueSets sets(ValueHashes hashes) {
        return ValueSets.of(hashes, Long.MAX_VALUE);
    }

    private static void assertHasAll(ValueSets sets, Set<Object> values, String what) {
        assertThat(values).as(what).allMatch(sets::mayHave);
    }

    private static void assertCovers(List<GridEvent> events, boolean compressed, String what) {
        Set<Object> values = valuesOf(events);
        ValueHashes written = new ValueHashes(MOST);
        byte[] bytes = sealed(new BlockWriter(compressed), events, written);
        ValueHashes read = new ValueHashes(MOST);
        read.addAll(SealedBlock.open(bytes));
        assertHasAll(sets(written), values, what + " written");
        assertHasAll(sets(read), values, what + " read");
        // Reading a block may also add strings of its dictionary that are no values, such as names of fields,
        // but no numbers other than the values.
        assertThat(read.numbers().size()).as(what).isLessThanOrEqualTo(values.size());
        for (int i = 0; i < 200; i++) {
            String absent = "absent " + i;
            assertThat(sets(written).mayHave(absent)).as(what).isEqualTo(values.contains(absent));
            assertThat(sets(read).mayHave(i + 0.123)).as(what).isEqualTo(values.contains(i + 0.123));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldHaveEveryValueOfEveryBlock(long seed) {
        for (long round = seed * 1_000; round < seed * 1_000 + 60; round++) {
            RandomData data = new RandomData(round);
            int count = 1 + data.random().nextInt(round % 10 == 0 ? 900 : 90);
            assertCovers(data.events(count), round % 2 == 0, "seed=" + round);
        }
    }

    private static GridEvent event(Object payload) {
        return GridEvent.of("type", PlainData.of(payload), Instant.EPOCH, "user", Map.of());
    }

    /** Returns generators of values. Their values need columns of various kinds and forms. */
    private static List<IntFunction<Object>> kinds(Random random) {
        return List.of(
                i -> "same",
                i -> "word" + "abcdefgh".charAt(i % 8),
                i -> "ORD-" + random.nextInt(1_000_000),
                i -> "ROW-%06d".formatted(i * 7),
                i -> new UUID(random.nextLong(), random.nextLong()).toString(),
                i -> "%016X".formatted(random.nextLong()),
                i -> (i + " long ").repeat(200),
                i -> "größer \uD83D\uDE00 \uD800" + i % 40,
                i -> (long) i,
                i -> random.nextLong(),
                i -> 42L,
                i -> random.nextInt(100_000) / 100.0,
                i -> random.nextDouble() * 1e200,
                i -> i % 2 == 0 ? Double.NaN : -0.0,
                i -> new BigDecimal(BigInteger.valueOf(random.nextLong()), 5),
                i -> new BigDecimal(new BigInteger(300, random), 20),
                i -> new BigInteger(90, random),
                i -> i % 3 == 0 ? "text" + i : i % 3 == 1 ? (Object) (double) i : i % 2 == 0,
                i -> List.of(random.nextInt(), "in list " + random.nextInt(), List.of(i / 7.0)),
                i -> List.of(1L, 2L, (long) random.nextInt()),
                i -> Map.of("key" + random.nextInt(), Map.of("deep" + i, List.of("leaf" + i, (long) -i))),
                i -> Map.of("x", List.of(), "y", Map.of(), "z", "z" + i));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldHaveTheValuesOfEveryKindOfColumn(boolean compressed) {
        Random random = new Random(5);
        int number = 0;
        for (IntFunction<Object> kind : kinds(random)) {
            List<GridEvent> alone = new ArrayList<>();
            List<GridEvent> ofPayload = new ArrayList<>();
            List<GridEvent> ofMetadata = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Object value = PlainData.of(kind.apply(i));
                alone.add(event(value));
                ofPayload.add(event(Map.of("a", Map.of("b", value), "c", i)));
                ofMetadata.add(GridEvent.of(
                        "type", PlainData.of(i), Instant.EPOCH, "user", PlainData.mapOf(Map.of("m", value))));
            }
            String what = "kind=" + number++ + " compressed=" + compressed;
            assertCovers(alone, compressed, what + " alone");
            assertCovers(ofPayload, compressed, what + " payload");
            assertCovers(ofMetadata, compressed, what + " metadata");
        }
    }

    @Test
    void shouldHaveTheValuesOfAllAddedBlocks() {
        Random random = new Random(6);
        BlockWriter writer = new BlockWriter(true);
        ValueHashes all = new ValueHashes(MOST);
        Set<Object> values = new HashSet<>();
        ValueHashes one = new ValueHashes(MOST);
        for (int b = 0; b < 50; b++) {
            List<GridEvent> events = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                events.add(event(Map.of("row", "R" + random.nextInt(4_000), "value", random.nextInt(4_000))));
            }
            values.addAll(valuesOf(events));
            one.clear();
            byte[] unusedBytes = sealed(writer, events, one);
            assertThat(one.strings().size()).as("string hashes of one block").isLessThanOrEqualTo(100);
            all.addAll(one);
        }
        assertHasAll(sets(all), values, "all");
        assertThat(all.strings().size() + all.numbers().size()).isEqualTo(values.size());
    }

    @Test
    void shouldExcludeNoValueOfAKindThatHasMoreHashesThanTheMaximum() {
        ValueHashes hashes = new ValueHashes(100);
        for (int i = 0; i < 101; i++) {
            assertThat(hashes.strings().isAll()).isFalse();
            hashes.add("s" + i);
            hashes.add((long) i % 100);
        }
        assertThat(hashes.strings().isAll()).isTrue();
        assertThat(hashes.isFull()).isFalse();
        assertThat(sets(hashes).mayHave("absent")).isTrue();
        assertThat(sets(hashes).mayHave(500L)).isFalse();

        ValueHashes other = new ValueHashes(100);
        other.add(1_000L);
        other.addAll(hashes);
        assertThat(other.strings().isAll()).as("stands for all strings").isTrue();
        assertThat(other.isFull()).as("full with 101 numbers").isTrue();
        other.clear();
        other.add("s");
        assertThat(sets(other).mayHave("absent")).isFalse();
    }

    @Test
    void shouldBecomeTheSetOfAllHashesIfTooManyCollide() {
        HashSet32 set = new HashSet32(MOST);
        for (long i = 1; i < 20_000 && !set.isAll(); i++) {
            set.add(i << 50);
        }
        assertThat(set.isAll()).isTrue();
        assertThat(set.size()).isZero();
    }
}
