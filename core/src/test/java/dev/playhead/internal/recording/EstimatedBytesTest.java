package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EstimatedBytesTest {
    private static long of(Object payload) {
        return EstimatedBytes.of(GridEvent.of("cell:edit", payload, Instant.EPOCH, "user", Map.of()));
    }

    @Test
    void shouldCountWhatAnEventHolds() {
        long bare = of(null);

        assertThat(bare).isBetween(50L, 150L);
        assertThat(of("x".repeat(1_000)) - bare).isBetween(1_000L, 1_100L);
        assertThat(of(1L) - bare).isBetween(10L, 30L);
        assertThat(of(true)).isEqualTo(of(1.5));
        assertThat(of(BigInteger.ONE.shiftLeft(8_000)) - bare).isBetween(1_000L, 1_100L);
        assertThat(of(new BigDecimal("1.".concat("7".repeat(2_000)))) - bare).isBetween(800L, 1_100L);
        assertThat(of(List.of(1L, 2L, 3L)) - of(List.of())).isEqualTo(3 * (of(1L) - bare + 4));
        assertThat(of(Map.of("a", 1L))).isGreaterThan(of(Map.of()));
        assertThat(of(new Object()) - bare).as("kept by reference").isBetween(50L, 500L);
    }

    @Test
    void shouldCountMetadataAndNestedData() {
        GridEvent event = GridEvent.of("a", Map.of("rows", List.of(Map.of("text", "x".repeat(500)))));

        assertThat(EstimatedBytes.of(event)).isGreaterThan(600);
        assertThat(EstimatedBytes.of(event.with("note", "y".repeat(400))) - EstimatedBytes.of(event))
                .isBetween(400L, 600L);
    }

    @Test
    void shouldCountTheKeysOfMapsTooLargeToShareThem() {
        Map<String, Object> fields = new HashMap<>();
        Map<String, Object> rows = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            fields.put("field-with-a-name-of-its-own-" + i, null);
        }
        for (int i = 0; i < 5_000; i++) {
            rows.put("row-with-an-identity-of-its-own-" + i, null);
        }

        assertThat(of(fields) / 50).isLessThan(20);
        assertThat(of(rows) / 5_000).isBetween(60L, 100L);
    }
}
