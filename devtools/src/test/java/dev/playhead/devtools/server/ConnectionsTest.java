package dev.playhead.devtools.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playhead.devtools.server.RawHttp.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests of connections that are slow, half-open or many. */
class ConnectionsTest {
    private static final String PATH = "/api/v1/question";
    private static final Endpoint YES = (question, out) -> out.writeString("yes");
    private static final int MANY = 1_000;

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("playhead-devtools-http-"))
                .count();
    }

    private static void closeAll(List<RawHttp> connections) throws IOException {
        for (RawHttp connection : connections) {
            connection.close();
        }
    }

    @Test
    void shouldCloseAConnectionWhoseRequestDoesNotArrive() throws Exception {
        try (TestServer server = new TestServer(Map.of(PATH, YES), TestServer.hasty())) {
            for (String part : List.of(
                    "G",
                    "GET / HTTP/1.1\r\n",
                    "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port,
                    "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port + "\r\n",
                    "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port + "\r\nContent-Length: 9\r\n\r\nx",
                    "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port
                            + "\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n")) {
                try (RawHttp http = new RawHttp(server.port)) {
                    http.send(part);
                    assertThat(http.awaitClosed()).as(part).isTrue();
                }
            }
            assertThat(server.get(PATH).body()).isEqualTo("\"yes\"");
        }
    }

    @Test
    void shouldAnswerWhileAThousandConnectionsAreHalfOpen() throws Exception {
        try (TestServer server = new TestServer(Map.of(PATH, YES))) {
            List<RawHttp> connections = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                RawHttp connection = new RawHttp(server.port);
                connections.add(connection);
                connection.send("GET / HTTP/1.1\r\nHo");
            }
            assertThat(server.get(PATH).body()).isEqualTo("\"yes\"");
            assertThat(threads()).isLessThanOrEqualTo(Limits.STANDARD.threads());
            for (RawHttp connection : connections) {
                assertThat(connection.awaitClosed()).isTrue();
            }
            closeAll(connections);
        }
    }

    @Test
    void shouldAnswerWhileAThousandConnectionsAreIdle() throws Exception {
        try (TestServer server = new TestServer(Map.of(PATH, YES))) {
            List<RawHttp> connections = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                connections.add(new RawHttp(server.port));
            }
            assertThat(server.get(PATH).body()).isEqualTo("\"yes\"");
            assertThat(threads()).isLessThanOrEqualTo(Limits.STANDARD.threads());
            RawHttp last = connections.get(MANY - 1);
            last.send(server.head("GET", PATH));
            assertThat(last.answer(false).body()).isEqualTo("\"yes\"");
            closeAll(connections);
        }
    }

    @Test
    void shouldCloseTheConnectionsForWhichTooManyOthersWait() throws Exception {
        Limits all = TestServer.hasty();
        Limits few = new Limits(
                1,
                1,
                5,
                all.answerBytes(),
                all.allAnswersBytes(),
                all.head(),
                all.headWhenBusy(),
                all.send(),
                all.chunk(),
                all.streamWait(),
                all.heartbeat());
        try (TestServer server = new TestServer(Map.of(PATH, YES), few)) {
            List<RawHttp> connections = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                RawHttp connection = new RawHttp(server.port);
                connections.add(connection);
                connection.send("GET / HTTP/1.1\r\nHo");
            }
            for (RawHttp connection : connections) {
                assertThat(connection.awaitClosed()).isTrue();
            }
            closeAll(connections);
            assertThat(server.get(PATH).body()).isEqualTo("\"yes\"");
        }
    }

    @Test
    void shouldDropAPageThatDoesNotReadItsAnswer() throws Exception {
        Endpoint large = (question, out) -> out.writeString("x".repeat(8_000_000));
        Limits all = TestServer.hasty();
        Limits patient = new Limits(
                all.streams(),
                all.requests(),
                all.waiting(),
                all.answerBytes(),
                all.allAnswersBytes(),
                all.head(),
                all.headWhenBusy(),
                Duration.ofHours(1),
                all.chunk(),
                all.streamWait(),
                all.heartbeat());
        try (TestServer server = new TestServer(Map.of(PATH, YES, "/api/large", large), patient)) {
            // One connection that never reads, again and again: requests are sent until the answers fill all buffers.
            List<RawHttp> slow = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                RawHttp http = server.open("/api/large");
                http.send(server.head("GET", "/api/large").repeat(3));
                slow.add(http);
            }
            assertThat(server.get(PATH).body()).as("another page").isEqualTo("\"yes\"");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> server.get("/api/large").statusCode() == 200); // the memory was given back
            closeAll(slow);
        }
    }

    @Test
    void shouldRefuseAHugeHead() throws Exception {
        try (TestServer server = new TestServer(Map.of(PATH, YES))) {
            for (String head : List.of("GET /", "GET / HTTP/1.1\r\nX: ")) {
                try (RawHttp http = new RawHttp(server.port)) {
                    http.send(head);
                    boolean isClosed = false;
                    try {
                        for (int i = 0; i < 1_000; i++) {
                            http.send("x".repeat(10_000));
                        }
                    } catch (IOException e) {
                        isClosed = true;
                    }
                    assertThat(isClosed || http.awaitClosed()).isTrue();
                }
            }
        }
    }

    @Test
    void shouldAnswerRequestsThatFollowEachOtherOnOneConnection() throws Exception {
        try (TestServer server = new TestServer(Map.of(PATH, YES));
                RawHttp http = new RawHttp(server.port)) {
            http.send(server.head("GET", PATH).repeat(3) + server.head("POST", PATH) + server.head("GET", "/nothing"));
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Answer answer = http.answer(false);
                statuses.add(answer.status());
            }
            assertThat(statuses).containsExactly(200, 200, 200, 405, 404);
        }
    }

    @Test
    void shouldRunOnNamedDaemonsOnly() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (TestServer server = new TestServer(Map.of(PATH, YES))) {
            RawHttp.exchange(server.port, server.head("GET", PATH));
            List<Thread> started = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !before.contains(thread))
                    // The client of these tests, the history, and the timer of the JDK's server.
                    .filter(thread ->
                            !thread.getName().matches("HttpClient-.*|playhead-(?!devtools).*|idle-timeout-task"))
                    .toList();

            assertThat(started).isNotEmpty().allSatisfy(thread -> {
                assertThat(thread.isDaemon()).as(thread.getName()).isTrue();
                assertThat(thread.getName()).startsWith("playhead-devtools-");
            });
        }
    }
}
