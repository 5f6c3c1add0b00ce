package dev.playhead.devtools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playhead.EventHistory;
import dev.playhead.ModelBinding;
import dev.playhead.StateAdapter;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.Projection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of moving the application from a page. */
@Timeout(120)
class ControlTest {
    private static final Projection<Long> SUM =
            Projection.of("sum", 0L, (sum, event) -> sum + ((Number) event.payload()).longValue());

    private final EventHistory history = EventHistory.builder().capacity(1_000).build();

    /** The state that the application shows; written by the thread that moves it. */
    private volatile long shown;

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        history.close();
    }

    /** Records the numbers 1, 10, 100 and 1000. */
    private void record() {
        for (int number = 1; number <= 1_000; number *= 10) {
            history.recordEvent(GridEvent.of("add", number));
        }
        shown = 1_111;
    }

    private void restore(long state) {
        shown = state;
    }

    private ModelBinding<Long> bind() {
        return history.restoreInto(SUM, StateAdapter.on(Runnable::run, () -> shown, this::restore));
    }

    private DevTools serve() {
        return DevTools.builder(history).control(true).serve();
    }

    private static HttpRequest.Builder request(DevTools tools, String path) {
        URI address = tools.address();
        return HttpRequest.newBuilder(address.resolve("/api/v1/" + path))
                .header("Authorization", "Bearer " + address.getFragment().substring("token=".length()));
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest asPage(DevTools tools, String path) {
        return request(tools, path)
                .header("Origin", "http://" + tools.address().getAuthority())
                .POST(BodyPublishers.noBody())
                .build();
    }

    /** Sends a request to move the application, as the page does. */
    private static HttpResponse<String> post(DevTools tools, String path) throws IOException, InterruptedException {
        return send(asPage(tools, path));
    }

    private static String get(DevTools tools, String path) throws IOException, InterruptedException {
        return send(request(tools, path).build()).body();
    }

    private static String placed(String at, boolean model) {
        return "{\"application\":{\"at\":" + at + ",\"model\":" + model + "}}";
    }

    @Test
    void shouldMoveTheModelByJumpsAndBackToLive() throws Exception {
        record();
        bind();
        try (DevTools tools = serve()) {
            assertThat(get(tools, "history"))
                    .contains("\"control\":true", "\"application\":{\"at\":null,\"model\":true}");

            assertThat(post(tools, "control/jump?to=1").body()).isEqualTo(placed("1", true));
            assertThat(shown).isEqualTo(11);
            assertThat(get(tools, "history")).contains("\"application\":{\"at\":1,\"model\":true}");

            assertThat(post(tools, "control/jump?to=2").body()).as("a step").isEqualTo(placed("2", true));
            assertThat(shown).isEqualTo(111);

            for (int at = 0; at < 4; at++) { // a replay
                post(tools, "control/jump?to=" + at);
                assertThat(shown).isEqualTo(List.of(1L, 11L, 111L, 1_111L).get(at));
                assertThat(history.timeline().position()).isEqualTo(at);
            }
            post(tools, "control/jump?to=0");
            assertThat(history.recordAsLive(GridEvent.of("add", 5))).isEqualTo(4);

            assertThat(post(tools, "control/live").body()).isEqualTo(placed("null", true));
            assertThat(shown).isEqualTo(1_116);
            assertThat(history.timeline().isLive()).isTrue();
            assertThat(history.count(EventFilter.all())).isEqualTo(5);
        }
    }

    @Test
    void shouldMoveTheTimelineIfNoModelIsBound() throws Exception {
        record();
        try (DevTools tools = serve()) {
            assertThat(post(tools, "control/jump?to=1").body()).isEqualTo(placed("1", false));
            assertThat(history.timeline().position()).isEqualTo(1);
            assertThat(post(tools, "control/live").body()).isEqualTo(placed("null", false));
            assertThat(history.timeline().isLive()).isTrue();
        }
    }

    @Test
    void shouldRefuseToJumpToAnEventThatIsNotRetained() throws Exception {
        try (EventHistory small = EventHistory.builder().capacity(10).build();
                DevTools tools = DevTools.builder(small).control(true).serve()) {
            for (int i = 0; i < 100; i++) {
                small.recordEvent(GridEvent.of("add", i));
            }
            for (String to : List.of("5", "100")) {
                HttpResponse<String> refused = post(tools, "control/jump?to=" + to);
                assertThat(refused.statusCode()).isEqualTo(404);
                assertThat(refused.body()).contains("90", "99");
            }
            for (String wrong : List.of("", "?to=x", "?to=-1", "?to=1.5", "?to=1&to=2")) {
                assertThat(post(tools, "control/jump" + wrong).statusCode())
                        .as(wrong)
                        .isEqualTo(400);
            }
            assertThat(post(tools, "control/jump/5?to=95").statusCode()).isIn(404, 405);
            assertThat(small.timeline().isLive()).isTrue();
        }
    }

    @Test
    void shouldSayIfTheAdapterFails() throws Exception {
        record();
        boolean[] fails = {true};
        history.restoreInto(SUM, StateAdapter.on(Runnable::run, () -> shown, state -> {
            if (fails[0]) {
                throw new IllegalStateException("no window");
            }
            restore(state);
        }));
        try (DevTools tools = serve()) {
            HttpResponse<String> failed = post(tools, "control/jump?to=1");
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(failed.body()).contains("could not follow: java.lang.IllegalStateException: no window");
            assertThat(shown).isEqualTo(1_111);

            fails[0] = false;
            assertThat(post(tools, "control/jump?to=1").body()).isEqualTo(placed("1", true));
            assertThat(shown).isEqualTo(11);
            fails[0] = true;
            assertThat(post(tools, "control/live").statusCode()).isEqualTo(500);
            fails[0] = false;
            assertThat(post(tools, "control/live").body()).isEqualTo(placed("null", true));
            assertThat(shown).isEqualTo(1_111);
        }
    }

    @Test
    void shouldGoLiveWithoutAnErrorAfterAnAdapterThatCouldNotCapture() throws Exception {
        record();
        history.restoreInto(
                SUM,
                StateAdapter.on(
                        Runnable::run,
                        () -> {
                            throw new IllegalStateException("no state");
                        },
                        this::restore));
        try (DevTools tools = serve()) {
            assertThat(post(tools, "control/jump?to=1").statusCode()).isEqualTo(500);
            assertThat(post(tools, "control/live").body()).isEqualTo(placed("null", true));
        }
    }

    @Test
    void shouldSayIfTheProjectionOrAListenerFails() throws Exception {
        record();
        Projection<Integer> broken = Projection.of("broken", 0, (state, event) -> {
            throw new IllegalStateException("cannot fold");
        });
        try (ModelBinding<Integer> binding = history.restoreInto(broken, StateAdapter.on(Runnable::run, state -> {}));
                DevTools tools = serve()) {
            HttpResponse<String> failed = post(tools, "control/jump?to=1");
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(failed.body()).contains("error");
            assertThat(binding.isAway()).isFalse();
            assertThat(history.timeline().isLive()).isTrue();
        }
        history.timeline().onMove(snapshot -> {
            throw new IllegalStateException("not mine");
        });
        try (DevTools tools = serve()) {
            HttpResponse<String> failed = post(tools, "control/jump?to=1");
            assertThat(failed.statusCode()).isEqualTo(500);
            assertThat(failed.body()).contains("not mine");
        }
    }

    @Test
    void shouldAnswerOthersAndCloseWhileTheModelHangs() throws Exception {
        record();
        CountDownLatch restoring = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        history.restoreInto(SUM, StateAdapter.on(Runnable::run, () -> shown, state -> {
            restoring.countDown();
            awaitQuietly(goOn);
            restore(state);
        }));
        List<CompletableFuture<HttpResponse<String>>> pages = new ArrayList<>();
        DevTools tools = serve();
        try {
            HttpClient client = HttpClient.newHttpClient();
            for (int i = 0; i < 12; i++) {
                pages.add(client.sendAsync(asPage(tools, "control/jump?to=1"), HttpResponse.BodyHandlers.ofString()));
            }
            assertThat(restoring.await(30, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            pages.stream().filter(CompletableFuture::isDone).count() >= 4);
            assertThat(pages.stream()
                            .filter(CompletableFuture::isDone)
                            .map(CompletableFuture::join)
                            .filter(answer -> answer.body().contains("Too many moves wait")))
                    .hasSize(4);
            assertThat(get(tools, "events/0")).contains("\"type\":\"add\"");
            assertThat(get(tools, "history")).contains("\"at\":1");

            long begin = System.nanoTime();
            tools.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        } finally {
            goOn.countDown();
        }
        // The first move had begun, and goes on.
        await().atMost(Duration.ofSeconds(30)).until(() -> shown == 11);
    }

    @Test
    void shouldSayThatTheModelHasNotFollowed() throws Exception {
        record();
        history.restoreInto(SUM, state -> new CompletableFuture<>());
        try (DevTools tools = serve()) {
            HttpResponse<String> late = post(tools, "control/jump?to=1");
            assertThat(late.body()).contains("The application has not followed within 10 s");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldReportMovesToAllPages() throws Exception {
        record();
        bind();
        try (DevTools tools = serve();
                Stream<String> one = follow(tools);
                Stream<String> other = follow(tools)) {
            var lines = List.of(one.iterator(), other.iterator());
            for (String at : List.of("null", "2", "null", "1")) {
                switch (at) {
                    case "2" -> post(tools, "control/jump?to=2");
                    case "1" -> history.jumpToEvent("1"); // the application itself
                    default -> post(tools, "control/live");
                }
                for (var page : lines) {
                    String line = page.next();
                    while (!line.contains("application")) {
                        line = page.next();
                    }
                    assertThat(line).isEqualTo(placed(at, true));
                }
            }
        }
    }

    private static Stream<String> follow(DevTools tools) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request(tools, "live?after=3").build(), HttpResponse.BodyHandlers.ofLines())
                .body();
    }

    @Test
    void shouldMoveOnTheGivenThread() throws Exception {
        record();
        ExecutorService model = Executors.newSingleThreadExecutor(task -> new Thread(task, "model"));
        List<String> threads = new ArrayList<>();
        history.timeline().onMove(snapshot -> threads.add(Thread.currentThread().getName()));
        try (DevTools tools = DevTools.builder(history).control(model).serve()) {
            post(tools, "control/jump?to=1");
            post(tools, "control/live");
            assertThat(threads).containsExactly("model", "model");
        } finally {
            model.shutdown();
        }
    }

    @Test
    void shouldMoveTheModelOfAHistoryThatIsOnlyRead() throws Exception {
        Path file = folder.resolve("sums.playhead");
        try (EventHistory writer = EventHistory.open(file)) {
            writer.recordEvent(GridEvent.of("add", 7));
            writer.recordEvent(GridEvent.of("add", 8));
        }
        try (EventHistory reader = EventHistory.openReadOnly(file)) {
            reader.restoreInto(SUM, StateAdapter.on(Runnable::run, this::restore));
            try (DevTools tools = DevTools.builder(reader).control(true).serve()) {
                post(tools, "control/jump?to=0");
                assertThat(shown).isEqualTo(7);
                post(tools, "control/live");
                assertThat(shown).isEqualTo(15);
            }
        }
    }

    @Test
    void shouldRefuseAMoveThatDoesNotComeFromThePage() throws Exception {
        record();
        bind();
        try (DevTools tools = serve()) {
            String self = "http://" + tools.address().getAuthority();
            for (String path : List.of("control/jump?to=1", "control/live")) {
                URI uri = tools.address().resolve("/api/v1/" + path);
                for (String origin :
                        List.of("http://evil.example", "null", self + ".evil.example", "https://127.0.0.1")) {
                    assertThat(send(request(tools, path)
                                            .header("Origin", origin)
                                            .POST(BodyPublishers.noBody())
                                            .build())
                                    .statusCode())
                            .as(origin)
                            .isEqualTo(403);
                }
                assertThat(send(request(tools, path)
                                        .POST(BodyPublishers.noBody())
                                        .build())
                                .statusCode())
                        .as("no origin")
                        .isEqualTo(403);
                HttpRequest.Builder noToken =
                        HttpRequest.newBuilder(uri).header("Origin", self).POST(BodyPublishers.noBody());
                assertThat(send(noToken.build()).statusCode()).as("no token").isEqualTo(401);
                assertThat(send(noToken.header("Authorization", "Bearer x").build())
                                .statusCode())
                        .as("another token")
                        .isEqualTo(401);
                assertThat(send(request(tools, path)
                                        .header("Origin", self)
                                        .POST(BodyPublishers.ofString("to=1"))
                                        .build())
                                .statusCode())
                        .as("a body")
                        .isEqualTo(400);
                for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")) {
                    HttpResponse<String> refused = send(request(tools, path)
                            .header("Origin", self)
                            .method(method, BodyPublishers.noBody())
                            .build());
                    assertThat(refused.statusCode()).as(method).isEqualTo(405);
                    assertThat(refused.headers().firstValue("Allow")).contains("POST");
                }
            }
            assertThat(history.timeline().isLive()).isTrue();
            assertThat(shown).isEqualTo(1_111);
        }
    }
}
