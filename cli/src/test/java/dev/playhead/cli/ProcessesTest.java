package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the command in separate processes, some of which are terminated or killed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ProcessesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        started.forEach(Process::destroyForcibly);
    }

    private Path file() {
        return folder.resolve("orders.playhead");
    }

    private Process playhead(Object... args) throws IOException {
        return start(List.of(), args);
    }

    private Process start(List<String> prefix, Object... args) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", // the manifest of the jar grants the same access
                "-Dorg.sqlite.tmpdir=" + folder, // a killed process cannot delete its temporary files
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("err-" + started.size()).toFile())
                .start();
        started.add(process);
        return process;
    }

    private String err(Process process) throws IOException {
        return Files.readString(folder.resolve("err-" + started.indexOf(process)));
    }

    @Test
    void shouldAnnounceALongWaitOfAReplay() throws Exception {
        Path gap = EventFiles.write(folder, "gap.jsonl", """
                {"type":"a","timestamp":"2026-03-02T09:00:00Z"}
                {"type":"a","timestamp":"2026-03-05T09:00:00Z"}
                """);
        Process replay = playhead("replay", gap);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(err(replay))
                        .contains("event 1 follows in 1 h 0 min, after a gap of 3 d 0 h, cut to 1 h"));
        assertThat(replay.isAlive()).isTrue();
    }

    /** Sends numbered events to a recording process. */
    private static void feed(Process recorder, int from, int to) throws IOException {
        OutputStream in = recorder.getOutputStream();
        for (int i = from; i < to; i++) {
            in.write(("{\"type\":\"n\",\"timestamp\":" + i + ",\"payload\":{\"n\":" + i + "}}\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        in.flush();
    }

    private void awaitCommitted(int events) {
        await().atMost(PATIENCE)
                .until(() -> Files.exists(file())
                        && Run.of("search", file(), "--count").out().equals(events + "\n"));
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /**
     * Returns whether this process ignores Ctrl-C. Background processes of a script ignore it, and so do their
     * children.
     */
    private static boolean ignoresCtrlC() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "needs Linux");
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring(7).strip())
                .findFirst()
                .orElseThrow();
        return (Long.parseUnsignedLong(ignored, 16) & 0b10) != 0;
    }

    /** Starts the command in a process that does not ignore Ctrl-C, even if this process does. */
    private Process playheadHandlingCtrlC(Object... args) throws IOException {
        return ignoresCtrlC() ? start(List.of("env", "--default-signal=INT"), args) : playhead(args);
    }

    private static void interrupt(Process process) throws Exception {
        int unusedExitCode = new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Test
    void shouldLeaveNoFileBehindWhenARedactionIsInterrupted() throws Exception {
        Path clean = folder.resolve("clean.playhead");
        Process redact = playheadHandlingCtrlC("redact", "-", "-o", clean);
        await().atMost(PATIENCE).until(() -> !named("clean").isEmpty());

        interrupt(redact);
        try {
            for (int i = 0; redact.isAlive(); i += 1_000) { // after Ctrl-C, the command ends when it reads an event
                feed(redact, i, i + 1_000);
            }
        } catch (IOException e) {
            // The process no longer reads.
        }

        assertThat(exitCode(redact)).as(err(redact)).isEqualTo(130);
        assertThat(err(redact)).contains("no copy was written");
        assertThat(named("clean")).isEmpty();
    }

    private List<Path> named(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    @Test
    void shouldRecordAllArrivedEventsOnCtrlC() throws Exception {
        Process recorder = playheadHandlingCtrlC("record", file(), "--durability", "on-flush");
        feed(recorder, 0, 1_000);
        await().atMost(PATIENCE).until(() -> Files.exists(file()));
        feed(recorder, 1_000, 1_500);

        interrupt(recorder);

        assertThat(exitCode(recorder)).as(err(recorder)).isEqualTo(130);
        assertThat(new String(recorder.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("1,500 events recorded, ids 0 to 1499, all durable");
        assertThat(Run.of("search", file(), "--count").out()).isEqualTo("1500\n");
        assertThat(Run.of("sessions", file(), "--json").out()).contains("\"end\":\"closed\"");
    }

    @Test
    void shouldKeepCommittedEventsWhenKilled() throws Exception {
        Process recorder = playhead("record", file());
        feed(recorder, 0, 700);
        awaitCommitted(700);
        assertThat(Run.of("sessions", file()).out()).contains("recording").contains("pid=" + recorder.pid());

        recorder.destroyForcibly();
        assertThat(exitCode(recorder)).isEqualTo(137);

        assertThat(Run.of("search", file(), "--count").out()).isEqualTo("700\n");
        assertThat(Run.of("verify", file()).exitCode()).isZero();
        assertThat(Run.of("sessions", file()).out()).contains("broke off");
        Run next = Run.withInput(EventFiles.ORDERS, "record", file());
        assertThat(next.err()).contains("the previous session ended uncleanly; last durable event 699");
        assertThat(next.out()).contains("ids 700 to 704");
    }

    @Test
    void shouldRefuseToWriteAFileThatAnotherProcessWrites() throws Exception {
        Process recorder = playhead("record", file());
        feed(recorder, 0, 10);
        awaitCommitted(10);

        for (Run run : List.of(
                Run.of("record", file()),
                Run.of("compact", file()),
                Run.of("salvage", file(), folder.resolve("new.playhead")),
                Run.withInput(EventFiles.ORDERS, "import", "-", "--into", file()))) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .hasLineCount(1)
                    .contains("is open for writing in another process (pid=" + recorder.pid() + ")");
        }
        recorder.getOutputStream().close();
        assertThat(exitCode(recorder)).isZero();
        assertThat(Run.of("record", file()).exitCode()).isZero();
    }

    @Test
    void shouldFollowEventsThatAnotherProcessRecords() throws Exception {
        Process recorder = playhead("record", file());
        feed(recorder, 0, 10);
        awaitCommitted(10);

        Process tail = playhead("tail", "-f", file(), "-n", "3", "--where", "n=12", "--json");
        Process all = playhead("tail", "-f", file(), "-n", "3");
        try (BufferedReader lines = all.inputReader(StandardCharsets.UTF_8);
                BufferedReader found = tail.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 7; i < 10; i++) {
                assertThat(lines.readLine()).startsWith("     " + i + "  ");
            }
            feed(recorder, 10, 1_000);
            assertThat(found.readLine()).startsWith("{\"sequence\":12,");
            for (int i = 10; i < 1_000; i++) {
                assertThat(lines.readLine().strip()).startsWith(i + "  ");
            }
            boolean unusedAsked = all.toHandle().destroy(); // unlike Process.destroy(), does not close the stream
            assertThat(lines.readLine()).isNull();
        }
        assertThat(exitCode(all)).isEqualTo(143);
        assertThat(err(all)).isEmpty();
    }

    @Test
    void shouldContinueAReplayWithEventsThatAnotherProcessRecords() throws Exception {
        Process recorder = playhead("record", file());
        feed(recorder, 0, 10);
        awaitCommitted(10);

        Process replay = playhead("replay", file(), "--speed", "max", "--follow", "--power-saving");
        try (BufferedReader lines = replay.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < 10; i++) {
                assertThat(lines.readLine()).contains("{\"n\":" + i + "}");
            }
            feed(recorder, 10, 2_000);
            for (int i = 10; i < 2_000; i++) {
                assertThat(lines.readLine()).contains("{\"n\":" + i + "}");
            }
            boolean unusedAsked = replay.toHandle().destroy();
            assertThat(lines.readLine()).isNull();
        }
        assertThat(exitCode(replay)).isEqualTo(143);
        assertThat(err(replay)).startsWith("playhead: stopped: 2,000 events in ");
    }

    @Test
    void shouldEndWithoutAMessageWhenTheReaderClosesThePipe() throws Exception {
        Process recorder = playhead("record", file());
        feed(recorder, 0, 10);
        awaitCommitted(10);
        Process tail = playhead("tail", "-f", file(), "-n", "2");
        try (BufferedReader lines = tail.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).startsWith("     8  ");
        }

        feed(recorder, 10, 11);

        assertThat(exitCode(tail)).isZero();
        assertThat(err(tail)).isEmpty();
    }
}
