package dev.playhead.benchmarks.memory;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.benchmarks.harness.UsedHeap;
import dev.playhead.benchmarks.session.GridSession;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jol.info.GraphLayout;

/**
 * A driver that measures the total memory of a history with a thousand grid events. It measures the size of the objects
 * that are reachable from a history, and the growth of the heap by many histories. Argument: number of histories.
 */
final class MemoryDriver {
    private static final int EVENTS = 1_000;

    private MemoryDriver() {}

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        history(0, EVENTS).close(); // loads the classes
        Quiet.await(1_000);
        // Some objects, such as classes and threads, are shared by all histories. Other histories are reachable from
        // these objects through weak references. So the size of these objects is measured while there is only one
        // history.
        EventHistory empty = history(0, 0);
        long shared = GraphLayout.parseInstance(empty).totalSize();
        EventHistory one = history(0, EVENTS);
        Quiet.await(1_000);
        Fork.report("reachable", GraphLayout.parseInstance(empty, one).totalSize() - shared);
        Fork.report("stats", one.stats().bytes());

        long before = UsedHeap.bytes();
        List<EventHistory> histories = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            histories.add(history(i, EVENTS));
        }
        Quiet.await(5_000);
        Fork.report("heap", (double) (UsedHeap.bytes() - before) / histories.size());
        Fork.report("unused", empty.stats().stored() + one.stats().stored());
    }

    private static EventHistory history(long seed, int events) {
        EventHistory history = EventHistory.inMemory();
        GridSession session = new GridSession(seed);
        for (int i = 0; i < events; i++) {
            history.recordEvent(session.next());
        }
        return history;
    }
}
