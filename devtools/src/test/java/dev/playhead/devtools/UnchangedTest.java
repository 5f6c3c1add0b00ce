package dev.playhead.devtools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.StateAdapter;
import dev.playhead.devtools.api.Api;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.grid.GridState;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that no request changes anything without control. The paths are those of the server, so that a new one is
 * tested, too.
 */
class UnchangedTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    /** All parameters of all endpoints; an endpoint ignores those of others. */
    private static final String PARAMETERS = "limit=10&offset=1&filter=cell:edit&from=2026-03-02T12:00:00Z"
            + "&to=2026-03-02T13:00:00Z&buckets=7&by=family&at=3&projection=grid&grid=g&row=1&rows=5&since=1&reveal=1"
            + "&column=price&op=%3E&value=1&a=1&b=3&without=cell:edit&after=2&format=jsonl";

    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger restored = new AtomicInteger();

    @TempDir
    private Path folder;

    private EventHistory history;

    @BeforeEach
    void record() {
        history = EventHistory.open(folder.resolve("orders.playhead"));
        history.recordEvent(GridEvent.of("grid:init", Map.of("gridId", "g")).at(NOON));
        history.recordEvent(GridEvent.of("row:add", Map.of("gridId", "g", "rowId", 1, "values", Map.of("price", 1)))
                .at(NOON));
        for (int i = 2; i < 6; i++) {
            history.recordEvent(
                    GridEvent.of("cell:edit", Map.of("gridId", "g", "rowId", 1, "columnId", "price", "newValue", i))
                            .at(NOON.plusSeconds(i)));
        }
        history.flush(); // each flush writes to the log, so there is no other one
        history.restoreInto(
                GridState.projection(), StateAdapter.on(Runnable::run, state -> restored.incrementAndGet()));
    }

    @AfterEach
    void close() {
        history.close();
    }

    /** What no request may change. */
    private record Observed(
            List<RecordedEvent> events,
            boolean isRecording,
            boolean isLive,
            long position,
            int restored,
            Map<String, Integer> files) {}

    private Observed observe() throws IOException {
        Map<String, Integer> files = new TreeMap<>();
        for (String file : List.of("orders.playhead", "orders.playhead-wal")) {
            files.put(file, Arrays.hashCode(Files.readAllBytes(folder.resolve(file))));
        }
        return new Observed(
                history.getEvents(),
                history.isRecording(),
                history.timeline().isLive(),
                history.timeline().position(),
                restored.get(),
                files);
    }

    /** Returns the paths of all endpoints and actions, of paths below them, of the live stream and of the page. */
    private Set<String> paths() {
        Set<String> paths = new TreeSet<>(List.of(
                "/",
                "/app/main.js",
                "/lib/uplot.css",
                "/unknown",
                "/api/v1/unknown",
                "/api/v1/live",
                "/api/v1/control"));
        try (Api api = new Api(history, "n", null, false, List.of(), true, null)) {
            assertThat(api.actions()).hasSize(2);
            assertThat(api.endpoints()).containsKeys("/api/v1/history", "/api/v1/events");
            for (Map<String, ?> served : List.of(api.endpoints(), api.actions())) {
                for (String path : served.keySet()) {
                    paths.addAll(List.of(path, path + "/", path + "/3", path + "/3/changes", path + "/3/causes"));
                }
            }
        }
        return paths;
    }

    private int send(DevTools tools, String method, String path) throws IOException, InterruptedException {
        URI address = tools.address();
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + address.getFragment().substring("token=".length()))
                .header("Origin", "http://" + address.getAuthority())
                .method(method, BodyPublishers.noBody())
                .build();
        // The body of the live stream does not end.
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (!path.startsWith("/api/v1/live")) {
                body.readAllBytes();
            }
        }
        return answer.statusCode();
    }

    @Test
    void shouldRefuseEveryMethodThatChangesSomething() throws Exception {
        for (boolean away : new boolean[] {false, true}) {
            if (away) {
                history.jumpToEvent("2");
            }
            Observed before = observe();
            try (DevTools tools = DevTools.serve(history)) {
                for (String path : paths()) {
                    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
                        for (String query : List.of("", "?to=3", "?" + PARAMETERS.replaceAll("&to=[^&]*", "&to=3"))) {
                            assertThat(send(tools, method, path + query))
                                    .as(method + " " + path + query)
                                    .isEqualTo(405);
                        }
                    }
                }
            }
            assertThat(observe()).isEqualTo(before);
        }
    }

    @Test
    void shouldChangeNothingByQuestions() throws Exception {
        for (boolean control : new boolean[] {false, true}) {
            for (boolean away : new boolean[] {false, true}) {
                if (away) {
                    history.jumpToEvent("2");
                } else {
                    history.timeline().toLive();
                }
                Observed before = observe();
                List<String> answered = new ArrayList<>();
                try (DevTools tools = DevTools.builder(history).control(control).serve()) {
                    for (String path : paths()) {
                        for (String query : List.of("", "?" + PARAMETERS, "?around=3&" + PARAMETERS)) {
                            for (String method : List.of("GET", "HEAD")) {
                                if (send(tools, method, path + query) == 200 && method.equals("GET")) {
                                    answered.add(path + query);
                                }
                            }
                        }
                    }
                }
                try (Api api = new Api(history, "n", null, false, List.of(), false, null)) {
                    for (String path : api.endpoints().keySet()) {
                        assertThat(answered).contains(path + "?" + PARAMETERS);
                    }
                }
                assertThat(answered).contains("/api/v1/events/3/changes", "/api/v1/live");
                assertThat(observe()).isEqualTo(before);
            }
        }
    }
}
