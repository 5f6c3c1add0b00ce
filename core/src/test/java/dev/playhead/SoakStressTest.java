package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A test that records millions of events in a history with a capacity of 100,000. It runs in a JVM with a heap of only
 * 64 MB. The history must not grow, and must keep the latest 100,000 events.
 */
class SoakStressTest {
    private static final String EVENTS = System.getProperty("playhead.soak.events", "2000000");
    private static final long MINUTES = 30;

    @Test
    void shouldNotGrowWithTheNumberOfRecordedEvents() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Soak.class.getName(),
                        EVENTS)
                .redirectErrorStream(true)
                .start();
        String output;
        try (var out = process.getInputStream()) {
            output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("soaked " + EVENTS);
    }

    /** The program that runs in the separate JVM. */
    static final class Soak {
        private static final int CAPACITY = 100_000;
        /** The permitted growth of the used heap, which varies a little for reasons other than the history. */
        private static final long NOISE_BYTES = 2 << 20;

        private final EventHistory history =
                EventHistory.builder().capacity(CAPACITY).build();
        private final List<HistoryProblem> problems = Collections.synchronizedList(new ArrayList<>());

        record Edit(String grid, String row, String column, double before, double after) {}

        public static void main(String[] args) throws InterruptedException {
            new Soak().run(Integer.parseInt(args[0]));
        }

        private static GridEvent event(int i) {
            return switch (i % 4) {
                case 0 -> GridEvent.of("cell:edit", new Edit("orders", "R-" + i % 5_000, "price", i / 4.0, i / 2.0));
                case 1 ->
                    GridEvent.of("cell:hover", Map.of("row", i % 700, "column", "c" + i % 9))
                            .from("user");
                case 2 -> GridEvent.of("note", "note number " + i);
                default -> GridEvent.of("tick", i);
            };
        }

        private void run(int events) throws InterruptedException {
            history.onProblem(problems::add);
            long early = 0;
            for (int i = 0; i < events; i++) {
                long sequence = history.recordEvent(event(i));
                require(sequence == i, "sequence", sequence, i);
                if (i == events / 10) {
                    early = usedBytes();
                }
                if (i % (events / 50) == events / 50 - 1) {
                    check(i + 1);
                }
            }
            long late = usedBytes();
            require(late <= early + NOISE_BYTES, "usedBytes", late, early);
            require(problems.isEmpty(), "problems=" + problems, problems.size(), 0);
            history.close();
            System.out.println("soaked " + events + ", usedBytes=" + early + " and then " + late);
        }

        private void check(int recorded) {
            int kept = Math.min(recorded, CAPACITY);
            int oldest = recorded - kept;
            HistoryStats stats = history.stats();
            require(stats.recorded() == recorded, "recorded", stats.recorded(), recorded);
            require(stats.stored() == kept, "stored", stats.stored(), kept);
            require(stats.evicted() == oldest, "evicted", stats.evicted(), oldest);
            require(stats.dropped() == 0, "dropped", stats.dropped(), 0);
            require(history.count(EventFilter.typeIs("tick")) == kept / 4, "ticks", recorded, kept / 4);
            long hovers = history.count(EventFilter.source("user"));
            require(hovers == kept / 4, "hovers", hovers, kept / 4);
            RecordedEvent first = history.getEvents(EventFilter.all(), 1).get(0);
            require(first.sequence() == oldest, "first", first.sequence(), oldest);
            int middle = oldest + kept / 2;
            RecordedEvent one = history.getEvent(Long.toString(middle)).orElseThrow();
            require(one.type().equals(event(middle).type()), one.toString(), middle, middle);
            int last = (recorded - 1) / 4 * 4 + (recorded % 4 == 0 ? 3 : -1);
            RecordedEvent tick = history.latest(
                            EventFilter.payload(Map.of()).negate().and(EventFilter.typeIs("tick")), 1)
                    .get(0);
            require(tick.payload().equals((long) last), tick.toString(), tick.sequence(), last);
        }

        private static void require(boolean holds, String what, long actual, long expected) {
            if (!holds) {
                throw new AssertionError(what + ": actual=" + actual + " expected=" + expected);
            }
        }

        /**
         * Returns the number of used bytes of the heap after garbage collection. This is the minimum of several
         * measurements, because background work may still run.
         */
        @SuppressWarnings("ThreadSleep") // garbage collections must be spread over time
        private static long usedBytes() throws InterruptedException {
            Runtime runtime = Runtime.getRuntime();
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 10; i++) {
                System.gc();
                Thread.sleep(50);
                least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
            }
            return least;
        }
    }
}
