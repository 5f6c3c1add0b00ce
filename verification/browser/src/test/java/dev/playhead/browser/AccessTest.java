package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of who may read the history, as a browser asks, and of a server under load. */
@Tag("full")
class AccessTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @RegisterExtension
    static final ServedOrders ORDERS = new ServedOrders();

    private static String token() {
        return ORDERS.address().getFragment().substring("token=".length());
    }

    /** Asks by {@code fetch}, and returns the status, or the error. */
    private static String fetch(String url, Map<String, Object> options) {
        return String.valueOf(BROWSER.driver().executeAsyncScript("""
                const done = arguments[2];
                fetch(arguments[0], arguments[1]).then((answer) => done(`${answer.status}`), (error) => done(`${error}`))""", url, options));
    }

    private static Map<String, Object> authorized(String method) {
        return Map.of("method", method, "headers", Map.of("Authorization", "Bearer " + token()));
    }

    @Test
    void shouldRefuseANameThatLeadsToThisServer() {
        BROWSER.expectErrors(); // the console tells of the status 403
        BROWSER.driver().get("http://evil.test:" + ORDERS.address().getPort() + "/#token=" + token());

        assertThat(BROWSER.page().text()).contains("Host").doesNotContain("Events");
        assertThat(fetch("/api/v1/history", authorized("GET"))).isEqualTo("403");
        assertThat(fetch("/app/main.js", Map.of())).isEqualTo("403");
    }

    @Test
    void shouldRefuseAPageOfAnotherOrigin() throws IOException {
        BROWSER.expectErrors(); // the console tells of what the browser blocks
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        other.createContext("/", exchange -> {
            byte[] page = "<title>other</title>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try {
            BROWSER.driver().get("http://127.0.0.1:" + other.getAddress().getPort() + "/");
            String url = "http://127.0.0.1:" + ORDERS.address().getPort() + "/api/v1/history";

            assertThat(fetch(url, authorized("GET"))).contains("Failed to fetch");
            assertThat(fetch(url, Map.of())).contains("Failed to fetch");
            assertThat(fetch(url, Map.of("method", "POST", "mode", "no-cors"))).contains("Failed to fetch");
            assertThat(BROWSER.driver().executeAsyncScript("""
                    const done = arguments[1];
                    const frame = document.createElement('iframe');
                    frame.onload = () => done(frame.contentDocument === null || frame.contentDocument.body.textContent === '');
                    frame.src = arguments[0];
                    document.body.append(frame);""", ORDERS.address().toString()))
                    .isEqualTo(true);
        } finally {
            other.stop(0);
        }
    }

    @Test
    void shouldRefuseMissingTokensOtherMethodsAndPathsThatLeadElsewhere() {
        BROWSER.expectErrors(); // the console tells of each refusal
        BROWSER.page().open(ORDERS.address());

        assertThat(fetch("/api/v1/history", authorized("GET"))).isEqualTo("200");
        assertThat(fetch("/api/v1/history", Map.of())).isEqualTo("401");
        assertThat(fetch("/api/v1/history", Map.of("headers", Map.of("Authorization", "Bearer x"))))
                .isEqualTo("401");
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
            for (String path : List.of("/", "/api/v1/history", "/api/v1/control/jump", "/api/v1/events")) {
                assertThat(fetch(path, authorized(method)))
                        .as(method + " " + path)
                        .isIn("403", "404", "405");
            }
        }
        for (String path : List.of(
                "/app/..%2f..%2fserver/libraries.properties",
                "/lib/%2e%2e/%2e%2e/x", "/app/%00", "/app//etc/passwd", "/..%5c..%5cx", "/app/style.css/")) {
            assertThat(fetch(path, Map.of())).as(path).isIn("400", "404");
        }
    }

    @Test
    void shouldWorkOnWhileAThousandConnectionsAreOpen() throws IOException {
        Page page = BROWSER.page().open(ORDERS.address(), "at=10");
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), ORDERS.address().getPort());
                sockets.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream()
                            .write("GET /api/v1/history HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));
                }
            }
            page.press("j");
            page.untilAt(11);
            page.tab("Statistics");
            page.find("table", "Types by number of events");
            page.filter("row:add");
            page.untilText("40 of 643 events");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
