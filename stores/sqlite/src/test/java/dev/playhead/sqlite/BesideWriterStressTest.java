package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.JavaCommand;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test that reads a file while another process continuously records and evicts events. */
class BesideWriterStressTest {
    private static final long SECONDS =
            Long.getLong("playhead.reader.seconds", Boolean.getBoolean("playhead.full") ? 30 : 3);
    private static final int KEPT = 200_000;
    private static final int ROWS = 1_000;

    @TempDir
    Path folder;

    /**
     * The program of the recording process. It records event {@code n} at sequence {@code n} until the process is
     * killed. It regularly prints the durable sequence.
     */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] arguments) {
            EventHistory history = EventHistory.builder()
                    .file(Path.of(arguments[0]))
                    .capacity(KEPT)
                    .build();
            for (long n = 0; ; n++) {
                history.recordEvent(GridEvent.of(type(n), Map.of("row", n % ROWS, "value", n)));
                if (n % 10_000 == 0) {
                    System.out.println(history.durableSequence());
                }
            }
        }
    }

    private static String type(long n) {
        return n % 3 == 0 ? "cell:edit" : "cell:select";
    }

    @Tag("full")
    @Test
    void shouldReadTheRecordedEventsWhileTheWriterRecordsAndEvicts() throws Exception {
        Path file = folder.resolve("history.playhead");
        long seed = new Random().nextLong();
        List<String> command = JavaCommand.of(Recorder.class, "-Xmx128m");
        command.add(file.toString());
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            AtomicLong durable = new AtomicLong(-1);
            while (durable.get() < 0) { // until there is something to read
                durable.set(Long.parseLong(out.readLine()));
            }
            Thread listening = new Thread(() -> listen(out, durable));
            listening.start();
            try (EventHistory reader = EventHistory.openReadOnly(file)) {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
                Random random = new Random(seed);
                long last = -1;
                int asked = 0;
                while (System.nanoTime() < end || asked == 0) {
                    last = ask(reader, random, last, durable, "seed=" + seed + " asked=" + asked++);
                }
                assertThat(reader.stats().lost()).isEmpty();
                assertThat(last)
                        .as("the last sequence read from the active writer")
                        .isGreaterThan(KEPT / 100);
                assertThat(process.isAlive()).isTrue();
            } finally {
                process.toHandle().destroyForcibly();
                listening.join();
            }
        }
        int unusedExitCode = process.waitFor();
        try (EventHistory history = EventHistory.open(file)) {
            assertThat(history.recovery().orElseThrow().isComplete()).isTrue();
        }
    }

    private static void listen(BufferedReader out, AtomicLong durable) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                durable.set(Long.parseLong(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks the results of some queries, and returns the sequence of the last event. */
    private static long ask(EventHistory reader, Random random, long before, AtomicLong durable, String where) {
        long promised = durable.get();
        List<RecordedEvent> latest = reader.latest(EventFilter.all(), 1 + random.nextInt(3_000));
        long last = latest.get(latest.size() - 1).sequence();
        assertThat(last).as(where).isGreaterThanOrEqualTo(Math.max(promised, before));
        check(latest, last - latest.size() + 1, where);

        // While the events are read one by one, the writer may evict some of them, beginning with the oldest.
        long limit = 1L + random.nextInt(KEPT);
        List<RecordedEvent> some = reader.events(EventFilter.all()).limit(limit).toList();
        for (int i = 1; i < some.size(); i++) {
            assertThat(some.get(i).sequence())
                    .as(where)
                    .isGreaterThan(some.get(i - 1).sequence());
        }
        some.forEach(event -> checkOne(event, where));

        long row = random.nextInt(ROWS);
        List<RecordedEvent> ofRow = reader.latest(EventFilter.payloadField("row", row), 20);
        for (int i = 0; i < ofRow.size(); i++) {
            checkOne(ofRow.get(i), where);
            assertThat(ofRow.get(i).sequence() % ROWS).as(where).isEqualTo(row);
        }
        long to = reader.latest(EventFilter.all(), 1).get(0).sequence();
        long from = Math.max(0, to - random.nextInt(20_000));
        long edits = reader.count(EventFilter.sequenceBetween(from, to).and(EventFilter.typeIs("cell:edit")));
        boolean kept = reader.getEvent(Long.toString(from)).isPresent();
        long expected = to / 3 - (from + 2) / 3 + 1;
        assertThat(edits).as(where).isBetween(kept ? expected : 0, expected);
        return last;
    }

    private static void check(List<RecordedEvent> events, long first, String where) {
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).sequence()).as(where).isEqualTo(first + i);
            checkOne(events.get(i), where);
        }
    }

    private static void checkOne(RecordedEvent event, String where) {
        long n = event.sequence();
        if (!event.type().equals(type(n))
                || !Map.of("row", n % ROWS, "value", n).equals(event.payload())) {
            throw new AssertionError(where + ": " + event);
        }
    }
}
