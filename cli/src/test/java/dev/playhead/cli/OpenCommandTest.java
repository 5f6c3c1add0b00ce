package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the command that serves the page, in processes of their own. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OpenCommandTest {
    private static final int DEFAULT_PORT = 7433;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    private Path events() {
        return EventFiles.write(folder, "a.jsonl", """
                {"type":"a","timestamp":"2026-03-02T09:00:00Z","source":"user","payload":{"n":1}}
                {"type":"b","timestamp":"2026-03-02T09:00:01Z","source":"user","payload":{"n":2}}
                """);
    }

    private Process open(Object... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.sqlite.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "open",
                events().toString(),
                "--no-browser"));
        for (Object option : options) {
            command.add(option.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
        started.add(process);
        return process;
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader lines = process.inputReader();
        return Objects.requireNonNull(lines.readLine(), "no output");
    }

    private HttpResponse<String> get(URI page, String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(page.resolve(path));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldPrintTheAddressOfAPageAndServeIt() throws Exception {
        Process process = open("--port", 0);
        URI address = URI.create(firstLine(process));

        assertThat(address.getHost()).isEqualTo("127.0.0.1");
        assertThat(address.getFragment()).startsWith("token=");
        HttpResponse<String> page = get(address, "/", "");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<script type=\"module\"");
        assertThat(get(address, "/api/v1/history", "").statusCode()).isEqualTo(401);
        HttpResponse<String> history =
                get(address, "/api/v1/history", address.getFragment().substring("token=".length()));
        assertThat(history.statusCode()).isEqualTo(200);
        assertThat(history.body()).contains("\"count\":2").contains("a.jsonl").contains("\"live\":false");
    }

    @Test
    void shouldEndWhenTheProcessIsTerminated() throws Exception {
        Process process = open("--port", 0);
        String unusedAddress = firstLine(process);

        process.destroy();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
    }

    @Test
    void shouldAppendTheViewToTheAddress() throws Exception {
        assertThat(firstLine(open("--port", 0, "--view", "at=1&tab=state"))).endsWith("&at=1&tab=state");
    }

    @Test
    void shouldPrintTheAddressAsJson() throws Exception {
        assertThat(firstLine(open("--port", 0, "--json")))
                .startsWith("{\"address\":\"http://127.0.0.1:")
                .endsWith("\"}");
    }

    @Test
    void shouldRefuseAPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
            Run run = Run.of("open", events(), "--no-browser", "--port", taken.getLocalPort());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("--port " + taken.getLocalPort() + " is in use; --port 0 takes any free port");
        }
    }

    @Test
    void shouldTakeAnotherPortIfTheDefaultOneIsInUse() throws Exception {
        ServerSocket taken;
        try {
            taken = new ServerSocket(DEFAULT_PORT, 1, LOOPBACK);
        } catch (java.net.BindException e) {
            taken = new ServerSocket(0, 1, LOOPBACK); // another process uses the default port
        }
        try (ServerSocket used = taken) {
            assertThat(URI.create(firstLine(open())).getPort()).isNotIn(DEFAULT_PORT, used.getLocalPort());
        }
    }

    @Test
    void shouldRefuseAWrongPort() {
        Run run = Run.of("open", events(), "--no-browser", "--port", 70_000);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--port 70000 is not within 0 to 65535");
    }
}
