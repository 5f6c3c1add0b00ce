package dev.playhead.cli.demo;

import dev.playhead.EventHistory;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.Subscription;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A trial with a real crash. Another process records synthetic sessions into a Playhead file, one after the other, and
 * reports how many events are durable. After enough durable events, this process kills the other process. Then this
 * process opens the file, records the same sessions again in memory, and compares the events.
 */
final class CrashTrial {
    /** The number of durable events after which the process is killed. */
    private static final long ENOUGH_EVENTS = 5_000;

    private static final int EVENTS_AN_ACKNOWLEDGEMENT = 64;

    private CrashTrial() {}

    /**
     * The result of the trial.
     *
     * @param recorded the number of events that the killed process had recorded at its last report
     * @param promised the number of events that were durable according to this report
     * @param recovered the number of events in the file
     * @param equal whether the file contains the first events of the sessions, without a gap and without any change
     * @param report the recovery report of opening the file
     * @param openNanos the time that opening the file took, in nanoseconds
     */
    record Outcome(long recorded, long promised, long recovered, boolean equal, RecoveryReport report, long openNanos) {
        boolean keptPromise() {
            return promised > 0 && recovered >= promised;
        }
    }

    /** The program of the process that is killed. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) {
            EventHistory history = EventHistory.open(Path.of(arguments[0]));
            run(history, Long.parseLong(arguments[1]), (recorded, durable) -> {
                System.out.println(recorded + " " + durable);
                return !System.out
                        // after an error, the parent process has ended, so it cannot kill this process any more
                        .checkError();
            });
        }
    }

    /** A callback that is called after every 64 events, and returns whether to continue. */
    private interface Watcher {
        boolean goesOn(long recorded, long durable);
    }

    /** Records sessions one after the other. The same seed produces the same sessions. */
    private static void run(EventHistory history, long seed, Watcher watcher) {
        boolean[] goesOn = {true};
        long[] recorded = {0};
        for (long next = seed; goesOn[0]; next++) {
            EventBus bus = EventBus.create();
            Subscription recording = history.attach(bus);
            bus.subscribe("*", event -> {
                if (++recorded[0] % EVENTS_AN_ACKNOWLEDGEMENT == 0) {
                    goesOn[0] = watcher.goesOn(recorded[0], history.durableSequence() + 1);
                }
            });
            new TradingSession(bus, next).run();
            recording.close();
        }
    }

    static Outcome run(long seed) {
        try {
            Path folder = Files.createTempDirectory("playhead-demo-");
            try {
                Path file = folder.resolve("crash" + PlayheadFile.EXTENSION);
                long[] lastWord = killWhileRecording(file, seed);
                return open(file, seed, lastWord);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@return the last report of the recording process: the number of recorded events, and the number of durable
     * events}
     */
    private static long[] killWhileRecording(Path file, long seed) throws IOException {
        Process process = new ProcessBuilder(command(file, seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            long[] word = {0, 0};
            // The last line is ignored, because it may be incomplete.
            for (String line = out.readLine(), next; line != null; line = next) {
                next = out.readLine();
                if (next != null) {
                    int blank = line.indexOf(' ');
                    word[0] = Long.parseLong(line.substring(0, blank));
                    word[1] = Long.parseLong(line.substring(blank + 1));
                }
                if (word[1] >= ENOUGH_EVENTS) {
                    // Unlike Process.destroyForcibly, this method does not close the stream.
                    boolean unusedAsItMayHaveEnded = process.toHandle().destroyForcibly();
                }
            }
            if (word[1] == 0) {
                throw new CommandFailure(
                        "the recording process recorded nothing; its exit code is " + process.waitFor());
            }
            int unusedSinceItWasKilled = process.waitFor();
            return word;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for a process to end");
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * {@return the command that starts the recording process: with the Java runtime and the module path or class path
     * of this process, and with options for a fast start}
     */
    private static List<String> command(Path file, long seed) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable"));
        // The temporary files of the SQLite driver are deleted with the folder, as a killed process cannot delete them.
        command.add("-Dorg.sqlite.tmpdir=" + file.getParent());
        Module module = CrashTrial.class.getModule();
        // The recording process needs an option for native access. This process may have native access because of the
        // manifest of its JAR file, but this manifest does not apply to the recording process.
        if (module.isNamed()) {
            command.addAll(List.of(
                    "--enable-native-access=org.xerial.sqlitejdbc",
                    "-p",
                    System.getProperty("jdk.module.path"),
                    "-m",
                    module.getName() + "/" + Victim.class.getName()));
        } else {
            command.addAll(List.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Victim.class.getName()));
        }
        command.addAll(List.of(file.toString(), Long.toString(seed)));
        return command;
    }

    private static Outcome open(Path file, long seed, long[] lastWord) {
        long startNanos = System.nanoTime();
        try (EventHistory history = EventHistory.open(file)) {
            RecoveryReport report = history.recovery().orElseThrow();
            long openNanos = System.nanoTime() - startNanos;
            long recovered = history.stats().stored();
            return new Outcome(lastWord[0], lastWord[1], recovered, equal(history, seed, recovered), report, openNanos);
        }
    }

    private static boolean equal(EventHistory history, long seed, long recovered) {
        try (EventHistory again =
                EventHistory.builder().retention(RetentionPolicy.unlimited()).build()) {
            run(again, seed, (recorded, durable) -> recorded < recovered);
            Iterator<RecordedEvent> expected = again.events(EventFilter.all()).iterator();
            return history.events(EventFilter.all())
                    .allMatch(event -> expected.hasNext() && expected.next().equals(event));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
