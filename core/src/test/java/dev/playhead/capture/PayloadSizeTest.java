package dev.playhead.capture;

import static dev.playhead.capture.PayloadCaptureTest.asMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that the part of a payload that exceeds a limit is replaced by a marker, and that the other parts are kept. */
@SuppressWarnings("UnnecessaryStringBuilder")
class PayloadSizeTest {
    record Holder(String name, Object value) {}

    private final PayloadCapture capture = PayloadCapture.create();

    @Test
    void shouldReplaceNumbersThatAreTooLong() {
        BigInteger longest = BigInteger.ONE.shiftLeft(332_192);
        BigInteger tooLong = BigInteger.ONE.shiftLeft(332_193);
        Object marker = Marker.of(Reason.SIZE, "java.math.BigInteger");

        assertThat(capture.capture(longest)).isSameAs(longest);
        assertThat(capture.capture(tooLong)).isEqualTo(marker);
        assertThat(capture.capture(new Holder("h", tooLong))).isEqualTo(Map.of("name", "h", "value", marker));
        assertThat(capture.capture(new BigDecimal(tooLong, 5)))
                .isEqualTo(Marker.of(Reason.SIZE, "java.math.BigDecimal"));
        assertThat(capture.replaced(Reason.SIZE)).isEqualTo(3);
    }

    @Test
    void shouldReplaceAListThatIsTooLongAndKeepTheRestOfThePayload() {
        PayloadCapture small = limited(100, 1_000);
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("before", 1);
        payload.put("rows", Collections.nCopies(200, Arrays.asList(1, new Object())));
        payload.put("after", Collections.nCopies(40, 2));

        Map<String, Object> data = asMap(small.capture(payload));

        assertThat(data).containsEntry("before", 1L).containsEntry("after", Collections.nCopies(40, 2L));
        assertThat(data.get("rows")).isEqualTo(Marker.of(Reason.SIZE, "java.util.Collections$CopiesList"));
        assertThat(small.replaced(Reason.SIZE)).isEqualTo(1);
        assertThat(small.replaced(Reason.UNKNOWN_CLASS)).isZero();
    }

    @Test
    void shouldReplaceEndlessCollections() {
        Object marker = Marker.of(Reason.SIZE, Endless.class.getName());

        assertThat(capture.capture(new Endless())).isEqualTo(marker);
        assertThat(capture.capture(Arrays.asList(1, new Endless(), 2))).isEqualTo(List.of(1L, marker, 2L));
    }

    @Test
    void shouldReplaceAPayloadWithManyEndlessParts() {
        PayloadCapture small = limited(100, 1_000);
        List<Object> parts = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            parts.add(new Endless());
        }
        assertThat(small.capture(parts)).isEqualTo(Marker.of(Reason.SIZE, "java.util.ArrayList"));
        assertThat(small.replaced(Reason.SIZE)).isEqualTo(1);

        parts.remove(8);
        assertThat((List<?>) small.capture(parts)).hasSize(8);
    }

    @Test
    void shouldCountSensitivePartsTowardsTheLimit() {
        PayloadCapture small = PayloadCapture.builder()
                .limits(new Limits(100, 10_000))
                .sensitive(SensitiveData.none().withFields("x"))
                .build();
        record Cut(Object x) {}

        assertThat(small.capture(Collections.nCopies(1_000, new Cut(1))))
                .isEqualTo(Marker.of(Reason.SIZE, "java.util.Collections$CopiesList"));
    }

    @Test
    void shouldReplaceStringsThatAreTooLong() {
        PayloadCapture small = limited(100, 1_000);
        String half = "x".repeat(500);
        String more = "x".repeat(501);
        Object marker = Marker.of(Reason.SIZE, "java.lang.String");

        assertThat(small.capture(half)).isSameAs(half);
        assertThat(small.capture(more)).isEqualTo(marker);
        assertThat(small.capture(Arrays.asList("a", more, half))).isEqualTo(List.of("a", marker, half));
        assertThat(small.toData(small.capture(new Holder(more, "v")))).isEqualTo(Map.of("name", marker, "value", "v"));
        assertThat(small.replaced(Reason.SIZE)).isEqualTo(3);
    }

    @Test
    void shouldReplaceCollectionsWithTooManyCharacters() {
        PayloadCapture small = limited(1_000, 1_000);
        List<Object> texts = new ArrayList<>(Collections.nCopies(20, "x".repeat(60)));
        Map<String, Object> longKeys = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            longKeys.put("k".repeat(200) + i, i);
        }

        assertThat(small.capture(Arrays.asList(1, texts, 2)))
                .isEqualTo(List.of(1L, Marker.of(Reason.SIZE, "java.util.ArrayList"), 2L));
        assertThat(small.capture(Arrays.asList(1, longKeys, 2)))
                .isEqualTo(List.of(1L, Marker.of(Reason.SIZE, "java.util.LinkedHashMap"), 2L));
        assertThat(small.capture(Arrays.asList(
                        1,
                        PlainData.ofPlain(longKeys.keySet().stream()
                                .collect(java.util.stream.Collectors.toMap(k -> k, k -> 1L))))))
                .isEqualTo(List.of(
                        1L,
                        Marker.of(Reason.SIZE, PlainData.emptyMap().getClass().getName())));
    }

    @Test
    void shouldReplaceArraysAndListsWithTooManyBytes() {
        PayloadCapture small = limited(1_000, 1_000);

        assertThat(small.capture(new byte[375])).isEqualTo(Marker.bytes("A".repeat(500)));
        assertThat(small.capture(new byte[376])).isEqualTo(Marker.of(Reason.SIZE, "byte[376]"));
        assertThat(small.capture(Arrays.asList(1, Arrays.asList(new byte[300], new byte[300], new byte[300]))))
                .isEqualTo(List.of(1L, Marker.of(Reason.SIZE, "java.util.Arrays$ArrayList")));
    }

    @Test
    void shouldReplaceTheOutermostValueIfTheLimitsAreZero() {
        PayloadCapture none = limited(0, 0);

        assertThat(none.capture(Arrays.asList(1))).isEqualTo(Marker.of(Reason.SIZE, "java.util.Arrays$ArrayList"));
        assertThat(none.capture(new StringBuilder())).isEqualTo(Marker.of(Reason.SIZE, "java.lang.StringBuilder"));
    }

    private static PayloadCapture limited(int values, int chars) {
        return PayloadCapture.builder().limits(new Limits(values, chars)).build();
    }

    private static final class Endless extends java.util.AbstractCollection<Object> {
        @Override
        public Iterator<Object> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Object next() {
                    return null;
                }
            };
        }

        @Override
        public int size() {
            return Integer.MAX_VALUE;
        }
    }
}
