package dev.playhead.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypePatternTest {
    @ParameterizedTest
    @CsvSource({
        "cell:edit, cell:edit, true",
        "cell:edit, cell:edited, false",
        "cell:*, cell:edit, true",
        "cell:*, cell:, true",
        "cell:*, row:add, false",
        "*:edit, cell:edit, true",
        "*:edit, :edit, true",
        "*:edit, cell:edit:done, false",
        "*, anything, true",
        "'', '', true",
        "'', x, false",
        "*, '', true",
        "a*b*c, abc, true",
        "a*b*c, a-bc-bc, true",
        "a*b*c, acb, false",
        "a**b, axb, true",
        "ab*ba, aba, false",
        "cell.edit, cellxedit, false"
    })
    void shouldMatchTheEntireType(String pattern, String type, boolean matches) {
        assertThat(TypePattern.of(pattern).matches(type)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldMatchLikeARegularExpression(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String pattern = random(random, "ab*", 8);
            String type = random(random, "ab", 12);
            boolean expected = Pattern.matches("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E", type);

            assertThat(TypePattern.of(pattern).matches(type))
                    .as("seed=%s pattern=%s type=%s", seed, pattern, type)
                    .isEqualTo(expected);
        }
    }

    private static String random(Random random, String alphabet, int maxLength) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(maxLength + 1); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    void shouldReturnThePatternAsText() {
        assertThat(TypePattern.of("cell:*")).hasToString("cell:*").isEqualTo(new TypePattern("cell:*"));
        assertThat(TypePattern.ANY.matches("x")).isTrue();
    }

    @Test
    void shouldRefuseNull() {
        assertThatNullPointerException().isThrownBy(() -> TypePattern.of(null)).withMessage("typePattern");
    }
}
