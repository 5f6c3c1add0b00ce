package dev.playhead.internal.debugging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.timetravel.ProgressListener;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeltaDebuggingTest {
    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static DeltaDebugging.Result<Integer> minimize(int count, Predicate<List<Integer>> stillFails) {
        return DeltaDebugging.minimize(numbers(count), stillFails, ProgressListener.none());
    }

    @Test
    void shouldFindTheRequiredItems() {
        DeltaDebugging.Result<Integer> result = minimize(1_000, some -> some.containsAll(List.of(17, 18, 903)));

        assertThat(result.items()).containsExactly(17, 18, 903);
        assertThat(result.isMinimal()).isTrue();
        assertThat(result.tests()).isLessThan(150);
    }

    @Test
    void shouldFindOneItemInALogarithmicNumberOfTests() {
        DeltaDebugging.Result<Integer> result = minimize(1_000_000, some -> some.contains(123_456));

        assertThat(result.items()).containsExactly(123_456);
        assertThat(result.tests()).isLessThanOrEqualTo(42);
    }

    @Test
    void shouldKeepAllItemsIfAllAreRequired() {
        assertThat(minimize(20, some -> some.size() == 20).items()).isEqualTo(numbers(20));
        assertThat(minimize(1, some -> some.size() == 1).items()).containsExactly(0);
    }

    @Test
    void shouldKeepNoItemsIfNoneIsRequired() {
        assertThat(minimize(20, some -> true).items()).isEmpty();
        assertThat(minimize(0, some -> true).items()).isEmpty();
    }

    @Test
    void shouldRefuseAListThatDoesNotFail() {
        assertThatThrownBy(() -> minimize(20, some -> some.size() == 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("stillFails is false for the list of all items=20");
        assertThatThrownBy(() -> minimize(0, some -> false)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldReportProgressAndReturnTheSmallestListFoundWhenStopped() {
        List<Long> reported = new ArrayList<>();
        ProgressListener watch = (done, total) -> {
            assertThat(total).isEqualTo(64);
            reported.add(done);
            return done < 40;
        };
        Predicate<List<Integer>> fails = some -> some.contains(5) && some.contains(60);

        DeltaDebugging.Result<Integer> result = DeltaDebugging.minimize(numbers(64), fails, watch);

        assertThat(reported).isSorted().startsWith(0L);
        assertThat(result.isMinimal()).isFalse();
        assertThat(result.items()).contains(5, 60).hasSizeLessThanOrEqualTo(24);
        assertThat(result.tests()).isEqualTo(reported.size() - 1);
    }

    @Test
    void shouldPropagateExceptionsOfThePredicate() {
        assertThatThrownBy(() -> minimize(3, some -> {
                    throw new IllegalStateException("cannot say");
                }))
                .hasMessage("cannot say");
    }

    @Test
    void shouldFindAMinimalOrderedPartForAnyPredicate() {
        for (int round = 0; round < 3_000; round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            int count = 1 + random.nextInt(9);
            boolean[] fails = new boolean[1 << count];
            int dice = 2 + random.nextInt(6);
            for (int set = 0; set < fails.length; set++) {
                fails[set] = random.nextInt(dice) == 0;
            }
            fails[fails.length - 1] = true;
            Set<Integer> asked = new HashSet<>();
            Predicate<List<Integer>> stillFails = some -> {
                int set = set(some);
                assertThat(some).as("seed=%s", seed).isSorted();
                assertThat(asked.add(set) || fails[set])
                        .as("a list that does not fail is tested once, seed=%s", seed)
                        .isTrue();
                return fails[set];
            };

            DeltaDebugging.Result<Integer> result = minimize(count, stillFails);

            int found = set(result.items());
            assertThat(fails[found]).as("seed=%s", seed).isTrue();
            assertThat(result.isMinimal()).as("seed=%s", seed).isTrue();
            for (int item : result.items()) {
                assertThat(fails[found & ~(1 << item)])
                        .as("seed=%s without=%s", seed, item)
                        .isFalse();
            }
        }
    }

    /**
     * Checks predicates that are monotonic: if a set fails, every larger set that contains it fails too. For such a
     * predicate, a 1-minimal result is minimal: no smaller part of the result fails.
     */
    @Test
    void shouldFindAMinimalSetForAMonotonicPredicate() {
        for (int round = 0; round < 1_000; round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            int count = 1 + random.nextInt(10);
            List<Integer> causes = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                causes.add(random.nextInt(1 << count));
            }
            Predicate<Integer> fails = set -> causes.stream().anyMatch(cause -> (set & cause) == cause);

            int found = set(minimize(count, some -> fails.test(set(some))).items());

            List<Integer> minima = IntStream.range(0, 1 << count)
                    .boxed()
                    .filter(fails)
                    .filter(set -> IntStream.range(0, set).noneMatch(part -> (part & set) == part && fails.test(part)))
                    .toList();
            assertThat(minima).as("seed=%s causes=%s", seed, causes).contains(found);
        }
    }

    private static int set(List<Integer> items) {
        return items.stream().mapToInt(item -> 1 << item).sum();
    }
}
