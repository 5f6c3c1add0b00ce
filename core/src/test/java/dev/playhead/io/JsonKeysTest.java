package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.RandomData;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonKeysTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "$playhead", "$$playhead", "a\\b", "\ud83d\ude00", "$playhead\ud83d\ude00"})
    void shouldNotEscapeOrdinaryKeys(String key) {
        assertThat(JsonKeys.toJson(key)).isEqualTo(key);
        assertThat(JsonKeys.fromJson(key)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$playhead:",
                "$playhead:a",
                "$playhead:\\",
                "$playhead:\\uD83D",
                "\ud83d",
                "\ude00",
                "\ude00\ud83d",
                "a\ud83d\ud83d\ude00\ude00\\b"
            })
    void shouldEscapeKeysThatJsonRefusesOrThatLookEscaped(String key) {
        String name = JsonKeys.toJson(key);

        assertThat(name).startsWith("$playhead:").isNotEqualTo(key).doesNotMatch("(?s).*\\p{Cs}.*");
        assertThat(JsonKeys.fromJson(name)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"$playhead:\\", "$playhead:\\x", "$playhead:\\u00", "$playhead:\\u0041", "$playhead:\\uD8zz"})
    void shouldNotUnescapeNamesThatAreNotValidEscapes(String name) {
        assertThat(JsonKeys.fromJson(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldUnescapeEveryEscapedKey(long seed) {
        Random random = new Random(seed);
        RandomData data = new RandomData(random);
        for (int i = 0; i < 20_000; i++) {
            String key = data.key() + (random.nextBoolean() ? "" : data.key());
            assertThat(JsonKeys.fromJson(JsonKeys.toJson(key)))
                    .as("seed=%s i=%s", seed, i)
                    .isEqualTo(key);
            assertThat(JsonKeys.fromJson(JsonKeys.escaped(key)))
                    .as("seed=%s i=%s", seed, i)
                    .isEqualTo(key);
        }
    }
}
