package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class OpenBlockTest {
    private static final GridEvent EVENT = GridEvent.of("cell:edit", "x", Instant.EPOCH, "user", Map.of());

    @Test
    void shouldHoldEventsUntilItIsFull() {
        OpenBlock block = new OpenBlock(2, UnaryOperator.identity());
        assertThat(block.size()).isZero();
        block.append(5, EVENT);
        assertThat(block.isFull()).isFalse();
        block.append(9, EVENT.from("core").at(Instant.MAX));

        assertThat(block.isFull()).isTrue();
        assertThat(block.size()).isEqualTo(2);
        assertThat(block.sequence(0)).isEqualTo(5);
        assertThat(block.type(0)).isEqualTo("cell:edit");
        assertThat(block.source(0)).isEqualTo("user");
        assertThat(block.timestamp(0)).isEqualTo(Instant.EPOCH);
        assertThat(block.event(0)).isEqualTo(RecordedEvent.of(5, EVENT));
        assertThat(block.sequence(1)).isEqualTo(9);
        assertThat(block.source(1)).isEqualTo("core");
        assertThat(block.timestamp(1)).isEqualTo(Instant.MAX);
        assertThatIllegalStateException()
                .isThrownBy(() -> block.append(10, EVENT))
                .withMessage("block of capacity=2 is full");
    }

    @Test
    void shouldTurnACapturedEventIntoPlainDataWhenItIsRead() {
        OpenBlock block = new OpenBlock(
                1, captured -> GridEvent.of(captured.type(), "data").at(captured.timestamp()));
        block.append(0, EVENT);

        assertThat(block.event(0).payload()).isEqualTo("data");
    }

    @Test
    void shouldRefuseAPositionThatIsNotYetFilled() {
        OpenBlock block = new OpenBlock(2, UnaryOperator.identity());
        block.append(0, EVENT);

        assertThatThrownBy(() -> block.type(1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("position=1 size=1");
    }
}
