package dev.playhead.causality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @Test
    void shouldReadEachPart() {
        assertThat(TraceParent.parse("00-" + TRACE + "-" + SPAN + "-03")).contains(new TraceParent(0, TRACE, SPAN, 3));
    }

    @Test
    void shouldReadTheKnownPartsOfALaterVersion() {
        assertThat(TraceParent.parse("01-" + TRACE + "-" + SPAN + "-ff-more"))
                .contains(new TraceParent(1, TRACE, SPAN, 255));
        assertThat(TraceParent.parse("cc-" + TRACE + "-" + SPAN + "-00")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331_01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0A",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01"
            })
    void shouldRefuseTextThatTheW3cRecommendationDoesNotAllow(String text) {
        assertThat(TraceParent.parse(text)).isEmpty();
    }

    @Test
    void shouldBeReadFromMetadata() {
        GridEvent event = GridEvent.of("a", null);

        assertThat(TraceParent.of(RecordedEvent.of(0, event))).isEmpty();
        assertThat(TraceParent.of(RecordedEvent.of(0, event.with("traceparent", 7))))
                .isEmpty();
        assertThat(TraceParent.of(RecordedEvent.of(0, event.with("traceparent", "00-" + TRACE + "-" + SPAN + "-01"))))
                .map(TraceParent::traceId)
                .contains(TRACE);
    }
}
