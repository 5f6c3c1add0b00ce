package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the parser of the most frequent timestamps agrees with {@code Instant.parse}, or leaves a text to it. */
class UtcTimeTest {
    private static final long YEAR_0_SECONDS =
            Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_10000_SECONDS =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond() + 1;

    private static @Nullable Instant model(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Test
    void shouldAgreeWithInstantParse() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            long seconds = YEAR_0_SECONDS + (long) (random.nextDouble() * (YEAR_10000_SECONDS - YEAR_0_SECONDS));
            int unit = (int) Math.pow(10, random.nextInt(10));
            String text = Instant.ofEpochSecond(seconds, (long) (random.nextInt(1_000_000_000) / unit) * unit)
                    .toString();
            assertThat(UtcTime.parse(text)).as("seed=%s, text=%s", seed, text).isEqualTo(Instant.parse(text));
            char[] changed = text.toCharArray();
            changed[random.nextInt(changed.length)] = "0123456789-+:.TZ ,".charAt(random.nextInt(18));
            String other = new String(changed);
            Instant found = UtcTime.parse(other);
            if (found != null) {
                assertThat(found).as("seed=%s, text=%s", seed, other).isEqualTo(model(other));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-02-29T00:00:00Z",
                "1900-02-29T00:00:00Z",
                "2026-04-31T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-01T24:00:00Z",
                "2026-06-30T23:59:60Z",
                "2026-01-01T00:00:00.Z",
                "2026-01-01T00:00:00.1234567890Z",
                "2026-01-01T00:00:00,5Z",
                "2026-01-01T00:00:00+01:00",
                "2026-01-01 00:00:00Z",
                "2026-01-01T00:00Z",
                "-026-01-01T00:00:00Z"
            })
    void shouldLeaveOtherTextsToTheGeneralParser(String text) {
        assertThat(UtcTime.parse(text)).isNull();
    }

    @Test
    void shouldParseLeapDays() {
        assertThat(UtcTime.parse("2000-02-29T23:59:59.5Z")).isEqualTo("2000-02-29T23:59:59.500Z");
        assertThat(UtcTime.parse("2024-02-29T00:00:00Z")).isEqualTo("2024-02-29T00:00:00Z");
    }
}
