package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.event.GridEvent;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.Projection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CellQuestionsTest {
    private static GridEvent edit(String row, Object value) {
        return GridEvent.of("cell:edit", Map.of("gridId", "g", "rowId", row, "columnId", "a", "newValue", value));
    }

    private static Map<String, Object> cell(Requests requests) {
        return requests.get("cell", "grid", "g", "row", "1", "column", "a");
    }

    private static Object first(Requests requests, String op, String value) {
        Object event = requests.get("first", "grid", "g", "row", "1", "column", "a", "op", op, "value", value)
                .get("event");
        return event == null ? null : Requests.map(event).get("id");
    }

    @Test
    void shouldListTheChangesOfACell() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.recordEvent(edit("1", 5).from("user").with("user", "ann"));
            history.recordEvent(edit("2", 7));
            history.recordEvent(edit("1", 5));
            history.recordEvent(edit("1", 6.5).with("userId", 8));
            history.recordEvent(GridEvent.of("row:remove", Map.of("gridId", "g", "rowId", "1")));

            Map<String, Object> answer = cell(requests);
            assertThat(answer)
                    .containsEntry("total", 3L)
                    .containsEntry("numeric", true)
                    .containsEntry("refused", null);
            List<Map<String, Object>> changes = Requests.list(answer, "changes");
            assertThat(changes.get(0))
                    .doesNotContainKey("from")
                    .containsEntry("to", 5L)
                    .containsEntry("user", "ann");
            assertThat(changes.get(1))
                    .containsEntry("from", 5L)
                    .containsEntry("to", 6.5)
                    .containsEntry("user", "8");
            assertThat(changes.get(2))
                    .containsEntry("from", 6.5)
                    .doesNotContainKey("to")
                    .containsEntry("user", null);
            assertThat(Requests.each(
                            requests.get("cell", "grid", "g", "row", "1", "column", "a", "limit", 1), "changes", "id"))
                    .containsExactly("4");
        }
    }

    @Test
    void shouldListTheLatestOfMoreChangesThanFitIntoAnAnswer() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            for (int i = 0; i < 1_000; i++) {
                history.recordEvent(edit("1", (i + " ").repeat(2_000)));
            }

            Map<String, Object> answer = cell(requests);
            List<Object> ids = Requests.each(answer, "changes", "id");
            assertThat(answer).containsEntry("total", 1_000L).containsEntry("numeric", false);
            assertThat(ids).hasSizeBetween(100, 999).endsWith("998", "999");
            assertThat(Requests.each(answer, "changes", "to")).endsWith("999 ".repeat(2_000));
        }
    }

    @Test
    void shouldListTheLatestOfManyChangesAndCountAllOfThem() {
        try (EventHistory history = EventHistory.builder().capacity(60_000).build();
                Requests requests = new Requests(history)) {
            for (int i = 0; i < 59_990; i++) {
                if (i == 20_000 || i == 45_000) {
                    history.recordEvent(GridEvent.of("other", null));
                }
                history.recordEvent(edit(i % 3 == 0 ? "2" : "1", i == 7 ? "text" : i));
            }

            Map<String, Object> answer = requests.get("cell", "grid", "g", "row", "1", "column", "a", "limit", 10_000);
            List<Object> values = Requests.each(answer, "changes", "to");
            assertThat(answer)
                    .containsEntry("total", 39_993L)
                    .containsEntry("numeric", false)
                    .containsEntry("refused", null);
            assertThat(values).hasSize(10_000).endsWith(59_987L, 59_989L);
            assertThat(Requests.each(answer, "changes", "from").subList(1, 10_000))
                    .isEqualTo(values.subList(0, 9_999));
            assertThat(Requests.list(answer, "changes").get(9_999)).containsEntry("sequence", 59_991L);
        }
    }

    @Test
    void shouldAnswerFromTheRetainedEventsIfOthersAreMissingAmongMany() {
        Projection<GridState> grids = GridState.projection();
        try (EventHistory history = EventHistory.builder()
                        .capacity(60_000)
                        .projection(grids)
                        .build();
                Requests requests = new Requests(history)) {
            for (int i = 0; i < 50_000; i++) {
                if (i == 20_000) {
                    GridState before = history.newTimeline().snapshot().state(grids);
                    history.pause();
                    history.recordEvent(edit("1", -1));
                    history.resume();
                    history.baseline(grids, before);
                }
                history.recordEvent(edit("1", i));
            }

            assertThat(cell(requests)).containsEntry("partial", true).containsEntry("total", 50_000L);
        }
    }

    @Test
    void shouldFindTheFirstEventAfterWhichACellMeetsACondition() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            for (Object value : List.of(1, 2, 5, "text", 3)) {
                history.recordEvent(edit("1", value));
            }

            assertThat(first(requests, ">", "1")).isEqualTo("1");
            assertThat(first(requests, ">=", "5")).isEqualTo("2");
            assertThat(first(requests, "=", "3")).isEqualTo("4");
            assertThat(first(requests, "!=", "1")).isEqualTo("1");
            assertThat(first(requests, "~", "ex")).isEqualTo("3");
            assertThat(first(requests, ">", "5")).isNull();
            assertThatThrownBy(() -> first(requests, "=>", "5"))
                    .isInstanceOf(BadRequest.class)
                    .hasMessageContaining("op==>");
            assertThatThrownBy(() -> requests.get("cell", "grid", "g")).isInstanceOf(BadRequest.class);
        }
    }

    @Test
    void shouldReadTransactionsThatNameRowsByPosition() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.recordEvent(edit("1", 5));
            history.recordEvent(GridEvent.of(
                    "state:transaction",
                    Map.of(
                            "gridId",
                            "g",
                            "operations",
                            List.of(Map.of("type", "set", "path", "data.0.a", "value", 9)))));

            assertThat(Requests.each(cell(requests), "changes", "to")).containsExactly(5L, 9L);
            assertThat(first(requests, "=", "9")).isEqualTo("1");
        }
    }

    @Test
    void shouldAnswerFromTheRetainedEventsIfOthersAreMissing() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.recordEvent(edit("1", 5));
            history.pause();
            history.recordEvent(edit("1", 6));
            history.resume();
            history.recordEvent(edit("1", 7));

            Map<String, Object> answer = cell(requests);
            assertThat(answer).containsEntry("partial", true);
            assertThat(Requests.each(answer, "changes", "to")).containsExactly(5L, 7L);
            assertThat(first(requests, "=", "7")).isEqualTo("1");
        }
    }

    @Test
    void shouldShowWhichCellsDifferWithoutSomeEvents() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.recordEvent(edit("1", 5));
            history.recordEvent(edit("2", 7).from("import"));
            history.recordEvent(edit("1", 6));

            Map<String, Object> one = requests.get("whatif", "without", "id:2");
            assertThat(one).containsEntry("left", 1L).containsEntry("total", 1L).containsEntry("at", 2L);
            assertThat(Requests.list(one, "differences").get(0))
                    .containsEntry("row", "1")
                    .containsEntry("before", 6L)
                    .containsEntry("after", 5L);
            Map<String, Object> source = requests.get("whatif", "without", "@import");
            assertThat(Requests.list(source, "differences").get(0))
                    .containsEntry("kind", "removed")
                    .containsEntry("row", "2")
                    .containsEntry("column", null);
            assertThat(requests.get("whatif", "without", "newValue>5")).containsEntry("left", 2L);
            assertThat(requests.get("whatif", "without", "none"))
                    .containsEntry("left", 0L)
                    .containsEntry("total", 0L);
            assertThat(requests.get("whatif", "without", "id:2", "at", 1)).containsEntry("left", 0L);
            assertThatThrownBy(() -> requests.get("whatif", "without", "id:x")).isInstanceOf(BadRequest.class);
            assertThatThrownBy(() -> requests.get("whatif", "without", " ")).isInstanceOf(BadRequest.class);
        }
    }

    @Test
    void shouldCompareRetainedEventsOnlyIfOthersAreMissing() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.recordEvent(edit("1", 5));
            history.pause();
            history.recordEvent(edit("1", 6));
            history.resume();
            history.recordEvent(edit("1", 7));

            Map<String, Object> answer = requests.get("whatif", "without", "id:1");
            assertThat(answer).containsEntry("partial", true).containsEntry("total", 1L);
            assertThat(Requests.list(answer, "differences").get(0)).containsEntry("after", 5L);
        }
    }
}
