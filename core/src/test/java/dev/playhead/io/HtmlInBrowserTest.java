package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the page as Chromium shows it, with payloads that attack it. These tests run only with {@code -Pfull}. */
@Tag("full")
class HtmlInBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    @TempDir
    private Path folder;

    @BeforeEach
    void needChromium() {
        assumeTrue(Boolean.getBoolean("playhead.full"), "skipped, as only -Pfull runs a browser");
        assumeTrue(Files.isExecutable(CHROMIUM), () -> "skipped, as there is no program=" + CHROMIUM);
    }

    /** Returns the document as it is when the scripts of the page have run. */
    private String shown(String page) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("page.html"), page);
        Path out = folder.resolve("dom");
        List<String> command = new ArrayList<>(List.of(CHROMIUM.toString()));
        command.addAll(Arrays.asList(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=5000",
                "--dump-dom",
                file.toUri().toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out);
    }

    private static String body(String dom) {
        return dom.substring(dom.indexOf("<body>"), dom.indexOf("<script type=\"application/json\""));
    }

    @Test
    void shouldShowEventsStatisticsAndWhatIsMissing() throws Exception {
        String body = body(shown(Written.of(
                        ExportFormat.HTML,
                        List.of(
                                Written.event(0, "cell:edit", Map.of("big", 9007199254740993L), Map.of()),
                                Written.event(2, "row:add", null, Map.of())),
                        List.of(new RecordingBreak(2, Instant.EPOCH, Instant.EPOCH, Map.of("x", 3L))),
                        List.of())
                .text()));

        assertThat(body)
                .contains("<output id=\"found\" for=\"search\">2 events</output>")
                .contains("{\"big\":9007199254740993}")
                .contains("recording was paused before 2,")
                .contains("3 events were not recorded (x 3)")
                .contains("<rect ")
                .contains(">cell:edit</span><span class=\"number\">1</span>");
    }

    @Test
    void shouldOnlyShowPayloadsThatAttackThePage() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
            String evil = "</script><script>document.title='broken into'</script>"
                    + "<img src=\"" + url + "\" onerror=\"document.title='broken into'\">"
                    + "<link rel=stylesheet href=\"" + url + "\"><!-- \u202ereversed\u2066 \u0007";
            Written written = Written.of(
                    ExportFormat.HTML,
                    List.of(RecordedEvent.of(
                            0, GridEvent.of(evil, Map.of(evil, evil), Written.TIME, evil, Map.of("user", evil)))),
                    List.of(new RecordingBreak(0, Instant.EPOCH, Instant.EPOCH, Map.of(evil, 1L))),
                    List.of());
            String dom = shown(written.text());
            String body = body(dom);

            assertThat(dom).contains("<title>Recorded events</title>").doesNotContain("<img", "<link");
            assertThat(body)
                    .contains("&lt;/script&gt;&lt;script&gt;document.title=")
                    .contains("\\u202ereversed\\u2066 \\u0007")
                    .doesNotContain("\u202e", "\u2066", "<script");
            server.setSoTimeout(1_000);
            assertThat(isAsked(server)).isFalse();
        }
    }

    @Test
    void shouldRunNoOtherScriptAndAskNoServer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
            String page = Written.of(ExportFormat.HTML).text();
            String dom = shown(page.replace(
                    "</body>",
                    "<script>document.title='broken into'</script><img src=\"" + url
                            + "\" onerror=\"document.title='broken into'\"></body>"));

            assertThat(dom).contains("<img").contains("<title>Recorded events</title>");
            server.setSoTimeout(1_000);
            assertThat(isAsked(server)).isFalse();
        }
    }

    private static boolean isAsked(ServerSocket server) throws IOException {
        try {
            server.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
