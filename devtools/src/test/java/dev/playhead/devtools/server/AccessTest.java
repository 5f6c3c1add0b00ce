package dev.playhead.devtools.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.devtools.server.RawHttp.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of who gets an answer. */
class AccessTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final TestServer server = new TestServer(Map.of(
            "/api/v1/history",
                    (question, out) -> {
                        asked.incrementAndGet();
                        out.writeNumber(1);
                    },
            "/api/v1/events",
                    (question, out) -> {
                        asked.incrementAndGet();
                        out.writeString(question.rest());
                    },
            "/api/v1/failing",
                    (question, out) -> {
                        throw new IllegalStateException("as a test");
                    }));

    @AfterEach
    void close() {
        server.close();
    }

    private Answer ask(String path, String host, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        if (host != null) {
            request.append("Host: ").append(host).append("\r\n");
        }
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return RawHttp.exchange(server.port, request.append("\r\n").toString());
    }

    private String token() {
        return "Authorization: Bearer " + server.token;
    }

    private List<String> paths() {
        List<String> paths = new ArrayList<>();
        new PageFiles().paths().forEach(paths::add);
        paths.addAll(List.of("/api/v1/history", "/api/v1/events", "/api/v1/events/7", PageHandler.LIVE, "/unknown"));
        return paths;
    }

    @Test
    void shouldAnswerUnderEachNameOfTheLoopbackInterface() throws IOException {
        for (String name : List.of("127.0.0.1", "localhost", "LOCALHOST", "[::1]")) {
            assertThat(ask("/api/v1/history", name + ":" + server.port, token()).status())
                    .as(name)
                    .isEqualTo(200);
        }
    }

    @Test
    void shouldRefuseAForeignHost() throws IOException {
        for (String path : paths()) {
            for (String host : new String[] {
                "evil.example",
                "evil.example:" + server.port,
                "127.0.0.1",
                "127.0.0.1:" + (server.port - 1),
                "localhost.evil.example:" + server.port,
                "127.0.0.1:" + server.port + ".evil.example",
                "user@127.0.0.1:" + server.port,
                "",
                null
            }) {
                assertThat(ask(path, host, token()).status())
                        .as(path + " " + host)
                        .isEqualTo(403);
            }
        }
        assertThat(ask("/", "127.0.0.1:" + server.port, "Host: evil.example").status())
                .as("two hosts")
                .isEqualTo(403);
        assertThat(asked).hasValue(0);
    }

    @Test
    void shouldRefuseAForeignOrigin() throws IOException {
        String host = "127.0.0.1:" + server.port;
        for (String path : paths()) {
            for (String origin : List.of(
                    "http://evil.example",
                    "null",
                    "",
                    "https://" + host,
                    "http://127.0.0.1:1",
                    "http://" + host + ".evil.example",
                    "http://" + host + "\r\nOrigin: http://" + host)) {
                assertThat(ask(path, host, token(), "Origin: " + origin).status())
                        .as(path + " " + origin)
                        .isEqualTo(403);
            }
        }
        assertThat(asked).hasValue(0);
        assertThat(ask("/api/v1/history", host, token(), "Origin: http://" + host)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void shouldRefuseDataWithoutTheToken() throws IOException {
        String host = "127.0.0.1:" + server.port;
        String wrong = (server.token.charAt(0) == 'A' ? "B" : "A") + server.token.substring(1);
        for (String path : List.of("/api/v1/history", "/api/v1/events/7", "/api/unknown", PageHandler.LIVE)) {
            for (String header : List.of(
                    "X: y",
                    "Authorization: Bearer",
                    "Authorization: Bearer " + wrong,
                    "Authorization: Bearer " + server.token + "A",
                    "Authorization: Bearer " + server.token.substring(1),
                    "Authorization: Basic " + server.token,
                    "Authorization: " + server.token,
                    "Cookie: token=" + server.token,
                    token() + "\r\n" + token())) {
                Answer answer = ask(path, host, header);
                assertThat(answer.status()).as(path + " " + header).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            }
            assertThat(ask(path + "?token=" + server.token, host).status()).isEqualTo(401);
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void shouldServeThePageWithoutTheToken() throws IOException {
        for (String path : new PageFiles().paths()) {
            Answer answer = ask(path, "127.0.0.1:" + server.port);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.body()).doesNotContain(server.token).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X"})
    void shouldRefuseEveryMethodButGetAndHead(String method) throws IOException {
        for (String path : paths()) {
            Answer answer = RawHttp.exchange(server.port, server.head(method, path));
            assertThat(answer.status()).as(method + " " + path).isEqualTo(405);
            assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void shouldRefuseARequestWithABodyAndCloseTheConnection() throws IOException {
        String head = server.head("GET", "/api/v1/history").stripTrailing();
        for (String body : List.of(
                "Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")) {
            try (RawHttp http = new RawHttp(server.port)) {
                http.send(head + "\r\n" + body);
                Answer answer = http.answer(false);
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.header("Connection")).isEqualTo("close");
                assertThat(http.awaitClosed()).isTrue();
            }
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void shouldAnswerHeadWithoutABody() throws IOException {
        for (String path : paths()) {
            try (RawHttp http = new RawHttp(server.port)) {
                http.send(server.head("HEAD", path));
                assertThat(http.answer(true).status()).as(path).isEqualTo(path.equals("/unknown") ? 404 : 200);
                http.send(server.head("GET", "/api/v1/history"));
                assertThat(http.answer(false).body())
                        .as("next answer after " + path)
                        .isEqualTo("1");
            }
        }
    }

    @Test
    void shouldNotFindFilesByPathsThatLeadElsewhere() throws IOException {
        String host = "127.0.0.1:" + server.port;
        List<String> ups = List.of("..", "%2e%2e", "%2E.", "..%2f", "..%5c", "%252e%252e", "..;", "%c0%ae%c0%ae", ".");
        for (String up : ups) {
            for (String base : List.of("/", "/app/", "/lib/", "/api/v1/events/", "/api/v1/")) {
                for (String target : List.of("etc/passwd", "main.js", "index.html", "pom.xml")) {
                    String path = base + up + "/" + target;
                    Answer answer = ask(path, host, token());
                    boolean isTextOfAnEvent = base.equals("/api/v1/events/")
                            && List.of("%252e%252e", "..;").contains(up);
                    if (isTextOfAnEvent) {
                        assertThat(answer.body()).as(path).startsWith("\"");
                    } else {
                        assertThat(answer.status()).as(path).isIn(400, 404);
                    }
                    assertThat(answer.body()).doesNotContain("root:").doesNotContain("<project");
                }
            }
        }
        for (String path : List.of(
                "/app//main.js",
                "/app/./main.js",
                "/APP/main.js",
                "/app/main.js/",
                "/app/main.js%00",
                "/app/%6dain.js",
                "/app/",
                "/app/package-info.class",
                "/dev/playhead/devtools/page/main.js",
                "/META-INF/MANIFEST.MF",
                "/lib/preact.js.map",
                "/index.html",
                "/api/v1/events//7",
                "/api/v1/eventsx",
                "/api/v1/history%2f")) {
            assertThat(ask(path, host, token()).status()).as(path).isEqualTo(404);
        }
        for (String path : List.of("//evil.example/app/main.js", "http://" + host + "/app/main.js")) {
            assertThat(ask(path, host, token()).status()).as(path).isEqualTo(400);
        }
    }

    @Test
    void shouldRefuseALongAddress() throws IOException {
        String path = "/api/v1/history?filter=" + "x".repeat(20_000);

        assertThat(ask(path, "127.0.0.1:" + server.port, token()).status()).isEqualTo(414);
    }

    @Test
    void shouldSendTheSameHeadersWithEveryAnswer() throws IOException {
        String host = "127.0.0.1:" + server.port;
        List<Answer> answers = new ArrayList<>();
        for (String path : paths()) {
            if (!path.equals(PageHandler.LIVE)) {
                answers.add(ask(path, host, token()));
            }
            answers.add(RawHttp.exchange(server.port, server.head("HEAD", path)));
            answers.add(RawHttp.exchange(server.port, server.head("POST", path)));
        }
        answers.add(ask("/", "evil.example"));
        answers.add(ask("/", host, "Origin: http://evil.example"));
        answers.add(ask("/api/v1/history", host));
        answers.add(ask("/api/v1/failing", host, token()));
        answers.add(ask("/api/v1/history?a=%ff", host, token()));
        answers.add(ask("/api/v1/history?x=" + "x".repeat(20_000), host, token()));
        try (RawHttp live = server.open(PageHandler.LIVE)) {
            answers.add(live.head());
        }

        assertThat(answers.stream().map(Answer::status)).contains(200, 400, 401, 403, 404, 405, 414, 500);
        for (Answer answer : answers) {
            assertThat(answer.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                            + " img-src 'self' data:;")
                    .contains("frame-ancestors 'none'");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.header("Content-Type")).isNotEmpty();
            assertThat(answer.headers()).doesNotContainKeys("access-control-allow-origin", "set-cookie", "server");
        }
    }
}
