package dev.playhead.devtools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of the settings of DevTools and of the whole of it. */
class DevToolsTest {
    private final EventHistory history = EventHistory.inMemory();
    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void close() {
        history.close();
    }

    private static HttpResponse<String> get(URI address, String path) throws IOException, InterruptedException {
        String token = address.getFragment().substring("token=".length());
        HttpRequest request = HttpRequest.newBuilder(address.resolve(path))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldServeThePageAndTheDataOnTheLoopbackInterface() throws Exception {
        history.recordEvent(GridEvent.of("cell:edit", Map.of("value", 7)));
        try (DevTools tools = DevTools.serve(history)) {
            URI address = tools.address();

            assertThat(address.toString()).matches("http://127\\.0\\.0\\.1:\\d+/#token=[A-Za-z0-9_-]{22}");
            assertThat(get(address, "/").body()).contains("<script type=\"module\" src=\"/app/main.js\">");
            HttpResponse<String> answer = get(address, "/api/v1/events/0");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("cell:edit").contains("\"value\":7");
        }
    }

    @Test
    void shouldShowNameAndFile() throws Exception {
        try (DevTools tools = DevTools.builder(history)
                .name("Orders of \"today\"")
                .file("orders today.playhead")
                .serve()) {
            assertThat(get(tools.address(), "/api/v1/history").body())
                    .contains("\"name\":\"Orders of \\\"today\\\"\"")
                    .contains("\"file\":\"orders today.playhead\"");
        }
    }

    @Test
    void shouldHaveADifferentTokenEachTime() {
        try (DevTools one = DevTools.serve(history);
                DevTools other = DevTools.serve(history)) {
            assertThat(one.address().getFragment()).isNotEqualTo(other.address().getFragment());
        }
    }

    @Test
    void shouldUseTheGivenPortAgainAfterItWasClosed() {
        int port;
        try (DevTools tools = DevTools.serve(history)) {
            port = tools.address().getPort();
        }
        try (DevTools tools = DevTools.builder(history).port(port).serve()) {
            assertThat(tools.address().getPort()).isEqualTo(port);
        }
    }

    @Test
    void shouldNameThePortThatIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> DevTools.builder(history).port(port).serve())
                    .isInstanceOf(PlayheadException.class)
                    .hasMessageContaining("port=" + port)
                    .hasMessageContaining("choose another port");
        }
    }

    @Test
    void shouldRefuseAPortThatIsNone() {
        assertThatThrownBy(() -> DevTools.builder(history).port(65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port=65536 must be from 0 to 65535");
        assertThatThrownBy(() -> DevTools.builder(history).port(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldWarnOfAnAddressThatOtherComputersCanReach() throws Exception {
        try (DevTools tools = DevTools.builder(history)
                .host("0.0.0.0")
                .onWarning(warnings::add)
                .serve()) {
            assertThat(warnings).singleElement().asString().contains("unencrypted");
            String token = tools.address().getFragment();
            assertThat(warnings.get(0)).doesNotContain(token.substring("token=".length()));
            assertThat(get(tools.address(), "/api/v1/history").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldNotWarnOfTheLoopbackInterface() {
        for (String host : List.of("127.0.0.1", "localhost")) {
            try (DevTools tools = DevTools.builder(history)
                    .host(host)
                    .onWarning(warnings::add)
                    .serve()) {
                assertThat(tools.address().getHost()).isEqualTo(host);
            }
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void shouldCloseTheServerIfTheWarningIsRefused() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        DevTools.Builder builder = DevTools.builder(history)
                .host("0.0.0.0")
                .port(port)
                .onWarning(warning -> {
                    throw new IllegalStateException(warning);
                });

        assertThatThrownBy(builder::serve).isInstanceOf(IllegalStateException.class);
        try (ServerSocket again = new ServerSocket(port)) {
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void shouldLeaveTheHistoryOpenAndUnchanged() {
        history.recordEvent(GridEvent.of("a", 1));
        DevTools.serve(history).close();
        assertThat(history.recordEvent(GridEvent.of("b", 2))).isEqualTo(1);
    }
}
