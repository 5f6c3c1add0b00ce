package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.JavaCommand;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RetentionPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests of separate processes, each of which records numbered events in the same file until it is killed at a random
 * time.
 */
class HistoryCrashTest {
    /** The total number of runs, in all durability modes, with and without retention. */
    private static final int RUNS =
            Integer.getInteger("playhead.crash.runs", Boolean.getBoolean("playhead.full") ? 400 : 30);

    private static final int EVENTS_A_FLUSH = 50;
    /** The maximum count of a history without a limit. */
    private static final long NO_LIMIT = Long.MAX_VALUE;

    @TempDir
    Path folder;

    /**
     * The program of the recording process. It records event {@code n} at sequence {@code n} until the process is
     * killed. After each event, it prints the sequence and the durable sequence.
     */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] arguments) {
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
            Durability durability = Durability.valueOf(arguments[1]);
            EventHistory history = EventHistory.builder()
                    .file(Path.of(arguments[0]))
                    .durability(durability)
                    .retention(RetentionPolicy.unlimited().withMaxCount(Long.parseLong(arguments[2])))
                    .build();
            out.println("open");
            out.flush();
            for (long n = history.durableSequence() + 1; ; n++) {
                long sequence = history.recordEvent(event(n));
                if (durability == Durability.ON_FLUSH && n % EVENTS_A_FLUSH == 0) {
                    history.flush();
                }
                out.println(sequence + " " + history.durableSequence());
                if (n % 16 == 0) {
                    out.flush();
                }
            }
        }
    }

    private static GridEvent event(long n) {
        return GridEvent.of("type" + n % 7, Map.of("number", n, "text", "event " + n * n))
                .from("user");
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void shouldContainAllDurableEventsAfterTheProcessIsKilled(Durability durability) throws Exception {
        killRepeatedly(durability, NO_LIMIT, 5_000);
    }

    @ParameterizedTest
    @EnumSource
    void shouldContainTheRetainedDurableEventsAfterTheProcessIsKilled(Durability durability) throws Exception {
        killRepeatedly(durability, 1_000, durability == Durability.EVERY_EVENT ? 5_000 : 50_000);
    }

    private void killRepeatedly(Durability durability, long maxCount, int maxLines) throws Exception {
        Path file = folder.resolve("history.playhead");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long before = -1;
        for (int run = 0; run < (RUNS + 5) / 6; run++) {
            String where = "seed=" + seed + " run=" + run + " " + durability;
            Reported reported = recordAndKill(file, durability, maxCount, 1 + random.nextInt(maxLines), where);
            if (durability == Durability.EVERY_EVENT) {
                assertThat(reported.durable()).as(where).isGreaterThanOrEqualTo(reported.sequence());
            }
            before = check(file, reported, maxCount, before, where);
        }
    }

    /** The last output of the process: the sequence of its last event, and the durable sequence. */
    private record Reported(long sequence, long durable) {}

    private static Reported recordAndKill(Path file, Durability durability, long maxCount, int lines, String where)
            throws IOException, InterruptedException {
        List<String> command = JavaCommand.of(Recorder.class, "-XX:TieredStopAtLevel=1");
        command.addAll(List.of(file.toString(), durability.name(), Long.toString(maxCount)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Reported reported = new Reported(-1, -1);
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(out.readLine()).as(where).isEqualTo("open");
            int read = 0;
            // The last line may be truncated. All lines before it are complete.
            for (String line = out.readLine(), following; line != null; line = following) {
                if (++read == lines) {
                    process.toHandle().destroyForcibly(); // unlike Process.destroyForcibly(), leaves the stream open
                }
                following = out.readLine();
                if (following != null) {
                    int space = line.indexOf(' ');
                    reported = new Reported(
                            Long.parseLong(line.substring(0, space)), Long.parseLong(line.substring(space + 1)));
                }
            }
            assertThat(read)
                    .as("%s: lines read before the process was killed", where)
                    .isGreaterThanOrEqualTo(lines);
        }
        int unusedExitCode = process.waitFor();
        return reported;
    }

    /** Checks all stored events, records one more event, and returns its sequence. */
    private static long check(Path file, Reported reported, long maxCount, long before, String where) {
        try (EventHistory history = EventHistory.open(file)) {
            assertThat(history.recovery()).as(where).hasValueSatisfying(report -> {
                assertThat(report.cleanEnd()).as(where).isFalse();
                assertThat(report.isComplete()).as("%s: %s", where, report).isTrue();
            });
            List<RecordedEvent> stored = history.getEvents();
            long durable = Math.max(reported.durable(), before);
            assertThat((long) stored.size()).as(where).isGreaterThanOrEqualTo(Math.min(maxCount, durable + 1));
            long next =
                    stored.isEmpty() || maxCount == NO_LIMIT ? 0 : stored.get(0).sequence();
            for (Iterator<RecordedEvent> events = stored.iterator(); events.hasNext(); next++) {
                RecordedEvent event = events.next();
                assertThat(event.sequence()).as(where).isEqualTo(next);
                if (!event.type().equals("checked")) {
                    assertThat(event.payload())
                            .as(where)
                            .isEqualTo(PlainData.of(event(next).payload()));
                    assertThat(event.type()).as(where).isEqualTo(event(next).type());
                }
            }
            assertThat(next - 1).as(where).isGreaterThanOrEqualTo(durable);
            assertThat(history.durableSequence()).as(where).isEqualTo(next - 1);
            assertThat(history.recovery().orElseThrow().lastSequence())
                    .as(where)
                    .isEqualTo(next - 1);

            assertThat(history.recordEvent(GridEvent.of("checked", List.of(where))))
                    .as(where)
                    .isEqualTo(next);
            return next;
        }
    }
}
