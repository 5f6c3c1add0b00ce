package dev.playhead.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * How many events a second one thread can append until all are durable and the file is closed, and what they take there.
 * Arguments: {@link JournalKind}, workload ({@code ticks} or {@code session}), milliseconds to warm up, milliseconds to
 * append.
 */
final class AppendDriver {
    private static final long SEED = 42;
    private static final int EVENTS = 1 << 17;
    private static final int BETWEEN_LOOKS_AT_THE_CLOCK = 16;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static long unused;

    private AppendDriver() {}

    /** Made before; they are appended again and again. */
    static GridEvent[] events(String workload) {
        return switch (workload) {
            case "ticks" ->
                IntStream.range(0, EVENTS).mapToObj(Payload.RECORD::event).toArray(GridEvent[]::new);
            case "session" -> GridSession.events(SEED, EVENTS);
            default -> throw new IllegalArgumentException("workload=" + workload + " is none");
        };
    }

    public static void main(String[] args) throws IOException {
        GridEvent[] events = events(args[1]);
        run(args[0], events, Long.parseLong(args[2]), false);
        Quiet.await(500);
        run(args[0], events, Long.parseLong(args[3]), true);
        Fork.report("unused", unused);
    }

    private static void run(String name, GridEvent[] events, long millis, boolean reported) throws IOException {
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
            Fork.report("rate", count * 1e9 / nanos);
            Fork.report("processor", (double) processor / count);
            Fork.report("bytes", contents.bytes() / count);
        }
        Scratch.delete(folder);
    }

    private static long append(Journal journal, GridEvent[] events, long end) {
        long count = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < BETWEEN_LOOKS_AT_THE_CLOCK; i++) {
                unused += journal.append(events[(int) count & events.length - 1]);
                count++;
            }
        }
        return count;
    }
}
