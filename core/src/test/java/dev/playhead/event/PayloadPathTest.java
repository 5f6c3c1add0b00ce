package dev.playhead.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadPathTest {
    @Test
    void shouldSplitAtDotsThatAreNotEscaped() {
        assertThat(PayloadPath.parse("order.lines.0.price").steps()).containsExactly("order", "lines", "0", "price");
        assertThat(PayloadPath.parse("rates.eur\\.usd").steps()).containsExactly("rates", "eur.usd");
        assertThat(PayloadPath.parse("a\\\\.b").steps()).containsExactly("a\\", "b");
        assertThat(PayloadPath.parse("a\\b").steps()).containsExactly("ab");
        assertThat(PayloadPath.parse("a\\").steps()).containsExactly("a\\");
        assertThat(PayloadPath.parse("").steps()).containsExactly("");
        assertThat(PayloadPath.parse(".a.").steps()).containsExactly("", "a", "");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldParseItsOwnText(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            List<String> steps = new ArrayList<>();
            for (int s = 0; s <= random.nextInt(4); s++) {
                StringBuilder step = new StringBuilder();
                for (int c = random.nextInt(5); c > 0; c--) {
                    step.append("a.\\0".charAt(random.nextInt(4)));
                }
                steps.add(step.toString());
            }
            PayloadPath path = new PayloadPath(steps);

            assertThat(PayloadPath.parse(path.toString()))
                    .as("seed=%s path=%s", seed, path)
                    .isEqualTo(path);
        }
    }

    @Test
    void shouldRefuseAPathWithoutSteps() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PayloadPath(List.of()));
    }

    @Test
    void shouldFindValuesInMapsAndLists() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("present", null);
        row.put("", "empty");
        row.put("0", "zero");
        Object data = PlainData.of(Map.of("rows", List.of(row, List.of("x", "y")), "eur.usd", 1.1));

        assertThat(find(data, "rows.0.present")).isNull();
        assertThat(find(data, "rows.0.")).isEqualTo("empty");
        assertThat(find(data, "rows.0.0")).isEqualTo("zero");
        assertThat(find(data, "rows.1.1")).isEqualTo("y");
        assertThat(find(data, "eur\\.usd")).isEqualTo(1.1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing",
                "rows.2",
                "rows.-1",
                "rows.+1",
                "rows.x",
                "rows.",
                "rows.1x",
                "rows.\u0661",
                "rows.4294967296",
                "rows.0.a.b",
                "eur.usd"
            })
    void shouldFindNothingIfThePathDoesNotExist(String path) {
        Object data = PlainData.of(Map.of("rows", List.of(Map.of("a", 1), 2), "eur.usd", 1.1));

        assertThat(find(data, path)).isSameAs(PayloadPath.NOTHING);
        assertThat(find(null, path)).isSameAs(PayloadPath.NOTHING);
    }

    private static Object find(Object data, String path) {
        return PayloadPath.parse(path).find(data);
    }
}
