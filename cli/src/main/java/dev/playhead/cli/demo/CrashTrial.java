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
 * A real crash: another process records one made-up session after the other into a Playhead file and says how far they are
 * durable, until it is killed. Then the file is opened, and compared with the same sessions recorded here.
 */
final class CrashTrial {
    /** The process is killed once it says that so many events are durable. */
    private static final long ENOUGH_EVENTS = 5_000;

    private static final int EVENTS_AN_ACKNOWLEDGEMENT = 64;

    private CrashTrial() {}

    /**
     * What came of it.
     *
     * @param recorded how many events the process had recorded by its last word
     * @param promised how many of them it had said to be durable
     * @param recovered how many are in the file
     * @param equal whether these are the first ones that it recorded, without a gap, each equal to what it was
     * @param report what opening the file found
     * @param openNanos how long it took to open
     */
    record Outcome(long recorded, long promised, long recovered, boolean equal, RecoveryReport report, long openNanos) {
        boolean keptPromise() {
            return promised > 0 && recovered >= promised;
        }
    }

    /** The process that is killed. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) {
            EventHistory history = EventHistory.open(Path.of(arguments[0]));
            run(history, Long.parseLong(arguments[1]), (recorded, durable) -> {
                System.out.println(recorded + " " + durable);
                return !System.out.checkError(); // nobody is left who would kill it
            });
        }
    }

    /** Told of each some events; says whether to go on. */
    private interface Watcher {
        boolean goesOn(long recorded, long durable);
    }

    /** Records sessions, the same for the same seed, one after the other. */
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

    /** Returns the last word of the process: how many events it had recorded, and how many of them were durable. */
    private static long[] killWhileRecording(Path file, long seed) throws IOException {
        Process process = new ProcessBuilder(command(file, seed))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            long[] word = {0, 0};
            // What it says last may be cut off, and then it is not said.
            for (String line = out.readLine(), next; line != null; line = next) {
                next = out.readLine();
                if (next != null) {
                    int blank = line.indexOf(' ');
                    word[0] = Long.parseLong(line.substring(0, blank));
                    word[1] = Long.parseLong(line.substring(blank + 1));
                }
                if (word[1] >= ENOUGH_EVENTS) {
                    // Unlike that of Process, it leaves the stream open.
                    boolean unusedAsItMayHaveEnded = process.toHandle().destroyForcibly();
                }
            }
            if (word[1] == 0) {
                throw new CommandFailure(
                        "the process that was to be killed did not record; its exit code is " + process.waitFor());
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

    /** The same Java on the same path, as quick to start as can be. */
    private static List<String> command(Path file, long seed) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable"));
        // It cannot clean up behind itself.
        command.add("-Dorg.sqlite.tmpdir=" + file.getParent());
        Module module = CrashTrial.class.getModule();
        // The child needs what the manifest allows this one, or --enable-native-access on the command line.
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
