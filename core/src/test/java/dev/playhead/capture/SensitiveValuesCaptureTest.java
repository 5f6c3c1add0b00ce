package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests that sensitive values are cut out of all parts of recorded events. */
class SensitiveValuesCaptureTest {
    private static final String CARD = "4111111111111111";
    private static final Map<String, @Nullable Object> CUT_OUT = Marker.of(Reason.SENSITIVE, null);

    private final PayloadCapture capture = PayloadCapture.builder()
            .sensitive(SensitiveData.none().withValues())
            .build();

    record Payment(String column, Object value) {}

    record Order(String id, Optional<String> note, List<Long> numbers) {}

    private @Nullable Object captured(@Nullable Object payload) {
        GridEvent event = capture.capture(GridEvent.of("t", payload));
        return event == null ? null : capture.toData(event).payload();
    }

    @Test
    void shouldCutValuesOutOfImmutablePayloads() {
        assertThat(captured(new Payment("card", CARD))).isEqualTo(Map.of("column", "card", "value", CUT_OUT));
        assertThat(captured(new Order("7", Optional.of("pay " + CARD), List.of(1L, 4_111_111_111_111_111L))))
                .isEqualTo(Map.of("id", "7", "note", CUT_OUT, "numbers", List.of(1L, CUT_OUT)));
        assertThat(captured(CARD)).isEqualTo(CUT_OUT);
        assertThat(captured(PlainData.of(Map.of("a", List.of(CARD))))).isEqualTo(Map.of("a", List.of(CUT_OUT)));
        assertThat(capture.replaced(Reason.SENSITIVE)).isEqualTo(5);
    }

    @Test
    void shouldNotChangeDataWithoutSensitiveValues() {
        assertThat(captured(new Payment("price", 12.5))).isEqualTo(Map.of("column", "price", "value", 12.5));
        Object plain = PlainData.of(Map.of("a", List.of(1, "x")));
        assertThat(captured(plain)).isSameAs(plain);
        assertThat(capture.replaced(Reason.SENSITIVE)).isZero();
    }

    @Test
    void shouldCutValuesOutOfKeysTypesSourcesAndMetadata() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(CARD, 1);
        keys.put("(sensitive)", 2);
        keys.put("5555555555554444", 3);
        GridEvent event = GridEvent.of("paid " + CARD, keys)
                .from("till:" + CARD)
                .with("trace", "Bearer abcdef123456")
                .with("n", 1);

        GridEvent captured = capture.capture(event);

        assertThat(captured).isNotNull();
        assertThat(captured.type()).isEqualTo("(sensitive)");
        assertThat(captured.source()).isEqualTo("(sensitive)");
        assertThat(captured.metadata()).isEqualTo(Map.of("trace", CUT_OUT, "n", 1L));
        assertThat(captured.payload()).isEqualTo(Map.of("(sensitive) 2", 1L, "(sensitive)", 2L, "(sensitive) 3", 3L));
    }

    @Test
    void shouldCutValuesOutBeforeAndAfterTheRule() {
        PayloadCapture both = PayloadCapture.builder()
                .sensitive(SensitiveData.none().withValues().withRule(event -> {
                    assertThat(event.payload()).isEqualTo(Map.of("a", CUT_OUT));
                    return GridEvent.of(event.type(), Map.of("b", CARD));
                }))
                .build();

        GridEvent captured = both.capture(GridEvent.of("t", Map.of("a", CARD)));

        assertThat(captured).isNotNull();
        assertThat(captured.payload()).isEqualTo(Map.of("b", CUT_OUT));
    }

    @Test
    void shouldFindOnlyTheGivenKinds() {
        SensitiveData mails = SensitiveData.none().withValues(SensitiveValue.EMAIL);

        assertThat(mails.apply(PlainData.of(List.of("anna@example.com", CARD)))).isEqualTo(List.of(CUT_OUT, CARD));
        assertThat(mails.valuesIn("anna@example.com")).containsExactly(SensitiveValue.EMAIL);
        assertThat(mails.withValues().withFields("x").valuesIn(CARD)).containsExactly(SensitiveValue.CARD_NUMBER);
        assertThat(SensitiveData.defaults().isSensitiveValue(CARD)).isFalse();
        assertThat(mails).hasToString("SensitiveData[fields=[], types=[], values=[EMAIL]]");
    }

    @Test
    void shouldUseTextInsteadOfAMarkerAtTheMaximumDepth() {
        Object nested = CARD;
        for (int i = 0; i < PlainData.MAX_DEPTH; i++) {
            nested = PlainData.ofPlain(java.util.Arrays.asList(nested));
        }

        Object left = SensitiveData.none().withValues().apply(nested);
        for (int i = 0; i < PlainData.MAX_DEPTH && left instanceof List<?> list; i++) {
            left = list.get(0);
        }

        assertThat(left).isEqualTo("(sensitive)");
    }

    @Test
    void shouldRecordNoSensitiveValue() {
        try (EventHistory history = EventHistory.builder()
                .excludeSensitive(SensitiveData.defaults().withValues())
                .build()) {
            history.recordEvent(GridEvent.of("cell:edit", Map.of("column", "card", "value", CARD, "password", "x")));
            List<RecordedEvent> events = history.getEvents(EventFilter.all());
            assertThat(events.get(0).payload())
                    .isEqualTo(Map.of("column", "card", "value", CUT_OUT, "password", CUT_OUT));
        }
    }
}
