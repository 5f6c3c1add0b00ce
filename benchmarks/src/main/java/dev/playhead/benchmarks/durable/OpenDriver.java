package dev.playhead.benchmarks.durable;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.harness.Scratch;
import dev.playhead.benchmarks.session.Filling;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.nio.file.Path;
import java.util.List;

/**
 * A driver that measures the time to open a file of the grid session and to run two queries. Before that, it creates,
 * opens and queries a small file, so that the time does not include the loading of classes and of the native library.
 * Argument: file.
 */
final class OpenDriver {
    private static final int SMALL = 3_000;
    private static final int TIMES_AGAIN = 5;

    private OpenDriver() {}

    public static void main(String[] args) {
        try (Scratch scratch = Scratch.temporary()) {
            Path small = scratch.folder().resolve("small.playhead");
            try (EventHistory history = EventHistory.open(small)) {
                new Filling(SMALL).record(history, SMALL);
            }
            Fork.report("small", new Opening(small).all());
        }
        Path file = Path.of(args[0]);
        Opening first = new Opening(file);
        Fork.report("open", first.openNanos);
        Fork.report("count", first.countNanos);
        Fork.report("latest", first.latestNanos);
        Fork.report("all", first.all());
        Sample again = new Sample();
        for (int i = 0; i < TIMES_AGAIN; i++) {
            again.add(new Opening(file).all());
        }
        Fork.report("again", again.median());
    }

    private static final class Opening {
        private final long openNanos;
        private final long countNanos;
        private final long latestNanos;

        Opening(Path file) {
            long begin = System.nanoTime();
            try (EventHistory history = EventHistory.open(file)) {
                long opened = System.nanoTime();
                long count = history.count(EventFilter.typeIs("cell:edit"));
                long counted = System.nanoTime();
                List<RecordedEvent> latest = history.latest(EventFilter.all(), 1);
                long read = System.nanoTime();
                if (count == 0 || latest.isEmpty()) {
                    throw new IllegalStateException("file=" + file + " count=" + count + " latest=" + latest);
                }
                openNanos = opened - begin;
                countNanos = counted - opened;
                latestNanos = read - counted;
            }
        }

        double all() {
            return openNanos + countNanos + latestNanos;
        }
    }
}
