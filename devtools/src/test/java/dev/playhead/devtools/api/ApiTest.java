package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.QuestionCancelledException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
    @Test
    void shouldDescribeAnEmptyHistory() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            assertThat(requests.get("history"))
                    .containsEntry("name", "test")
                    .containsEntry("live", true)
                    .containsEntry("control", false)
                    .containsEntry("first", -1L)
                    .containsEntry("last", -1L)
                    .containsEntry("count", 0L)
                    .containsEntry("fromMs", null)
                    .containsEntry("grids", List.of())
                    .containsEntry("sessions", List.of())
                    .containsEntry("file", null);
            assertThat(requests.get("events")).containsEntry("total", 0L).containsEntry("events", List.of());
            assertThat(requests.get("state")).containsEntry("at", -1L).containsEntry("gridId", null);
            assertThat(requests.get("statistics"))
                    .containsEntry("durable", false)
                    .containsEntry("lag", null);
        }
    }

    @Test
    void shouldBeginASummaryWithTheCellThatAnEventChanges() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.recordEvent(GridEvent.of(
                    "cell:edit",
                    Map.of("gridId", "g", "rowId", "ORD-7", "columnId", "price", "oldValue", 1, "newValue", "x")));
            history.recordEvent(GridEvent.of("cell:value", Map.of("rowId", 7, "columnId", "price", "value", 2.5)));
            history.recordEvent(GridEvent.of("cell:focus", Map.of("rowId", 7, "columnId", "price")));
            history.recordEvent(GridEvent.of("row:add", Map.of("rowId", 7)));

            assertThat(Requests.each(requests.get("events"), "events", "summary"))
                    .containsExactly(
                            "ORD-7 price: 1 \u2192 \"x\", gridId: \"g\"", "7 price: 2.5", "7 price", "rowId: 7");
        }
    }

    @Test
    void shouldDescribeAFile(@TempDir Path folder) {
        Path file = folder.resolve("events.playhead");
        try (EventHistory history = EventHistory.open(file)) {
            history.recordEvent(GridEvent.of("grid:init", Map.of("gridId", "g"))
                    .at(Instant.parse("2026-01-02T03:04:05.000000006Z")));
        }
        try (EventHistory history = EventHistory.open(file);
                Api api = new Api(history, "n", file.toString(), false, List.of(), false, null)) {
            history.recordEvent(GridEvent.of("x", null).from("user").at(Instant.EPOCH));
            history.recordEvent(GridEvent.of("x", null).from("user").at(Instant.EPOCH));
            history.flush();
            assertThat(api.endpoints()).containsKeys("/api/v1/history", "/api/v1/events");
            try (Requests requests = new Requests(history)) {
                Map<String, Object> answer = requests.get("history");
                assertThat(answer)
                        .containsEntry("from", "1970-01-01T00:00:00Z")
                        .containsEntry("to", "2026-01-02T03:04:05.000000006Z")
                        .containsEntry("fromMs", 0.0)
                        .containsEntry("grids", List.of("g"))
                        .containsEntry(
                                "types",
                                List.of(Map.of("name", "x", "count", 2L), Map.of("name", "grid:init", "count", 1L)));
                assertThat(Requests.each(answer, "sessions", "first")).containsExactly(0L, 1L);
                assertThat(Requests.each(answer, "sessions", "last")).containsExactly(0L, 2L);
                assertThat(Requests.each(answer, "sessions", "to").get(1)).isNull();
                assertThat(requests.get("statistics"))
                        .containsEntry("durable", true)
                        .containsEntry("lag", 0L)
                        .containsEntry("recorded", 3L);
            }
        }
        try (EventHistory history = EventHistory.openReadOnly(file);
                Requests requests = new Requests(history)) {
            assertThat(requests.get("history")).containsEntry("live", false).containsEntry("count", 3L);
        }
    }

    @Test
    void shouldBeLiveWhileRecordingIsPaused() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.pause();

            assertThat(requests.get("history")).containsEntry("live", true);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"history", "timeline", "state", "cell", "first", "difference", "whatif", "statistics", "export"})
    void shouldNotAnswerForPathsBelowAnEndpoint(String path) {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            assertThatThrownBy(() -> requests.get(path + "/12"))
                    .isInstanceOfSatisfying(
                            BadRequest.class, e -> assertThat(e.status()).isEqualTo(404));
        }
    }

    @Test
    void shouldDistinguishAFilterFromTheTimes() {
        Instant time = Instant.parse("2026-01-31T12:00:00Z");
        EventQuery times = EventQuery.of("cell:edit", null, time);
        for (String text : List.of("null " + time + " cell:edit", " " + time + " cell:edit")) {
            assertThat(EventQuery.of(text, null, null).key()).isNotEqualTo(times.key());
        }
        assertThat(EventQuery.of("cell:edit", time, null).key()).isNotEqualTo(times.key());
    }

    @Test
    void shouldListProblemsUntilItIsClosed() {
        try (EventHistory history =
                EventHistory.builder().executor(Runnable::run).build()) {
            Requests requests = new Requests(history);
            history.recordEvent(GridEvent.of("x", new Object()));
            assertThat(Requests.each(requests.get("history"), "problems", "kind"))
                    .containsExactly("UNKNOWN_CLASS");
            requests.close();
        }
    }

    @Test
    void shouldShowAnEventWithItsNeighbours() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.recordEvent(GridEvent.of("a", Map.of("n", 1, "deep", Map.of("list", List.of("x", 2))))
                    .at(Instant.EPOCH));
            history.recordEvent(
                    GridEvent.of("b", "text").at(Instant.EPOCH.plusNanos(5)).with("k", 1));
            history.recordEvent(GridEvent.of("c", null).at(Instant.EPOCH.minusNanos(1)));

            Map<String, Object> answer = requests.get("events/1");
            assertThat(answer).containsEntry("previous", 0L).containsEntry("next", 2L);
            assertThat(Requests.map(answer.get("event")))
                    .containsEntry("time", "1970-01-01T00:00:00.000000005Z")
                    .containsEntry("payload", "text")
                    .containsEntry("metadata", Map.of("k", 1L));
            assertThat(requests.get("events/0")).containsEntry("previous", null);
            assertThat(requests.get("events/2")).containsEntry("next", null);
            Map<String, Object> list = requests.get("events");
            assertThat(Requests.each(list, "events", "gapNanos")).containsExactly(null, 5.0, -6.0);
            assertThat(Requests.each(list, "events", "summary"))
                    .containsExactlyInAnyOrder(
                            String.valueOf(Requests.list(list, "events").get(0).get("summary")), "text", "");
            assertThat(String.valueOf(Requests.list(list, "events").get(0).get("summary")))
                    .contains("n: 1")
                    .contains("deep: {list: [\"x\", 2]}");
            for (String id : List.of("3", "x", "-1", "01")) {
                assertThatThrownBy(() -> requests.get("events/" + id))
                        .isInstanceOfSatisfying(
                                BadRequest.class, e -> assertThat(e.status()).isEqualTo(404))
                        .hasMessageContaining("from 0 to 2");
            }
            assertThatThrownBy(() -> requests.get("events/1/more"))
                    .isInstanceOfSatisfying(
                            BadRequest.class, e -> assertThat(e.status()).isEqualTo(404));
        }
    }

    @Test
    void shouldShowCausesAndEffects() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.recordEvent(GridEvent.of("a", null));
            history.recordEvent(GridEvent.of("b", null).with("causationId", "0"));
            history.recordEvent(GridEvent.of("c", null).with("causationId", "1"));
            history.recordEvent(GridEvent.of("d", null).with("causationId", "77"));

            Map<String, Object> middle = requests.get("events/1/causes");
            assertThat(Requests.each(middle, "causes", "id")).containsExactly("0");
            assertThat(Requests.each(middle, "effects", "id")).containsExactly("2");
            assertThat(middle).containsEntry("note", null);
            Map<String, Object> root = requests.get("events/0/causes");
            assertThat(Requests.each(root, "effects", "depth")).containsExactly(1L, 2L);
            assertThat(requests.get("events/3/causes"))
                    .containsEntry("note", "the cause 77 of event 3 is not retained");
        }
    }

    @Test
    void shouldRefuseWhatItDoesNotUnderstand() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.recordEvent(GridEvent.of("a", null));
            List<Object[]> wrong = List.of(
                    new Object[] {"events", "filter", "=1"},
                    new Object[] {"events", "from", "yesterday"},
                    new Object[] {"events", "limit", 501},
                    new Object[] {"timeline", "by", "type"},
                    new Object[] {"timeline", "buckets", 0},
                    new Object[] {"timeline", "from", "2026-01-02T00:00:00Z", "to", "2026-01-01T00:00:00Z"},
                    new Object[] {"difference", "a", 0},
                    new Object[] {"whatif"},
                    new Object[] {"first", "grid", "g"});
            for (Object[] one : wrong) {
                Object[] parameters = java.util.Arrays.copyOfRange(one, 1, one.length);
                assertThatThrownBy(() -> requests.get((String) one[0], parameters))
                        .as(List.of(one).toString())
                        .isInstanceOf(BadRequest.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "events?filter=p>1&offset=500000&limit=5",
                "timeline?filter=-@x",
                "state?at=19999",
                "cell?grid=g&row=r1&column=n",
                "first?grid=g&row=r1&column=n&op=<&value=0",
                "difference?a=0&b=19999",
                "whatif?without=p>3"
            })
    void shouldStopWhenThePageIsGone(String request) {
        try (EventHistory history = EventHistory.builder().capacity(20_000).build();
                Requests requests = new Requests(history)) {
            for (int i = 0; i < 20_000; i++) {
                history.recordEvent(GridEvent.of(
                        "cell:edit", Map.of("gridId", "g", "rowId", "r1", "columnId", "n", "newValue", i, "p", i % 5)));
            }
            int question = request.indexOf('?');
            List<Object> values = new ArrayList<>();
            for (String text : request.substring(question + 1).split("&", -1)) {
                int equals = text.indexOf('=');
                values.add(text.substring(0, equals));
                values.add(text.substring(equals + 1));
            }
            int[] calls = {0};
            requests.watched((done, total) -> ++calls[0] < 3);

            assertThatThrownBy(() -> requests.get(request.substring(0, question), values.toArray()))
                    .isInstanceOf(QuestionCancelledException.class);
            assertThat(calls[0]).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"events?filter=p=7", "events?filter=p=7&offset=-1", "whatif?without=p=7"})
    void shouldAskWhetherThePageIsGoneEvenIfNoEventMatches(String request) {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            history.recordEvent(GridEvent.of("a", Map.of("p", 1)));
            int question = request.indexOf('?');
            List<Object> values = new ArrayList<>();
            for (String text : request.substring(question + 1).split("&", -1)) {
                int equals = text.indexOf('=');
                values.add(text.substring(0, equals));
                values.add(text.substring(equals + 1));
            }
            requests.watched((done, total) -> false);

            assertThatThrownBy(() -> requests.get(request.substring(0, question), values.toArray()))
                    .isInstanceOf(QuestionCancelledException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grist-grid-edits.jsonl.gz", "chrome-trace.jsonl.gz", "rrweb-session.jsonl.gz"})
    void shouldAnswerAboutRealDataAndChangeNothing(String file) {
        try (EventHistory history = RealData.history("data", file);
                Requests requests = new Requests(history)) {
            List<RecordedEvent> events = history.getEvents();
            HistoryStats before = history.stats();

            Map<String, Object> about = requests.get("history");
            assertThat(about).containsEntry("count", (long) events.size());
            for (String filter : List.of(
                    "", "\"a\"", "-" + events.get(0).type(), "@" + events.get(1).source())) {
                List<RecordedEvent> matching =
                        history.getEvents(FilterText.parse(filter).filter());
                Map<String, Object> window = requests.get("events", "filter", filter, "offset", -1, "limit", 50);
                assertThat(window).containsEntry("total", (long) matching.size());
                assertThat(Requests.each(window, "events", "id"))
                        .isEqualTo(matching.subList(Math.max(0, matching.size() - 50), matching.size()).stream()
                                .map(RecordedEvent::id)
                                .toList());
                long counted = Requests.list(requests.get("timeline", "filter", filter), "lanes").stream()
                        .mapToLong(lane -> (Long) lane.get("total"))
                        .sum();
                assertThat(counted).isEqualTo(matching.size());
            }
            for (int i = 0; i < events.size(); i += Math.max(1, events.size() / 10)) {
                RecordedEvent event = events.get(i);
                Map<String, Object> detail =
                        Requests.map(requests.get("events/" + event.id()).get("event"));
                assertThat(detail)
                        .containsEntry("type", event.type())
                        .containsEntry("time", event.timestamp().toString());
                assertThat(requests.get("events/" + event.id() + "/causes")).containsKey("causes");
                assertThat(requests.get("events/" + event.id() + "/changes")).containsEntry("refused", null);
                assertThat(requests.get("state", "at", event.sequence())).containsEntry("refused", null);
                assertThat(requests.get("events", "around", event.sequence(), "limit", 1))
                        .containsEntry("rank", (long) i);
            }
            requests.get("difference", "a", -1, "b", events.size() - 1);
            requests.get("whatif", "without", "@" + events.get(0).source());
            requests.get("statistics");

            assertThat(history.count(EventFilter.all())).isEqualTo(events.size());
            assertThat(history.stats().recorded()).isEqualTo(before.recorded());
            assertThat(history.timeline().isLive()).isTrue();
        }
    }
}
