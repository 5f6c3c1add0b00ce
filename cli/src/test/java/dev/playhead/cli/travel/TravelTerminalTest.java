package dev.playhead.cli.travel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Main;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the real command on a pseudo-terminal. A terminal emulator interprets the output of the command. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TravelTerminalTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String LEFT = "\u001b[D";

    /**
     * A Python script that runs a command on a pseudo-terminal. It copies the output of the command to standard output.
     * Each line on standard input contains keys in hexadecimal, a new size of the terminal, a signal for the command,
     * or a request to close the terminal. At the end, the script prints on standard error the exit code of the command,
     * and whether the modes of the terminal were restored.
     */
    private static final String PSEUDO_TERMINAL = """
            import fcntl, os, pty, select, signal, struct, sys, termios
            def resize(fd, rows, columns):
                fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
            master, slave = pty.openpty()
            resize(slave, int(sys.argv[1]), int(sys.argv[2]))
            modes = termios.tcgetattr(slave)
            child = os.fork()
            if child == 0:
                os.setsid()
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                for fd in (0, 1, 2):
                    os.dup2(slave, fd)
                os.close(master)
                os.execvp(sys.argv[3], sys.argv[3:])
            os.close(slave)
            lines, ended = b'', False
            while not ended:
                for fd in select.select([master, 0] if master >= 0 else [0], [], [], 0.1)[0]:
                    try:
                        data = os.read(fd, 65536)
                    except OSError:
                        data = b''
                    if fd == 0:
                        lines += data
                        while b'\\n' in lines:
                            line, lines = lines.split(b'\\n', 1)
                            word, *rest = line.decode().split()
                            if word == 'key':
                                os.write(master, bytes.fromhex(rest[0]))
                            elif word == 'size':
                                resize(master, int(rest[0]), int(rest[1]))
                            elif word == 'signal':
                                os.kill(child, int(rest[0]))
                            elif word == 'close':
                                os.close(master)
                                master = -1
                        if not data:
                            os.kill(child, signal.SIGKILL)
                    elif data:
                        os.write(1, data)
                pid, status = os.waitpid(child, os.WNOHANG)
                ended = pid != 0
            if master >= 0:
                # The command has closed the slave. The master still has the modes that were set last.
                while select.select([master], [], [], 0)[0]:
                    try:
                        data = os.read(master, 65536)
                    except OSError:
                        break
                    os.write(1, data)
                same = termios.tcgetattr(master) == modes
            else:
                same = None
            code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
            sys.stderr.write('exit=%s modes=%s' % (code, same))
            """;

    @TempDir
    private Path folder;

    private ScreenTerminal screen;
    private Process process;
    private Thread reader;

    @BeforeEach
    void requirePseudoTerminals() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/ptmx")), "there are no pseudo-terminals here");
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", "import pty, termios").start();
        } catch (IOException e) {
            assumeTrue(false, "there is no python3, which creates pseudo-terminals: " + e.getMessage());
            return;
        }
        assumeTrue(python.waitFor() == 0, "python3 cannot create pseudo-terminals");
    }

    @AfterEach
    void end() throws InterruptedException {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            reader.join();
        }
    }

    private void travel(Object... args) throws IOException {
        screen = new ScreenTerminal(80, 24);
        boolean unusedChange = screen.write("what was there before");
        List<String> command = new ArrayList<>(List.of("python3", "-c", PSEUDO_TERMINAL, "24", "80"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", // the manifest of the jar grants the same access
                "-Dorg.sqlite.tmpdir=" + folder,
                "-Djline.tmpdir=" + folder, // a killed process cannot delete its temporary files
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "travel",
                "--zone",
                "UTC"));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(folder.resolve("err").toFile());
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().remove("COLUMNS");
        builder.environment().remove("NO_COLOR");
        process = builder.start();
        reader = new Thread(this::copyToScreen, "screen");
        reader.start();
    }

    private void copyToScreen() {
        char[] chars = new char[4_096];
        try (Reader in = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int read = in.read(chars); read >= 0; read = in.read(chars)) {
                boolean unusedChange = screen.write(new String(chars, 0, read));
            }
        } catch (IOException e) {
            boolean unusedChange = screen.write("cannot be read: " + e);
        }
    }

    private void send(String line) throws IOException {
        OutputStream out = process.getOutputStream();
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void press(String... keys) throws IOException {
        for (String key : keys) {
            send("key " + java.util.HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** {@return the lines of the screen, without trailing blanks} */
    private List<String> lines() {
        return screen.toString().lines().map(String::stripTrailing).toList();
    }

    private void awaitScreen(String... texts) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(String.join("\n", lines())).contains(texts));
    }

    /** Waits for the end of the command. Returns its exit code, and whether the modes of the terminal were restored. */
    private String ending() throws Exception {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        reader.join();
        return Files.readString(folder.resolve("err"));
    }

    private void assertTheTerminalIsRestored() throws Exception {
        assertThat(ending()).isEqualTo("exit=0 modes=True");
        assertThat(lines().get(0)).startsWith("what was there before");
        assertThat(String.join("\n", lines())).doesNotContain("Grid orders", "Space play");
    }

    private Path grid() {
        return EventFiles.write(folder, "grid.jsonl", EventFiles.GRID);
    }

    @Test
    void shouldTravelOnTheTerminal() throws Exception {
        travel(grid());
        awaitScreen(" 3  2026-03-02 09:03:00.000  core  row:remove", " - r2", "q quit", " 4 events  \u2016 1x  100.0%");
        assertThat(lines().get(0)).startsWith(" grid.jsonl ");

        press(LEFT, LEFT);
        awaitScreen(
                " 1  2026-03-02 09:01:00.000  user  cell:edit", " ~ r1/price  1 \u2192 7", "\u25b8 r1   ACME        7");

        press("/", "r", "o", "w", ":", "*", "\r");
        awaitScreen("/row:*  2 found", " 2  2026-03-02 09:02:00.000  core  row:add", "+ r3   STARK       3");
        press("n");
        awaitScreen(" 3  2026-03-02 09:03:00.000");
        String pasted = "0123456789".repeat(5);
        press("/", pasted);
        awaitScreen(pasted);
        press("\u0015", "\u007f");
        press("0", "\r");
        awaitScreen(" 0  2026-03-02 09:00:00.000  core  grid:init", "0.0%");
        press(" ");
        awaitScreen(" 1  2026-03-02 09:01:00.000");

        press("q");
        assertTheTerminalIsRestored();
    }

    @Test
    void shouldUseTheWholeTerminalAfterItHasGrown() throws Exception {
        travel(grid());
        awaitScreen("Grid orders", "q quit");

        screen.setSize(Size.of(100, 30));
        send("size 30 100");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(lines())
                        .hasSizeGreaterThanOrEqualTo(30)
                        .element(29)
                        .asString()
                        .contains("q quit"));
        assertThat(lines().get(0)).hasSize(99).endsWith("100.0%");
        press("?");
        awaitScreen("Shift-Left", "any key closes the help");
        press("\u0003");
        assertThat(ending()).isEqualTo("exit=0 modes=True");
    }

    @Test
    void shouldRestoreTheTerminalOnControlD() throws Exception {
        travel(grid(), "--at", "1");
        awaitScreen(" ~ r1/price");

        press("\u0004");

        assertTheTerminalIsRestored();
    }

    @Test
    void shouldRestoreTheTerminalWhenTerminated() throws Exception {
        travel(grid());
        awaitScreen("q quit");

        send("signal 15");

        assertThat(ending()).isEqualTo("exit=143 modes=True");
        assertThat(lines().get(0)).startsWith("what was there before");
    }

    @Test
    void shouldEndWhenTheTerminalIsClosed() throws Exception {
        travel(grid());
        awaitScreen("q quit");

        send("close");

        assertThat(ending()).matches("exit=(0|1|129) modes=None");
    }

    @Test
    void shouldFollowEventsThatAnotherProcessRecords() throws Exception {
        Path file = folder.resolve("orders.playhead");
        try (dev.playhead.EventHistory writer = dev.playhead.EventHistory.open(file)) {
            writer.importFrom(grid());
            writer.flush();
            travel(file);
            awaitScreen("4 events  live", "Grid orders  2 rows");

            writer.importFrom(EventFiles.write(folder, "more.jsonl", """
                    {"type":"cell:edit","timestamp":"2026-03-02T09:04:00Z","source":"user","payload":{"gridId":"orders","rowId":"r3","columnId":"price","newValue":33}}
                    """));
            writer.flush();

            awaitScreen("5 events  live", " ~ r3/price  3 \u2192 33");
            press("q");
            assertTheTerminalIsRestored();
        }
    }
}
