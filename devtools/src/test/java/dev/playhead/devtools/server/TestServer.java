package dev.playhead.devtools.server;

import dev.playhead.EventHistory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** A server with the endpoints of a test, and a client of it. */
final class TestServer implements AutoCloseable {
    final EventHistory history;
    final PageServer server;
    final int port;
    final String token;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestServer(Map<String, Endpoint> endpoints) {
        this(endpoints, Limits.STANDARD);
    }

    TestServer(Map<String, Endpoint> endpoints, Limits limits) {
        this(endpoints, limits, EventHistory.inMemory());
    }

    TestServer(Map<String, Endpoint> endpoints, Limits limits, EventHistory history) {
        this.history = history;
        server = PageServer.start("127.0.0.1", 0, new Served(endpoints, Map.of(), history, () -> ""), limits);
        port = server.address().getPort();
        token = server.address().getFragment().substring("token=".length());
    }

    /** {@return limits with short times} */
    static Limits hasty() {
        Limits all = Limits.STANDARD;
        return new Limits(
                all.streams(),
                all.requests(),
                all.waiting(),
                all.answerBytes(),
                all.allAnswersBytes(),
                Duration.ofMillis(500),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofMillis(500),
                Duration.ofMillis(2_500),
                Duration.ofMillis(100));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** {@return the head of a request as a page sends it} */
    String head(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + token
                + "\r\n\r\n";
    }

    RawHttp open(String path) throws IOException {
        RawHttp http = new RawHttp(port);
        http.send(head("GET", path));
        return http;
    }

    @Override
    public void close() {
        server.close();
        history.close();
    }
}
