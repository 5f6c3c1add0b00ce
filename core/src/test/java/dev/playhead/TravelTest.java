package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory.Minimized;
import dev.playhead.capture.EventType;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateDifference;
import dev.playhead.timetravel.TimelineManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of cursors, comparisons, what-if queries and minimization through {@link EventHistory}. */
class TravelTest {
    record Total(String name, double sum) {}

    private static final Projection<Map<String, Total>> TOTALS = Projection.of(
            "totals",
            Map.of(),
            (state, event) -> Map.of(
                    "all",
                    new Total(
                            "all",
                            state.values().stream().mapToDouble(Total::sum).sum()
                                    + ((Number) event.payload()).doubleValue())));

    private static EventHistory oneToFive() {
        EventHistory history = EventHistory.inMemory();
        for (int i = 1; i <= 5; i++) {
            history.recordEvent(GridEvent.of(i % 2 == 0 ? "even" : "odd", i));
        }
        return history;
    }

    @Test
    void shouldCreateIndependentCursors() {
        try (EventHistory history = oneToFive()) {
            TimelineManager mine = history.newTimeline();
            mine.jumpToEvent("1");

            assertThat(history.timeline().isLive()).isTrue();
            assertThat(history.newTimeline().isLive()).isTrue();
            history.recordEvent(GridEvent.of("odd", 7));
            assertThat(mine.position()).isEqualTo(1);
            assertThat(mine.stepForward(EventFilter.typeIs("even")).sequence()).isEqualTo(3);
            assertThat(history.getEvents()).hasSize(6);
        }
    }

    @Test
    void shouldRefuseCursorsOfAClosedHistory() {
        EventHistory history = oneToFive();
        history.close();

        assertThatThrownBy(history::newTimeline).isInstanceOf(HistoryClosedException.class);
    }

    @Test
    void shouldCompareStatesMadeOfRecords() {
        try (EventHistory history = oneToFive()) {
            List<StateDifference> found =
                    history.jumpToEvent("1").diff(history.timeline().toLive(), TOTALS);

            assertThat(found).containsExactly(new StateDifference(List.of("all", "sum"), 3.0, 15.0));
        }
    }

    @Test
    void shouldCompareGrids() {
        try (EventHistory history = EventHistory.inMemory()) {
            history.recordEvent(GridEvent.of(
                    "row:add", Map.of("gridId", "orders", "rowId", "7", "values", Map.of("price", 10, "side", "buy"))));
            history.recordEvent(GridEvent.of(
                    "cell:edit", Map.of("gridId", "orders", "rowId", "7", "columnId", "price", "newValue", 12)));

            assertThat(history.jumpToEvent("0").diff(history.timeline().toLive(), GridState.projection()))
                    .extracting(StateDifference::toString)
                    .containsExactly("grids.orders.rows.7.price: 10 -> 12");
        }
    }

    @Test
    void shouldCaptureTheEventsThatAWhatIfCreates() {
        EventType<Total> type = EventType.of("total", Total.class);
        Projection<String> last = Projection.of("last", "", (state, event) -> String.valueOf(event.payload()));
        try (EventHistory history = oneToFive()) {
            assertThat(history.timeline().whatIf(last, event -> type.event(new Total("a", event.sequence()))))
                    .isEqualTo("{name=a, sum=4.0}");
        }
    }

    @Test
    void shouldMinimizeToAHistoryThatCanBeExported(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("few.jsonl");
        try (EventHistory history = oneToFive()) {
            history.recordEvent(GridEvent.of("even", 8));
            Minimized few = history.minimize(
                    EventFilter.typeIs("even"),
                    events -> events.stream().mapToLong(e -> (Long) e.payload()).sum() >= 10);
            try (EventHistory left = few.history()) {
                left.exportTo(file);
                assertThat(left.getEvents())
                        .isEqualTo(history.getEvents(EventFilter.typeIs("even")
                                .and(EventFilter.matching(e -> !e.payload().equals(2L)))))
                        .extracting(RecordedEvent::sequence)
                        .containsExactly(3L, 5L);
            }
            assertThat(few.isMinimal()).isTrue();
            assertThat(few.tests()).isPositive();
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void shouldStopMinimizingWhenTheListenerReturnsFalse() {
        try (EventHistory history = oneToFive();
                EventHistory all = history.minimize(EventFilter.all(), events -> true, (done, total) -> false)
                        .history()) {
            assertThat(all.getEvents()).isEqualTo(history.getEvents());
        }
    }
}
