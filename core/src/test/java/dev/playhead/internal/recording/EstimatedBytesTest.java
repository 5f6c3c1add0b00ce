package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.capture.PayloadCapture;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
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
    void shouldEstimateTheBytesOfAnEvent() {
        long bare = of(null);

        assertThat(bare).isBetween(50L, 150L);
        assertThat(of("x".repeat(1_000)) - bare).isBetween(1_000L, 1_100L);
        assertThat(of(1L) - bare).isBetween(10L, 30L);
        assertThat(of(true)).isEqualTo(of(1.5));
        assertThat(of(BigInteger.ONE.shiftLeft(8_000)) - bare).isBetween(1_000L, 1_100L);
        assertThat(of(new BigDecimal("1.".concat("7".repeat(2_000)))) - bare).isBetween(800L, 1_100L);
        assertThat(of(List.of(1L, 2L, 3L)) - of(List.of())).isEqualTo(3 * (of(1L) - bare + 4));
        assertThat(of(Map.of("a", 1L))).isGreaterThan(of(Map.of()));
        assertThat(of(new Object()) - bare)
                .as("bytes of a payload kept by reference")
                .isBetween(50L, 500L);
    }

    @Test
    void shouldEstimateABeanLikeAMapWithTheSameFields() {
        PayloadCapture capture = PayloadCapture.builder().beans(Text.class).build();
        long small = of(capture.capture(new Text("")));
        Map<String, Object> same = PlainData.mapOf(Map.of("length", 0L, "text", ""));

        assertThat(of(capture.capture(new Text("x".repeat(900)))) - small).isEqualTo(900);
        assertThat(small).isBetween(of(same) - 30, of(same));
    }

    /** A bean with a text and its length. */
    public static final class Text {
        private final String text;

        Text(String text) {
            this.text = text;
        }

        public String getText() {
            return text;
        }

        public long getLength() {
            return text.length();
        }
    }

    @Test
    void shouldCountMetadataAndNestedData() {
        GridEvent event = GridEvent.of("a", Map.of("rows", List.of(Map.of("text", "x".repeat(500)))));

        assertThat(EstimatedBytes.of(event)).isGreaterThan(600);
        assertThat(EstimatedBytes.of(event.with("note", "y".repeat(400))) - EstimatedBytes.of(event))
                .isBetween(400L, 600L);
    }

    @Test
    void shouldCountTheKeysOfMapsThatAreTooLargeToShareKeys() {
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
