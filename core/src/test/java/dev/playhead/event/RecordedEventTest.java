package dev.playhead.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordedEventTest {
    private static final GridEvent EVENT = GridEvent.of("cell:edit", "x", Instant.EPOCH, "user", Map.of());

    @Test
    void shouldReturnTheEventAndItsSequence() {
        RecordedEvent recorded = RecordedEvent.of(7, EVENT.with("k", 1));

        assertThat(recorded.sequence()).isEqualTo(7);
        assertThat(recorded.id()).isEqualTo("7");
        assertThat(recorded.type()).isEqualTo("cell:edit");
        assertThat(recorded.payload()).isEqualTo("x");
        assertThat(recorded.timestamp()).isEqualTo(Instant.EPOCH);
        assertThat(recorded.source()).isEqualTo("user");
        assertThat(recorded.metadata()).isEqualTo(Map.of("k", 1L));
        assertThat(recorded)
                .hasToString("RecordedEvent[7 GridEvent[cell:edit x at 1970-01-01T00:00:00Z from user with {k=1}]]");
    }

    @Test
    void shouldConvertPayloadAndMetadataToPlainData() {
        List<Integer> payload = new ArrayList<>(List.of(1));
        RecordedEvent recorded =
                RecordedEvent.of(0, GridEvent.of("a", payload).at(Instant.EPOCH).with("at", Instant.EPOCH));
        payload.add(2);

        assertThat(recorded.payload()).isEqualTo(List.of(1L));
        assertThat(recorded.metadata()).isEqualTo(Map.of("at", "1970-01-01T00:00:00Z"));
        assertThat(PlainData.isPlain(recorded.payload())).isTrue();
        assertThat(PlainData.isPlain(recorded.metadata())).isTrue();
    }

    @Test
    void shouldKeepAnEventWithPlainDataByReference() {
        assertThat(RecordedEvent.of(0, EVENT).event()).isSameAs(EVENT);
    }

    @Test
    void shouldBeEqualBySequenceAndValue() {
        RecordedEvent recorded = RecordedEvent.of(7, EVENT);

        assertThat(recorded)
                .isEqualTo(RecordedEvent.of(7, EVENT.from("user")))
                .hasSameHashCodeAs(RecordedEvent.of(7, EVENT.from("user")))
                .isNotEqualTo(RecordedEvent.of(8, EVENT))
                .isNotEqualTo(RecordedEvent.of(7, EVENT.from("core")))
                .isNotEqualTo(EVENT);
    }

    @Test
    void shouldRefuseNegativeSequencesAndUnknownClasses() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordedEvent.of(-1, EVENT))
                .withMessage("sequence=-1 is negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordedEvent.of(0, GridEvent.of("a", new Object())))
                .withMessageContaining("class=java.lang.Object");
    }
}
