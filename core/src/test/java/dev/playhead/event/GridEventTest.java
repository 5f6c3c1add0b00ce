package dev.playhead.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GridEventTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123456789Z");

    private static GridEvent edit() {
        return GridEvent.of("cell:edit", "x").at(NOON);
    }

    @Test
    void shouldHaveTheCurrentTimeTheSourceCoreAndNoMetadataByDefault() {
        Instant before = Instant.now();
        GridEvent event = GridEvent.of("cell:edit", null);
        Instant after = Instant.now();

        assertThat(event.type()).isEqualTo("cell:edit");
        assertThat(event.payload()).isNull();
        assertThat(event.timestamp()).isBetween(before, after);
        assertThat(event.source()).isEqualTo("core");
        assertThat(event.metadata()).isEmpty();
    }

    @Test
    void shouldNotChangeTheOriginalIfAPartIsReplaced() {
        GridEvent event = edit();

        GridEvent other = event.from("user")
                .at(Instant.EPOCH)
                .with("a", 1)
                .with("b", null)
                .with("a", 2);

        assertThat(other).hasToString("GridEvent[cell:edit x at 1970-01-01T00:00:00Z from user with {a=2, b=null}]");
        assertThat(event).hasToString("GridEvent[cell:edit x at 2026-01-31T12:00:00.123456789Z from core]");
    }

    @Test
    void shouldKeepThePayloadByReference() {
        List<String> payload = new ArrayList<>();

        assertThat(GridEvent.of("a", payload).payload()).isSameAs(payload);
    }

    @Test
    void shouldCopyMetadataInItsOrder() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("z", 1);
        metadata.put("a", null);
        GridEvent event = GridEvent.of("a", null, NOON, "user", metadata);
        metadata.clear();

        assertThat(event.metadata()).hasToString("{z=1, a=null}");
        assertThatThrownBy(() -> event.metadata().put("b", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> event.with("b", 1).metadata().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(GridEvent.of("a", null, NOON, "user", Map.of()).metadata()).isSameAs(PlainData.emptyMap());

        Map<String, Object> plain = PlainData.mapOf(Map.of("k", 1));
        assertThat(GridEvent.of("a", null, NOON, "user", plain).metadata()).isSameAs(plain);
    }

    @Test
    void shouldBeEqualByValue() {
        GridEvent event = edit().with("k", 1);

        assertThat(event).isEqualTo(edit().with("k", 1)).hasSameHashCodeAs(edit().with("k", 1));
        assertThat(event)
                .isNotEqualTo(GridEvent.of("cell:select", "x").at(NOON).with("k", 1))
                .isNotEqualTo(GridEvent.of("cell:edit", "y").at(NOON).with("k", 1))
                .isNotEqualTo(event.at(Instant.EPOCH))
                .isNotEqualTo(event.from("user"))
                .isNotEqualTo(event.with("k", 2))
                .isNotEqualTo("cell:edit")
                .isNotEqualTo(null);
        assertThat(GridEvent.of("a", new byte[] {1}).at(NOON))
                .isEqualTo(GridEvent.of("a", new byte[] {1}).at(NOON));
        assertThat(GridEvent.of("a", new byte[] {1}).at(NOON))
                .isNotEqualTo(GridEvent.of("a", new byte[] {2}).at(NOON));
    }

    @Test
    void shouldReportWhichArgumentIsNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> GridEvent.of(null, "x"))
                .withMessage("type");
        assertThatNullPointerException().isThrownBy(() -> edit().at(null)).withMessage("timestamp");
        assertThatNullPointerException().isThrownBy(() -> edit().from(null)).withMessage("source");
        assertThatNullPointerException().isThrownBy(() -> edit().with(null, 1)).withMessage("metadataKey");
        assertThatNullPointerException()
                .isThrownBy(() -> GridEvent.of("a", null, NOON, "user", null))
                .withMessage("metadata");
    }
}
