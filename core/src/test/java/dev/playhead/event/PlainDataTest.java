package dev.playhead.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serial;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainDataTest {
    /** A subclass of a number class, as an application may define it. Instances of such a subclass could be mutable. */
    private static final class OddDecimal extends BigDecimal {
        @Serial
        private static final long serialVersionUID = 1L;

        OddDecimal(String text) {
            super(text);
        }
    }

    private static final class OddInteger extends BigInteger {
        @Serial
        private static final long serialVersionUID = 1L;

        OddInteger(String text) {
            super(text);
        }
    }

    @Test
    void shouldConvertScalarsToPlainData() {
        UUID id = UUID.fromString("00000000-0000-0001-0000-000000000002");

        assertThat(PlainData.of(null)).isNull();
        assertThat(PlainData.of("text")).isEqualTo("text");
        assertThat(PlainData.of(true)).isEqualTo(true);
        assertThat(PlainData.of((byte) 1)).isEqualTo(1L);
        assertThat(PlainData.of((short) 2)).isEqualTo(2L);
        assertThat(PlainData.of(3)).isEqualTo(3L);
        assertThat(PlainData.of(4L)).isEqualTo(4L);
        assertThat(PlainData.of(0.1f)).isEqualTo(0.1);
        assertThat(PlainData.of(0.1)).isEqualTo(0.1);
        assertThat(PlainData.of(new BigInteger("7"))).isEqualTo(7L);
        assertThat(PlainData.of(new BigDecimal("1.5"))).isEqualTo(1.5);
        assertThat(PlainData.of(new BigDecimal("1.50"))).isEqualTo(new BigDecimal("1.50"));
        assertThat(PlainData.of('c')).isEqualTo("c");
        assertThat(PlainData.of(CharBuffer.wrap("built"))).isEqualTo("built");
        assertThat(PlainData.of(TimeUnit.DAYS)).isEqualTo("DAYS");
        assertThat(PlainData.of(DayOfWeek.MONDAY)).isEqualTo("MONDAY");
        assertThat(PlainData.of(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(PlainData.of(LocalDate.of(2026, 1, 31))).isEqualTo("2026-01-31");
        assertThat(PlainData.of(Duration.ofSeconds(90))).isEqualTo("PT1M30S");
        assertThat(PlainData.of(Date.from(Instant.EPOCH))).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(PlainData.of(id)).isEqualTo(id.toString());
        assertThat(PlainData.scalar(null)).isNull();
        assertThat(PlainData.scalar(List.of())).isNull();
        assertThat(PlainData.scalar(new AtomicInteger())).isNull();
    }

    @Test
    void shouldConvertSubclassesOfNumbersToPlainNumbers() {
        Object decimal = PlainData.of(new OddDecimal("1.50"));
        Object integer = PlainData.of(new OddInteger("123456789012345678901"));

        assertThat(decimal).isExactlyInstanceOf(BigDecimal.class).isEqualTo(new BigDecimal("1.50"));
        assertThat(integer).isExactlyInstanceOf(BigInteger.class).isEqualTo(new BigInteger("123456789012345678901"));
    }

    @Test
    void shouldCopyCollectionsInTheirOrder() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", new LinkedHashSet<>(List.of(3, 2)));
        map.put(7, null);
        map.put(TimeUnit.DAYS, new ArrayDeque<>(List.of("x")));
        map.put(Math.scalb(1.0, -44), List.of());

        Object plain = PlainData.of(map);

        assertThat(plain).hasToString("{z=1, a=[3, 2], 7=null, DAYS=[x], 5.684341886080802E-14=[]}");
        map.put("z", 2);
        assertThat(plain).hasToString("{z=1, a=[3, 2], 7=null, DAYS=[x], 5.684341886080802E-14=[]}");
        assertThat(PlainData.isPlain(plain)).isTrue();
        assertThat(PlainData.of(plain)).isSameAs(plain);
        assertThat(PlainData.mapOf(map)).containsEntry("z", 2L);
    }

    @Test
    void shouldRecognizePlainData() {
        assertThat(List.of("x", 1L, 1.5, true, new BigDecimal("1.50"), new BigInteger("123456789012345678901")))
                .allMatch(PlainData::isPlain);
        assertThat(PlainData.isPlain(null)).isTrue();
        assertThat(PlainData.isPlain(PlainData.of(List.of()))).isTrue();
        assertThat(PlainData.isPlain(PlainData.of(Map.of("a", 1)))).isTrue();

        assertThat(List.of(
                        1,
                        1.5f,
                        'c',
                        new BigDecimal("1.5"),
                        new BigDecimal("7"),
                        new BigInteger("7"),
                        new OddDecimal("1.50"),
                        new OddInteger("123456789012345678901"),
                        List.of(),
                        Map.of(),
                        Instant.EPOCH,
                        new Object()))
                .noneMatch(PlainData::isPlain);
    }

    @Test
    void shouldRefuseObjectsThatPlainDataCannotExpress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.of(List.of(new AtomicInteger())))
                .withMessageContaining("class=java.util.concurrent.atomic.AtomicInteger");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.of(new int[0]))
                .withMessageContaining("class=[I");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.of(Map.of(List.of(), 1)))
                .withMessageContaining("key=[]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.of(Collections.singletonMap(null, 1)))
                .withMessageContaining("key=null");
    }

    @Test
    void shouldCopyDataOfTheMaximumDepthAndRefuseDeeperData() {
        assertThat(PlainData.isPlain(PlainData.of(nested(PlainData.MAX_DEPTH)))).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.of(nested(PlainData.MAX_DEPTH + 1)))
                .withMessageContaining("maxDepth=1000");

        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertThatIllegalArgumentException().isThrownBy(() -> PlainData.of(cycle));
    }

    private static Object nested(int depth) {
        Object value = 1L;
        for (int i = 0; i < depth; i++) {
            value = i % 2 == 0 ? List.of(value) : Map.of("k", value);
        }
        return value;
    }

    @Test
    void shouldCopyPlainCollectionsToImmutableCollections() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", 1L);
        map.put("a", null);
        List<Object> list = new ArrayList<>(List.of(1L));

        Map<String, Object> frozenMap = PlainData.ofPlain(map);
        List<Object> frozenList = PlainData.ofPlain(list);
        map.clear();
        list.clear();

        assertThat(frozenMap).hasToString("{b=1, a=null}");
        assertThat(frozenList).containsExactly(1L);
        assertThat(PlainData.ofPlain(map)).isSameAs(PlainData.emptyMap());
        assertThat(PlainData.ofPlain(list)).isSameAs(PlainData.ofPlain(List.of()));
        assertThat(PlainData.ofPlain(new String[0], new Object[0])).isSameAs(PlainData.emptyMap());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlainData.ofPlain(new String[1], new Object[2]))
                .withMessage("keys=1 but values=2");
    }

    @Test
    void shouldCompareNumbersByValueAndMapsRegardlessOfTheirOrder() {
        assertThat(PlainData.equal(plain(1), plain(1.0))).isTrue();
        assertThat(PlainData.equal(plain(1), plain("1"))).isFalse();
        assertThat(PlainData.equal(null, null)).isTrue();
        assertThat(PlainData.equal(null, plain(0))).isFalse();
        assertThat(PlainData.equal(plain(0), null)).isFalse();
        assertThat(PlainData.equal(plain(List.of(1, 2)), plain(List.of(1.0, 2))))
                .isTrue();
        assertThat(PlainData.equal(plain(List.of(1, 2)), plain(List.of(2, 1)))).isFalse();
        assertThat(PlainData.equal(plain(List.of(1)), plain(List.of(1, 2)))).isFalse();
        assertThat(PlainData.equal(plain(map("a", 1, "b", 2)), plain(map("b", 2.0, "a", 1))))
                .isTrue();
        assertThat(PlainData.equal(plain(map("a", 1)), plain(map("a", 1, "b", 2))))
                .isFalse();
        assertThat(PlainData.equal(plain(map("a", null)), plain(map("b", null))))
                .isFalse();
        assertThat(PlainData.equal(plain(map("a", null)), plain(map("a", 1)))).isFalse();
        assertThat(PlainData.equal(plain(map("a", map("b", 1))), plain(map("a", map("b", 1, "c", 2)))))
                .isFalse();
    }

    @Test
    void shouldReportWhetherAMapContainsAPartialMap() {
        Object payload = plain(map("a", 1, "b", null, "c", map("d", List.of(1, map("e", 2)), "f", 3)));

        assertThat(contains(payload, map())).isTrue();
        assertThat(contains(payload, map("a", 1.0))).isTrue();
        assertThat(contains(payload, map("a", 2))).isFalse();
        assertThat(contains(payload, map("b", null))).isTrue();
        assertThat(contains(payload, map("missing", null))).isFalse();
        assertThat(contains(payload, map("a", null))).isFalse();
        assertThat(contains(payload, map("b", 1))).isFalse();
        assertThat(contains(payload, map("c", map("f", 3)))).isTrue();
        assertThat(contains(payload, map("c", map("f", 3, "g", 4)))).isFalse();
        assertThat(contains(payload, map("a", map()))).isFalse();
        assertThat(contains(payload, map("c", map("d", List.of(1, map("e", 2))))))
                .isTrue();
        assertThat(contains(payload, map("c", map("d", List.of(1, map())))))
                .as("lists must be equal as a whole")
                .isFalse();
        assertThat(contains(List.of(), map())).isFalse();
        assertThat(contains(null, map())).isFalse();
    }

    private static Object plain(Object value) {
        return PlainData.of(value);
    }

    private static boolean contains(Object value, Map<String, Object> partial) {
        return PlainData.contains(value, PlainData.mapOf(partial));
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBehaveLikeAnyOtherMap(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Map<String, Object> expected = new LinkedHashMap<>();
            int size = random.nextInt(40);
            for (int i = 0; i < size; i++) {
                expected.put(collidingKey(random), random.nextBoolean() ? (Object) (long) i : null);
            }
            Map<String, Object> actual = PlainData.ofPlain(expected);

            assertThat(actual).as("seed=%s", seed).isEqualTo(expected).hasSameHashCodeAs(expected);
            assertThat(expected).as("seed=%s", seed).isEqualTo(actual);
            assertThat(actual).hasToString(expected.toString()).hasSize(expected.size());
            assertThat(new ArrayList<>(actual.keySet())).isEqualTo(new ArrayList<>(expected.keySet()));
            assertThat(new ArrayList<>(actual.values())).isEqualTo(new ArrayList<>(expected.values()));
            for (int i = 0; i < 50; i++) {
                String key = collidingKey(random);
                assertThat(actual.get(key)).as("seed=%s key=%s", seed, key).isEqualTo(expected.get(key));
                assertThat(actual.containsKey(key))
                        .as("seed=%s key=%s", seed, key)
                        .isEqualTo(expected.containsKey(key));
            }
            assertThat(actual.get(null)).isNull();
            assertThat(((Map<?, ?>) actual).containsKey((Object) 1)).isFalse();
            assertThat(actual).isNotEqualTo(new TreeMap<>(Map.of("other", 1L)));
        }
    }

    /** Returns a random text of "Aa" and "BB". All such texts of equal length have the same hash code. */
    private static String collidingKey(Random random) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            key.append(random.nextBoolean() ? "Aa" : "BB");
        }
        return key.toString();
    }

    @Test
    void shouldBehaveLikeAnyOtherList() {
        List<Object> list = PlainData.ofPlain(List.of(1L, "b"));

        assertThat(list).isEqualTo(List.of(1L, "b")).hasSameHashCodeAs(List.of(1L, "b"));
        assertThat(List.of(1L, "b")).isEqualTo(list);
        assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldRefuseEveryChange() {
        for (Map<String, Object> map : List.of(mapOfSize(3), mapOfSize(30))) {
            Map<String, Object> before = new HashMap<>(map);
            refused(() -> map.put("k0", 1));
            refused(() -> map.put("new", 1));
            refused(() -> map.putAll(Map.of("new", 1)));
            refused(() -> map.putIfAbsent("new", 1));
            refused(() -> map.remove("k0"));
            refused(() -> map.remove("k0", 0L));
            refused(map::clear);
            refused(() -> map.replaceAll((key, value) -> 1));
            refused(() -> map.merge("k0", 1L, (a, b) -> b));
            refused(() -> map.compute("k0", (key, value) -> 1));
            refused(() -> map.computeIfAbsent("new", key -> 1));
            refused(() -> map.entrySet().iterator().next().setValue(1));
            refused(() -> map.entrySet().removeIf(entry -> true));
            refused(() -> map.keySet().remove("k0"));
            refused(() -> map.values().clear());
            refused(() -> remove(map.keySet().iterator()));
            assertThat(map).isEqualTo(before);
        }
        List<Object> list = PlainData.ofPlain(List.of(2L, 1L));
        refused(() -> list.add(1));
        refused(() -> list.add(0, 1));
        refused(() -> list.addAll(List.of(1)));
        refused(() -> list.set(0, 1));
        refused(() -> list.remove(0));
        refused(() -> list.remove((Object) 1L));
        refused(() -> list.removeIf(each -> true));
        refused(() -> list.replaceAll(each -> each));
        refused(() -> list.sort(null));
        refused(list::clear);
        refused(() -> list.subList(0, 1).clear());
        refused(() -> remove(list.iterator()));
        assertThat(list).containsExactly(2L, 1L);
        assertThat(PlainData.emptyMap()).isEmpty();
        refused(() -> PlainData.emptyMap().put("a", 1));
    }

    private static void remove(java.util.Iterator<?> iterator) {
        iterator.next();
        iterator.remove();
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable change) {
        assertThatThrownBy(change).isInstanceOf(UnsupportedOperationException.class);
    }

    private static Map<String, Object> mapOfSize(int size) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            map.put("k" + i, (long) i);
        }
        return PlainData.ofPlain(map);
    }

    @Test
    void shouldThrowIfAnIteratorIsReadBeyondItsEnd() {
        java.util.Iterator<?> entries = PlainData.emptyMap().entrySet().iterator();

        assertThat(entries.hasNext()).isFalse();
        assertThatThrownBy(entries::next).isInstanceOf(java.util.NoSuchElementException.class);
    }

    @Test
    void shouldUseTheValueOfTheLaterOfTwoKeysWithEqualText() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(1, "number");
        map.put("1", "text");

        assertThat(PlainData.mapOf(map)).isEqualTo(Map.of("1", "text"));
    }
}
