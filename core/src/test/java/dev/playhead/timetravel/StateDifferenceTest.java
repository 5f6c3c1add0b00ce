package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.PayloadPath;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

class StateDifferenceTest {
    record Point(int x, int y) {}

    record Shape(String name, List<Point> points, Map<String, Object> style) {}

    record Failing(int x) {
        Failing {
            assertThat(x).isNotNegative();
        }

        @Override
        public int x() {
            throw new IllegalStateException("not now");
        }
    }

    private static List<String> between(Object before, Object after) {
        return StateDifference.between(before, after).stream()
                .map(StateDifference::toString)
                .toList();
    }

    @Test
    void shouldEndAComparisonThatIsCancelled() {
        Map<Integer, Integer> before = new HashMap<>();
        Map<Integer, Integer> after = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            before.put(i, i);
            after.put(i, -i);
        }
        List<Long> seen = new ArrayList<>();

        assertThatThrownBy(
                        () -> StateDifference.between(before, after, (done, total) -> seen.add(done) && done < 2_000))
                .isInstanceOf(QuestionCancelledException.class);
        assertThat(seen).containsExactly(1_024L, 2_048L);
        assertThat(StateDifference.between(before, after, (done, total) -> true))
                .hasSize(4_999);
    }

    @Test
    void shouldFindNoDifferencesBetweenEqualValues() {
        assertThat(between(null, null)).isEmpty();
        assertThat(between(1L, 1)).isEmpty();
        assertThat(between(0.5, new BigDecimal("0.50"))).isEmpty();
        assertThat(between(Map.of("a", List.of(1, 2)), Map.of("a", List.of(1L, 2L))))
                .isEmpty();
        assertThat(between(new Point(1, 2), new Point(1, 2))).isEmpty();
        assertThat(between(List.of(1, 2), TreePVector.from(List.of(1, 2)))).isEmpty();
    }

    @Test
    void shouldCompareScalarsAsAWhole() {
        assertThat(StateDifference.between(1L, 2L)).containsExactly(new StateDifference(List.of(), 1L, 2L));
        assertThat(between(0.5f, 0.75f)).containsExactly(": 0.5 -> 0.75");
        assertThat(between(null, "a")).containsExactly(": null -> a");
        assertThat(between(Set.of("a"), Set.of("b"))).containsExactly(": [a] -> [b]");
        assertThat(between(List.of(1), Map.of("0", 1))).containsExactly(": [1] -> {0=1}");
        assertThat(between(new Point(1, 2), "a")).hasSize(1);
    }

    @Test
    void shouldNameTheKeysThatDifferInMaps() {
        Map<String, Object> before = new LinkedHashMap<>();
        before.put("same", 1);
        before.put("gone", 2);
        before.put("nulled", 3);
        before.put("in.side", Map.of("deep", "x"));
        Map<String, Object> after = new LinkedHashMap<>();
        after.put("new", null);
        after.put("in.side", Map.of("deep", "y"));
        after.put("nulled", null);
        after.put("same", 1);

        List<StateDifference> found = StateDifference.between(before, after);

        assertThat(found)
                .containsExactly(
                        new StateDifference(List.of("gone"), 2, PayloadPath.NOTHING),
                        new StateDifference(List.of("nulled"), 3, null),
                        new StateDifference(List.of("in.side", "deep"), "x", "y"),
                        new StateDifference(List.of("new"), PayloadPath.NOTHING, null));
        assertThat(found)
                .extracting(StateDifference::kind)
                .containsExactly(
                        StateDifference.Kind.REMOVED,
                        StateDifference.Kind.CHANGED,
                        StateDifference.Kind.CHANGED,
                        StateDifference.Kind.ADDED);
        assertThat(found.get(2).pathText()).isEqualTo("in\\.side.deep");
        assertThat(found.get(0)).hasToString("gone: removed 2");
        assertThat(found.get(3)).hasToString("new: added null");
    }

    @Test
    void shouldCompareRecordsByComponent() {
        Shape before = new Shape("a", List.of(new Point(1, 2), new Point(3, 4)), Map.of("color", "red"));
        Shape after = new Shape("a", List.of(new Point(1, 2), new Point(3, 5)), Map.of("color", "blue"));

        assertThat(between(before, after)).containsExactly("points.1.y: 4 -> 5", "style.color: red -> blue");
    }

    @Test
    void shouldCompareUnreadableRecordsAsAWhole() {
        assertThat(between(new Failing(1), new Failing(2)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith(": Failing");
    }

    @Test
    void shouldReportAnAddedOrRemovedListItemWithoutTheItemsAfterIt() {
        assertThat(between(List.of("a", "b", "c"), List.of("a", "x", "b", "c"))).containsExactly("1: added x");
        assertThat(between(List.of("a", "b", "c"), List.of("b", "c"))).containsExactly("0: removed a");
        assertThat(between(TreePVector.from(List.of("a", "b", "c")), List.of("a", "x", "c")))
                .containsExactly("1: b -> x");
        assertThat(between(List.of("a", "a"), List.of("a"))).containsExactly("1: removed a");
        assertThat(between(List.of(), List.of(1, 2))).containsExactly("0: added 1", "1: added 2");
        assertThat(between(List.of("a", "b", "c", "z"), List.of("a", "x", "z")))
                .containsExactly("1: b -> x", "2: removed c");
    }

    @Test
    void shouldTerminateForCollectionsThatContainThemselves() {
        Map<String, Object> one = new HashMap<>();
        one.put("self", new ArrayList<>(Arrays.asList(one, 1)));
        Map<String, Object> other = new HashMap<>();
        other.put("self", new ArrayList<>(Arrays.asList(one, 2)));

        assertThat(StateDifference.between(one, other)).isNotEmpty();
    }

    @Test
    void shouldConvertTheFirstValueToTheSecondWhenApplied() {
        for (int round = 0; round < 2_000; round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            Object before = value(random, 3);
            Object after = random.nextInt(4) == 0 ? value(random, 3) : changed(before, random);
            List<StateDifference> found = StateDifference.between(before, after);

            assertThat(found.isEmpty()).as("seed=%s", seed).isEqualTo(before.equals(after));
            for (StateDifference difference : found) {
                assertThat(at(before, difference))
                        .as("seed=%s %s", seed, difference)
                        .isEqualTo(difference.before());
                assertThat(difference.before()).as("seed=%s", seed).isNotEqualTo(difference.after());
            }
            assertThat(applied(before, found)).as("seed=%s", seed).isEqualTo(after);
        }
    }

    private static Object value(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 1 : 3);
        if (kind == 0) {
            return (long) random.nextInt(4);
        }
        int size = random.nextInt(5);
        if (kind == 1) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                map.put("k" + random.nextInt(6), value(random, depth - 1));
            }
            return map;
        }
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(value(random, 0));
        }
        return list;
    }

    private static Object changed(Object value, Random random) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            Map<Object, Object> copy = new LinkedHashMap<>(map);
            Object key = List.copyOf(map.keySet()).get(random.nextInt(map.size()));
            switch (random.nextInt(3)) {
                case 0 -> copy.remove(key);
                case 1 -> copy.put("new", 1L);
                default -> copy.put(key, changed(map.get(key), random));
            }
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>(list);
            copy.add(random.nextInt(list.size() + 1), 9L);
            return copy;
        }
        return value(random, 1);
    }

    /**
     * Returns the value at the path of a difference. If the path does not exist, or if the difference is an addition,
     * returns {@code difference.before()}.
     */
    private static Object at(Object value, StateDifference difference) {
        return difference.path().isEmpty()
                ? value
                : new PayloadPath(difference.path()).find(value) == PayloadPath.NOTHING
                                || difference.before() == PayloadPath.NOTHING
                        ? difference.before()
                        : new PayloadPath(difference.path()).find(value);
    }

    /**
     * Applies differences to a copy of a value, and returns the copy. Changes and additions come first, in their order.
     * Removals follow in reverse order, so that the indexes of lists stay valid.
     */
    private static Object applied(Object before, List<StateDifference> differences) {
        Object result = copy(before);
        for (StateDifference difference : differences) {
            if (difference.kind() != StateDifference.Kind.REMOVED) {
                result = put(result, difference.path(), difference);
            }
        }
        for (int i = differences.size() - 1; i >= 0; i--) {
            if (differences.get(i).kind() == StateDifference.Kind.REMOVED) {
                result = put(result, differences.get(i).path(), differences.get(i));
            }
        }
        return result;
    }

    @SuppressWarnings("unchecked") // the test copied these collections
    private static Object put(Object into, List<String> path, StateDifference difference) {
        if (path.isEmpty()) {
            return copy(difference.after());
        }
        String step = path.get(0);
        boolean last = path.size() == 1;
        if (into instanceof Map<?, ?>) {
            Map<String, Object> map = (Map<String, Object>) into;
            if (last && difference.kind() == StateDifference.Kind.REMOVED) {
                map.remove(step);
            } else {
                map.put(step, put(map.get(step), path.subList(1, path.size()), difference));
            }
        } else {
            List<Object> list = (List<Object>) into;
            int position = Integer.parseInt(step);
            if (last && difference.kind() == StateDifference.Kind.REMOVED) {
                list.remove(position);
            } else if (last && difference.kind() == StateDifference.Kind.ADDED) {
                list.add(position, copy(difference.after()));
            } else {
                list.set(position, put(list.get(position), path.subList(1, path.size()), difference));
            }
        }
        return into;
    }

    private static Object copy(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, part) -> copy.put(key, copy(part)));
            return copy;
        }
        return value instanceof List<?> list ? new ArrayList<>(list) : value;
    }
}
