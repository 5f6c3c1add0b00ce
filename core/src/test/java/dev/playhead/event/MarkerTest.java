package dev.playhead.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkerTest {
    @Test
    void shouldContainTheReasonAndTheDetail() {
        assertThat(Marker.of(Marker.Reason.UNKNOWN_CLASS, "java.lang.Thread"))
                .hasToString("{$playhead=unknown-class, detail=java.lang.Thread}")
                .satisfies(marker -> assertThat(PlainData.isPlain(marker)).isTrue());
        assertThat(Marker.of(Marker.Reason.CYCLE, null)).isEqualTo(Map.of("$playhead", "cycle"));
    }

    @Test
    void shouldContainBytes() {
        assertThat(Marker.bytes("AQI=")).hasToString("{$playhead=bytes, base64=AQI=}");
    }
}
