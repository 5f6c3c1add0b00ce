package dev.playhead.benchmarks.durable;

import com.sun.management.OperatingSystemMXBean;
import dev.playhead.benchmarks.contender.Payload;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.benchmarks.harness.Scratch;
import dev.playhead.benchmarks.journal.Journal;
import dev.playhead.benchmarks.journal.JournalKind;
import dev.playhead.benchmarks.session.GridSession;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * A driver that measures how many events per second one thread appends to a file, and the size of an event in the file.
 * The measured time ends when all events are written and the file is closed. The driver repeats this with new files.
 * The first run measures a new process, and the last run measures compiled code. Arguments: {@link JournalKind},
 * workload ({@code ticks} or {@code session}), number of runs, milliseconds to append in each run.
 */
final class AppendDriver {
    private static final long SEED = 42;
    private static final int EVENTS = 1 << 17;
    private static final int EVENTS_PER_CLOCK_READ = 16;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static long unused;

    private AppendDriver() {}

    /** Returns the events of a workload. They are created before the measurement, and are appended repeatedly. */
    static GridEvent[] events(String workload) {
        return switch (workload) {
            case "ticks" ->
                IntStream.range(0, EVENTS).mapToObj(Payload.RECORD::event).toArray(GridEvent[]::new);
            case "session" -> GridSession.events(SEED, EVENTS);
            default -> throw new IllegalArgumentException("workload=" + workload + " is unknown");
        };
    }

    public static void main(String[] args) throws IOException {
        GridEvent[] events = events(args[1]);
        int times = Integer.parseInt(args[2]);
        long millis = Long.parseLong(args[3]);
        double rate = run(args[0], events, millis, false);
        Fork.report("new", rate);
        for (int time = 1; time < times; time++) {
            Quiet.await(500);
            rate = run(args[0], events, millis, time == times - 1);
        }
        Fork.report("rate", rate);
        Fork.report("unused", unused);
    }

    private static double run(String name, GridEvent[] events, long millis, boolean reported) throws IOException {
        Path folder = Files.createTempDirectory("append-");
        Journal journal = Journal.of(name, folder);
        long processor = PROCESS.getProcessCpuTime();
        long begin = System.nanoTime();
        long count = append(journal, events, begin + millis * 1_000_000);
        journal.close();
        long nanos = System.nanoTime() - begin;
        processor = PROCESS.getProcessCpuTime() - processor;
        Journal.Contents contents = journal.settle();
        if (contents.events() != count) {
            throw new IllegalStateException(
                    "journal=" + name + " has events=" + contents.events() + " of appended=" + count);
        }
        if (reported) {
            Fork.report("events", count);
            Fork.report("processor", (double) processor / count);
            Fork.report("bytes", contents.bytes() / count);
        }
        Scratch.delete(folder);
        return count * 1e9 / nanos;
    }

    private static long append(Journal journal, GridEvent[] events, long end) {
        long count = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < EVENTS_PER_CLOCK_READ; i++) {
                unused += journal.append(events[(int) count & events.length - 1]);
                count++;
            }
        }
        return count;
    }
}
