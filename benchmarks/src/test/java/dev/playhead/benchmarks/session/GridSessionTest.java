package dev.playhead.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.contender.Payload;
import dev.playhead.benchmarks.contender.SecretTickBean;
import dev.playhead.benchmarks.contender.Tick;
import dev.playhead.benchmarks.contender.TickBean;
import dev.playhead.benchmarks.search.SearchDriver;
import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.filter.EventFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GridSessionTest {
    private static final int EVENTS = 20_000;

    @Test
    void shouldGenerateTheSameEventsFromTheSameSeed() {
        assertThat(GridSession.events(3, EVENTS)).isEqualTo(GridSession.events(3, EVENTS));
        assertThat(GridSession.events(3, EVENTS)).isNotEqualTo(GridSession.events(4, EVENTS));
    }

    @Test
    void shouldHaveEventsOfAllItsTypes() {
        Map<String, Long> counts = Arrays.stream(GridSession.events(3, EVENTS))
                .collect(Collectors.groupingBy(GridEvent::type, Collectors.counting()));

        assertThat(counts)
                .containsOnlyKeys(
                        "row:update",
                        "cell:hover",
                        "cell:focus",
                        "cell:edit",
                        "row:select",
                        "cell:select",
                        "column:sort",
                        "column:filter",
                        "column:resize",
                        "cell:validation-error",
                        "row:add",
                        "row:remove",
                        "grid:state-change",
                        "state:update");
        assertThat(counts.values()).allMatch(count -> count >= EVENTS / 200);
    }

    @Test
    void shouldGenerateEventsFromEverySeed() {
        assertThat(Stream.iterate(0L, seed -> seed + 1).limit(100))
                .allSatisfy(seed -> assertThat(GridSession.events(seed, 3_000)).doesNotContainNull());
    }

    @Test
    void shouldBeRecordedWithoutReplacedValues() {
        GridEvent[] session = GridSession.events(3, 2_000);
        try (EventHistory history =
                EventHistory.builder().capacity(session.length).build()) {
            for (GridEvent event : session) {
                history.recordEvent(event);
            }

            assertThat(history.stats().replaced()).isEqualTo(Map.<Marker.Reason, Long>of());
            assertThat(history.stats().stored()).isEqualTo(session.length);
        }
    }

    @Test
    void shouldHaveOneRareEventInEachFilling() {
        try (EventHistory history = EventHistory.builder().capacity(5_000).build()) {
            new Filling(5_000).fill(history, 5_000);

            assertThat(history.count(EventFilter.typeIs(Filling.RARE_TYPE))).isOne();
            assertThat(history.count(EventFilter.payloadField("rowId", Filling.RARE_ROW)))
                    .isOne();
            assertThat(history.count(EventFilter.payloadField("rowId", Filling.ABSENT_ROW)))
                    .isZero();
            for (Map.Entry<String, EventFilter> search :
                    SearchDriver.searches(5_000).entrySet()) {
                boolean found = history.count(search.getValue()) > 0;
                assertThat(found).as(search.getKey()).isEqualTo(!search.getKey().contains("absent"));
            }
        }
    }

    @Test
    void shouldHaveTheSameContentInEveryPayload() {
        try (EventHistory history = EventHistory.builder()
                .beans(TickBean.class, SecretTickBean.class)
                .build()) {
            for (Payload payload : Payload.values()) {
                history.recordEvent(payload.event(7));
            }

            Tick tick = Payload.tick(7);
            List<Map<?, ?>> recorded = history.getEvents().stream()
                    .<Map<?, ?>>map(event -> (Map<?, ?>) event.payload())
                    .toList();
            for (Map<?, ?> payload : recorded) {
                assertThat(payload.get("gridId")).isEqualTo(tick.gridId());
                assertThat(payload.get("rowId")).isEqualTo(tick.rowId());
                assertThat(payload.get("columnId")).isEqualTo(tick.columnId());
                assertThat(payload.get("oldValue")).isEqualTo(tick.oldValue());
                assertThat(payload.get("newValue")).isEqualTo(tick.newValue());
            }
            assertThat(recorded.stream().map(Map::size)).containsExactly(5, 5, 5, 5, 6, 6);
        }
    }
}
