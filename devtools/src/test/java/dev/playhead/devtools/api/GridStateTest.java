package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.event.GridEvent;
import dev.playhead.grid.GridState;
import dev.playhead.io.ImportOptions;
import dev.playhead.timetravel.Projection;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GridStateTest {
    private static void edit(EventHistory history, String row, String column, Object value) {
        history.recordEvent(
                GridEvent.of("cell:edit", Map.of("gridId", "g", "rowId", row, "columnId", column, "newValue", value))
                        .with("user", "ann"));
    }

    @Test
    void shouldShowEachStateOfTheGridKitSession() {
        try (EventHistory history = RealData.history("cases", "gridkit-session.jsonl");
                Requests requests = new Requests(history)) {
            Map<String, Object> edited = requests.get("state", "at", 6);
            assertThat(edited)
                    .containsEntry("kind", "grid")
                    .containsEntry("gridId", "g")
                    .containsEntry("gridIds", List.of("g"))
                    .containsEntry("rowCount", 2L)
                    .containsEntry("partial", false)
                    .containsEntry("changedRows", List.of(Map.of("id", "1", "row", 0L)))
                    .containsEntry("revealed", -1L);
            assertThat(Requests.each(edited, "columns", "id")).containsExactly("price", "qty");
            assertThat(Requests.each(edited, "columns", "title")).containsExactly("Price", null);
            assertThat(Requests.each(edited, "rows", "cells"))
                    .containsExactly(List.of(13L, 5L), Arrays.asList(20L, null));
            assertThat(Requests.each(edited, "rows", "changed")).containsExactly(List.of("price"), List.of());

            Map<String, Object> wrong =
                    Requests.list(requests.get("state", "at", 8), "rows").get(0);
            assertThat(wrong).containsEntry("error", Map.of("price", "too high"));
            assertThat(Requests.list(requests.get("state", "at", 11), "rows").get(0))
                    .containsEntry("selected", true);
            Map<String, Object> sorted = requests.get("state", "at", 14);
            assertThat(sorted).containsEntry("sorted", true);
            Map<String, Object> price = Requests.list(sorted, "columns").get(0);
            assertThat(price).containsEntry("filter", "{gt: 5}");
            assertThat(Requests.map(price.get("sort"))).containsEntry("direction", "ASC");
            Map<String, Object> pinned = requests.get("state", "at", 18);
            assertThat(Requests.each(pinned, "columns", "id")).containsExactly("qty", "price");
            assertThat(Requests.list(pinned, "columns").get(1))
                    .containsEntry("pin", "LEFT")
                    .containsEntry("width", 90.0);
            Map<String, Object> destroyed = requests.get("state", "grid", "g");
            assertThat(destroyed)
                    .containsEntry("at", 22L)
                    .containsEntry("rowCount", 0L)
                    .containsEntry("notes", List.of("There is no grid g at this event."));
        }
    }

    @Test
    void shouldMarkTheCellsChangedByTheEventAndSinceAMark() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            edit(history, "r1", "a", 1);
            edit(history, "r2", "a", 1);
            edit(history, "r1", "b", 1);
            edit(history, "r2", "a", 2);

            Map<String, Object> answer = requests.get("state", "since", 0);
            assertThat(Requests.each(answer, "rows", "changed")).containsExactly(List.of(), List.of("a"));
            assertThat(Requests.each(answer, "rows", "changedSince")).containsExactly(List.of("b"), List.of("a"));
            assertThat(Requests.each(answer, "rows", "added")).containsExactly(false, false);
            Map<String, Object> added = requests.get("state", "at", 1);
            assertThat(Requests.each(added, "rows", "added")).containsExactly(false, true);
            assertThat(added).containsEntry("changedRows", List.of(Map.of("id", "r2", "row", 1L)));
            assertThat(requests.get("state", "at", -1))
                    .containsEntry("gridId", null)
                    .containsEntry("rowCount", 0L);
        }
    }

    @Test
    void shouldReturnAWindowOfSortedRows() {
        try (EventHistory history = EventHistory.builder().capacity(2_000).build();
                Requests requests = new Requests(history)) {
            for (int i = 0; i < 1_000; i++) {
                edit(history, "r" + i, "n", (i * 7) % 1_000);
            }
            history.recordEvent(
                    GridEvent.of("column:sort", Map.of("gridId", "g", "columnId", "n", "direction", "desc")));

            Map<String, Object> answer = requests.get("state", "row", 10, "rows", 3);
            assertThat(answer).containsEntry("rowCount", 1_000L).containsEntry("row", 10L);
            assertThat(Requests.each(answer, "rows", "cells"))
                    .containsExactly(List.of(989L), List.of(988L), List.of(987L));
            assertThat(Requests.list(requests.get("state", "row", 5_000), "rows"))
                    .isEmpty();
        }
    }

    @Test
    void shouldReturnTheWindowAroundARowThatChanged() {
        try (EventHistory history = EventHistory.builder().capacity(2_000).build();
                Requests requests = new Requests(history)) {
            for (int i = 0; i < 400; i++) {
                edit(history, "r" + i, "n", i);
            }
            edit(history, "r200", "n", -1);
            history.recordEvent(GridEvent.of("cell:focus", Map.of("gridId", "g", "rowId", "r7", "columnId", "n")));

            assertThat(requests.get("state", "at", 400, "rows", 10, "show", "changed"))
                    .containsEntry("row", 195L);
            assertThat(requests.get("state", "at", 400, "rows", 10, "row", 191, "show", "changed"))
                    .containsEntry("row", 191L);
            assertThat(requests.get("state", "at", 400, "rows", 10, "row", 201, "show", "changed"))
                    .containsEntry("row", 195L);
            assertThat(requests.get("state", "at", 399, "rows", 10, "show", "changed"))
                    .containsEntry("row", 390L);
            assertThat(requests.get("state", "at", 400, "rows", 10, "row", 3)).containsEntry("row", 3L);
            assertThat(requests.get("state", "at", 401, "rows", 10, "row", 3, "show", "changed"))
                    .containsEntry("row", 3L);
            assertThatThrownBy(() -> requests.get("state", "show", "all"))
                    .isInstanceOf(BadRequest.class)
                    .hasMessage("show=all is not changed; leave it out");
        }
    }

    @Test
    void shouldFindThePositionsOfRowsInTheOrderShown() {
        try (EventHistory history = EventHistory.builder().capacity(2_000).build();
                Requests requests = new Requests(history)) {
            for (int i = 0; i < 1_000; i++) {
                edit(history, "r" + i, "n", i);
            }
            assertThat(requests.get("state", "reveal", "r998"))
                    .containsEntry("revealed", 998L)
                    .containsEntry("changedRows", List.of(Map.of("id", "r999", "row", 999L)));
            history.recordEvent(
                    GridEvent.of("column:sort", Map.of("gridId", "g", "columnId", "n", "direction", "desc")));
            edit(history, "r998", "n", -5);

            assertThat(requests.get("state", "reveal", "r7", "row", 500, "rows", 2))
                    .containsEntry("revealed", 991L)
                    .containsEntry("changedRows", List.of(Map.of("id", "r998", "row", 999L)));
            assertThat(requests.get("state", "reveal", "none")).containsEntry("revealed", -1L);
            assertThat(requests.get("state")).containsEntry("revealed", -1L);
            assertThat(requests.get("state", "at", -1, "reveal", "r7")).containsEntry("revealed", -1L);
            assertThat(requests.get("state", "grid", "none", "reveal", "r7"))
                    .containsEntry("revealed", -1L)
                    .containsEntry("changedRows", List.of());
        }
    }

    @Test
    void shouldListTheChangesOfAnEvent() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            edit(history, "r1", "a", 1);
            edit(history, "r1", "a", 2);
            history.recordEvent(GridEvent.of("other", null));

            Map<String, Object> change =
                    Requests.list(requests.get("events/1/changes"), "changes").get(0);
            assertThat(change)
                    .containsEntry("path", List.of("grids", "g", "rows", "r1", "a"))
                    .containsEntry("grid", "g")
                    .containsEntry("row", "r1")
                    .containsEntry("column", "a")
                    .containsEntry("kind", "changed")
                    .containsEntry("before", 1L)
                    .containsEntry("after", 2L);
            assertThat(requests.get("events/2/changes")).containsEntry("total", 0L);
        }
    }

    @Test
    void shouldReportAMovedRowOnceAndNoMoveForAnAddedRow() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            for (int i = 0; i < 5; i++) {
                history.recordEvent(GridEvent.of(
                        "row:add", Map.of("gridId", "g", "rowId", "r" + i, "index", 0, "values", Map.of("a", i))));
            }
            history.recordEvent(GridEvent.of("row:move", Map.of("gridId", "g", "rowId", "r0", "toIndex", 0)));

            assertThat(Requests.each(requests.get("difference", "a", 2, "b", 4), "differences", "path"))
                    .containsExactlyInAnyOrder(
                            List.of("grids", "g", "rows", "r3"), List.of("grids", "g", "rows", "r4"));
            assertThat(Requests.each(requests.get("difference", "a", 4, "b", 5), "differences", "path"))
                    .containsExactly(List.of("grids", "g", "rowOrder"));
        }
    }

    @Test
    void shouldShowOtherProjectionsAsData() {
        Projection<Map<String, Long>> counts = Projection.of("counts", Map.of(), (state, event) -> {
            Map<String, Long> next = new java.util.TreeMap<>(state);
            next.merge(event.type(), 1L, Long::sum);
            return Map.copyOf(next);
        });
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history, counts)) {
            history.recordEvent(GridEvent.of("a", null));
            history.recordEvent(GridEvent.of("a", null));

            Map<String, Object> answer = requests.get("state", "projection", "counts");
            assertThat(answer)
                    .containsEntry("kind", "tree")
                    .containsEntry("state", Map.of("a", 2L))
                    .containsEntry("total", 1L)
                    .containsEntry("refused", null);
            assertThat(requests.get("history")).containsEntry("projections", List.of("grid", "counts"));
            assertThatThrownBy(() -> requests.get("state", "projection", "none"))
                    .isInstanceOf(BadRequest.class)
                    .hasMessageContaining("grid, counts");
        }
    }

    @Test
    void shouldOfferThePartialStateIfEventsWereNotRecorded() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            edit(history, "r1", "a", 1);
            history.pause();
            edit(history, "r1", "a", 2);
            history.resume();
            edit(history, "r1", "b", 3);

            Map<String, Object> answer = requests.get("state");
            assertThat(answer)
                    .containsEntry("partial", true)
                    .containsEntry("changedRows", List.of(Map.of("id", "r1", "row", 0L)));
            assertThat(String.valueOf(Requests.map(answer.get("refused")).get("message")))
                    .contains("paused before sequence=1");
            assertThat(Requests.each(answer, "rows", "cells")).containsExactly(List.of(1L, 3L));
            assertThat(requests.get("state", "at", 0)).containsEntry("partial", false);
            assertThat(requests.get("events/1/changes"))
                    .containsEntry("partial", true)
                    .containsEntry("total", 1L);
            assertThat(requests.get("difference", "a", 0, "b", 1)).containsEntry("partial", true);
            assertThat(requests.get("cell", "grid", "g", "row", "r1", "column", "b"))
                    .containsEntry("total", 1L);
            Map<String, Object> missing = Requests.map(
                    Requests.list(requests.get("events"), "events").get(1).get("missing"));
            assertThat(Requests.map(missing.get("break"))).containsEntry("counts", Map.of("cell:edit", 1L));
        }
    }

    @Test
    void shouldNotCompareACompleteStateWithAPartialOne() {
        Projection<GridState> grids = GridState.projection();
        try (EventHistory history = EventHistory.builder().projection(grids).build();
                Requests requests = new Requests(history)) {
            edit(history, "r1", "a", 1);
            history.pause();
            edit(history, "r1", "b", 2);
            history.resume();
            edit(history, "r1", "a", 3);
            GridState present = history.newTimeline().snapshot().partialState(grids);
            history.pause();
            edit(history, "r1", "b", 4);
            history.resume();
            history.baseline(grids, present);
            edit(history, "r1", "a", 5);

            Map<String, Object> complete = requests.get("state", "since", 1);
            assertThat(complete).containsEntry("partial", false).containsEntry("refused", null);
            assertThat(Requests.each(complete, "rows", "changedSince")).containsExactly(List.of());
            assertThat(complete.get("notes").toString()).contains("since the mark are unknown");
            Map<String, Object> partial = requests.get("state", "at", 1, "since", 0);
            assertThat(partial).containsEntry("partial", true);
            assertThat(Requests.each(partial, "rows", "changedSince")).containsExactly(List.of());
            Map<String, Object> both = requests.get("state", "at", 0, "since", -1);
            assertThat(both).containsEntry("partial", false).containsEntry("notes", List.of());
        }
    }

    @Test
    void shouldNameLostEvents() {
        String lines = """
                {"sequence":0,"type":"cell:edit","timestamp":"2026-01-01T00:00:00Z","payload":{"gridId":"g","rowId":"1","columnId":"a","newValue":1}}
                {"$playhead":"gap","first":1,"last":2}
                {"sequence":3,"type":"cell:edit","timestamp":"2026-01-01T00:00:00Z","payload":{"gridId":"g","rowId":"1","columnId":"a","newValue":2}}
                """;
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.importFrom(
                    new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), ImportOptions.strictly());

            Map<String, Object> answer = requests.get("state");
            assertThat(answer).containsEntry("at", 3L).containsEntry("partial", true);
            assertThat(Requests.map(answer.get("refused")))
                    .containsEntry("from", 1L)
                    .containsEntry("to", 2L);
            assertThat(Requests.each(answer, "rows", "cells")).containsExactly(List.of(2L));
            assertThat(requests.get("state", "at", 2)).containsEntry("partial", true);
            assertThat(requests.get("whatif", "at", 2, "without", "cell:edit"))
                    .containsEntry("partial", true)
                    .containsEntry("at", 2L)
                    .containsEntry("left", 1L)
                    .containsEntry("total", 1L);
            assertThat(requests.get("state", "at", 0)).containsEntry("partial", false);
            assertThat(Requests.each(requests.get("events"), "events", "missing"))
                    .containsExactly(null, Map.of("lost", List.of(1L, 2L)));
            assertThat(Requests.list(requests.get("events", "around", 1), "events"))
                    .hasSize(2);
            assertThat(requests.get("events", "around", 1)).containsEntry("rank", 1L);
            assertThat(requests.get("history")).containsEntry("lost", List.of(Map.of("from", 1L, "to", 2L)));
        }
    }

    @Test
    void shouldFindEventsBeyondAHugeGap() {
        String lines = """
                {"sequence":3,"type":"a","timestamp":"2026-01-01T00:00:00Z","payload":1}
                {"$playhead":"gap","first":4,"last":999999999999}
                {"sequence":1000000000000,"type":"b","timestamp":"2026-01-01T00:00:00Z","payload":1}
                {"sequence":1000000000001,"type":"a","timestamp":"2026-01-01T00:00:00Z","payload":2}
                """;
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.importFrom(
                    new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), ImportOptions.strictly());

            for (int offset : List.of(0, -1)) {
                Map<String, Object> answer = requests.get("events", "filter", "a", "offset", offset);
                assertThat(answer).containsEntry("total", 2L);
                assertThat(Requests.each(answer, "events", "id")).containsExactly("3", "1000000000001");
            }
            assertThat(requests.get("events", "filter", "a", "offset", 1)).containsEntry("total", 2L);
        }
    }

    @Test
    void shouldOfferThePartialStateIfEventsWereEvicted() {
        try (EventHistory history = EventHistory.builder().capacity(100).build();
                Requests requests = new Requests(history)) {
            for (int i = 0; i < 3_000; i++) {
                edit(history, "r" + i, "a", i);
            }

            Map<String, Object> answer = requests.get("state");
            assertThat(answer).containsEntry("partial", true).containsEntry("rowCount", 100L);
            assertThat(requests.get("events/2999/changes")).containsEntry("total", 1L);
            assertThatThrownBy(() -> requests.get("events/5"))
                    .isInstanceOf(BadRequest.class)
                    .hasMessageContaining("2900 to 2999");
            assertThatThrownBy(() -> requests.get("state", "at", 3_000)).isInstanceOf(BadRequest.class);
            assertThatThrownBy(() -> requests.get("difference", "a", 5, "b", 3_000))
                    .isInstanceOf(BadRequest.class);
            assertThatThrownBy(() -> requests.get("difference", "a", 3_000, "b", 5))
                    .isInstanceOf(BadRequest.class);
        }
    }

    @Test
    void shouldContinueFromTheBaseStateOfARegisteredProjection() {
        try (EventHistory history = EventHistory.builder()
                        .capacity(100)
                        .projection(GridState.projection())
                        .build();
                Requests requests = new Requests(history)) {
            for (int i = 0; i < 3_000; i++) {
                edit(history, "r" + i % 10, "a", i);
            }

            assertThat(requests.get("state")).containsEntry("partial", false).containsEntry("rowCount", 10L);
            Map<String, Object> cell = requests.get("cell", "grid", "g", "row", "r3", "column", "a");
            assertThat(cell).containsEntry("refused", null).containsEntry("total", 10L);
        }
    }
}
