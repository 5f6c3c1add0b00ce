package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.cli.Main;
import dev.playhead.devtools.DevTools;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a page whose server, network or file goes away, and comes back. */
@Tag("full")
class OutageTest {
    /** The network between the browser and the host {@code localhost}. */
    private static final Network NETWORK = new Network();

    @RegisterExtension
    static final Browser BROWSER = new Browser("MAP localhost 127.0.0.1:" + NETWORK.port());

    @AfterAll
    static void closeNetwork() {
        NETWORK.close();
    }

    @TempDir
    private Path folder;

    @Test
    void shouldSayThatTheServerIsClosedAndShowTheNextOne() {
        BROWSER.expectErrors(); // the console tells of connections that are refused
        EventHistory history = Served.unlimited();
        Orders unused = Orders.record(history);
        try (history) {
            DevTools tools = DevTools.serve(history);
            int port = tools.address().getPort();
            Page page = BROWSER.page().open(tools.address(), "at=100");
            page.untilText("Live");
            tools.close();
            page.untilText("Closed");
            page.press("j");
            page.until("the page says so", () -> page.text().contains("The server does not answer."));

            try (DevTools next = DevTools.builder(history).port(port).serve()) {
                page.untilText("This page has no valid token. Open the address that the server printed.");
                BROWSER.driver().get(next.address() + "&at=50");
                page.untilText("Live");
                page.untilAt(50);
            }
        }
    }

    @Test
    void shouldConnectAgainWhenTheNetworkIsBack() {
        BROWSER.expectErrors(); // the console tells of connections that are refused
        try (Served served = Served.of(Served.unlimited())) {
            served.edit(0, "r", "c", 0);
            NETWORK.leadTo(served.address().getPort());
            Page page =
                    BROWSER.page().open(URI.create(served.address().toString().replace("127.0.0.1", "localhost")));
            page.untilText("Live");

            NETWORK.cut();
            page.untilText("Not connected");
            for (int i = 1; i < 10; i++) {
                served.edit(i, "r", "c", i);
            }
            NETWORK.leadTo(served.address().getPort());
            page.untilText("Live");
            page.untilAt(9);
            page.until("the newest event is listed", () -> page.ids().contains("9"));
        }
    }

    @Test
    void shouldSayThatTheHistoryIsClosed() {
        BROWSER.expectErrors(); // the console tells of questions that are refused
        EventHistory history = Served.unlimited();
        Orders unused = Orders.record(history);
        try (DevTools tools = DevTools.serve(history)) {
            Page page = BROWSER.page().open(tools.address());
            page.untilText("Live");

            history.close();
            page.untilText("The history was closed.");
            assertThat(page.ids()).isNotEmpty();
        }
    }

    @Test
    void shouldShowWhatAnotherProgramRecords() {
        Path file = folder.resolve("live.playhead");
        try (EventHistory writer = EventHistory.open(file)) {
            long unused = Served.edit(writer, 0, "r", "c", 0);
            writer.flush();
            try (Served served = Served.of(EventHistory.openReadOnly(file))) {
                Page page = BROWSER.page().open(served.address());
                page.untilAt(0);

                long next = Served.edit(writer, 1, "r", "c", 1);
                writer.flush();
                page.untilAt(next);
            }
        }
    }

    @Test
    void shouldSurviveThatTheFileIsCompactedAndSalvaged() throws Exception {
        BROWSER.expectErrors(); // questions may fail while the file is replaced
        Path file = folder.resolve("orders.playhead");
        try (EventHistory history = EventHistory.open(file)) {
            Orders unused = Orders.record(history);
        }
        Process open = start("open", file.toString(), "--no-browser", "--port", "0");
        try {
            String address = open.inputReader().readLine();
            Page page = BROWSER.page().open(URI.create(address), "at=100");
            page.untilAt(100);

            run("compact", file.toString());
            untilUsable(page, 200);
            Path salvaged = folder.resolve("salvaged.playhead");
            run("salvage", file.toString(), salvaged.toString());
            Files.move(salvaged, file, StandardCopyOption.ATOMIC_MOVE);
            untilUsable(page, 300);
        } finally {
            open.destroyForcibly();
        }
    }

    /** Goes to an event that the page does not know yet, and expects its state and its payload. */
    private static void untilUsable(Page page, long sequence) {
        page.go(sequence);
        page.tab("Event");
        page.untilText("#" + sequence);
        page.until(
                "the payload",
                () -> page.find("tree", "Payload and metadata").getText().contains("orders"));
        page.tab("State");
        page.until("the state", () -> !page.rows(page.find("grid", "State")).isEmpty());
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.sqlite.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(errors()).start();
    }

    private File errors() {
        return folder.resolve("errors").toFile();
    }

    private void run(String... arguments) throws Exception {
        Process process = start(arguments);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(List.of(arguments) + " " + Files.readString(errors().toPath()))
                .isZero();
    }
}
