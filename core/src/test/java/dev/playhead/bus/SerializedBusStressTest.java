package dev.playhead.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests that all handlers of a serialized bus and its recorder receive events in the same order, whichever threads
 * publish them. The order differs between runs, so the tests check properties that every permitted order has.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SerializedBusStressTest {
    private static final int THREADS = 6;
    private static final int EVENTS = 3_000;

    /**
     * A payload.
     *
     * @param publisher for a root event, the name of the thread that publishes it; for a child, the publisher and
     *     number of its parent
     * @param number the number of the event among the events of this publisher, from 0
     * @param levels the number of levels of child events below the event
     */
    private record Origin(String publisher, int number, int levels) {}

    @Test
    void shouldDeliverInOneOrderThatKeepsTheOrderOfEachThread() throws Exception {
        long seed = new Random().nextLong();
        EventBus bus = EventBus.builder().serialized().build();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        // The lists are not synchronized, because the bus must not call handlers concurrently.
        List<Origin> recorded = new ArrayList<>();
        List<Origin> first = new ArrayList<>();
        List<Origin> second = new ArrayList<>();
        bus.recordWith(e -> {
            overlaps.addAndGet(inside.getAndIncrement());
            recorded.add((Origin) e.payload());
            inside.decrementAndGet();
            return recorded.size() - 1L;
        });
        bus.subscribe("*", e -> first.add((Origin) e.payload()));
        bus.subscribe("*", e -> {
            overlaps.addAndGet(inside.getAndIncrement());
            Origin origin = (Origin) e.payload();
            for (int child = 0; child < 2 && origin.levels() > 0; child++) {
                String publisher = origin.publisher() + "/" + origin.number();
                bus.publish(GridEvent.of("child", new Origin(publisher, child, origin.levels() - 1)));
            }
            inside.decrementAndGet();
        });
        bus.subscribe("*", e -> second.add((Origin) e.payload()));

        int roots = publishFromAllThreads(bus, seed);

        assertThat(overlaps).as("concurrent deliveries, seed=" + seed).hasValue(0);
        assertThat(first).as("seed=" + seed).isEqualTo(recorded);
        assertThat(second).as("seed=" + seed).isEqualTo(recorded);
        assertThat(recorded.stream().filter(origin -> !origin.publisher().contains("/")))
                .as("seed=" + seed)
                .hasSize(roots);
        assertOrderOfEachPublisher(recorded, seed);
    }

    /**
     * Checks that the events of each publisher are in the order of their numbers, beginning at 0, that children follow
     * their parents, and that no event is missing.
     */
    private static void assertOrderOfEachPublisher(List<Origin> order, long seed) {
        Map<String, Integer> next = new HashMap<>();
        int expected = 0;
        for (Origin origin : order) {
            int number = next.merge(origin.publisher(), 1, Integer::sum) - 1;
            assertThat(origin.number())
                    .as(origin.publisher() + ", seed=" + seed)
                    .isEqualTo(number);
            int slash = origin.publisher().lastIndexOf('/');
            if (slash > 0) {
                String parent = origin.publisher().substring(0, slash);
                int parentNumber = Integer.parseInt(origin.publisher().substring(slash + 1));
                assertThat(next.getOrDefault(parent, 0))
                        .as("the parent precedes " + origin + ", seed=" + seed)
                        .isGreaterThan(parentNumber);
            } else {
                expected += (1 << (origin.levels() + 1)) - 1;
            }
        }
        assertThat(order)
                .as("root events and all their descendants, seed=" + seed)
                .hasSize(expected);
    }

    private static int publishFromAllThreads(EventBus bus, long seed) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> publishers = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                String name = "t" + t;
                Random random = new Random(seed + t);
                publishers.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < EVENTS; i++) {
                        bus.publish(GridEvent.of("root", new Origin(name, i, random.nextInt(3))));
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> publisher : publishers) {
                publisher.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return THREADS * EVENTS;
    }

    @Test
    void shouldCompleteReplaysWhileLiveEventsAreDelivered() throws Exception {
        EventBus bus = EventBus.builder().serialized().build();
        List<Boolean> replaying = new ArrayList<>();
        List<Boolean> recorded = new ArrayList<>();
        bus.recordWith(e -> {
            recorded.add(ReplayContext.isReplaying());
            return recorded.size() - 1L;
        });
        bus.subscribe("root", e -> bus.publish(GridEvent.of("child", null)));
        bus.subscribe("child", e -> replaying.add(ReplayContext.isReplaying()));
        int live = 2_000;
        int replayed = 500;
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<?> publisher = pool.submit(() -> {
                for (int i = 0; i < live; i++) {
                    bus.publish(GridEvent.of("root", null));
                }
            });
            AtomicInteger nested = new AtomicInteger();
            Future<?> replayer = pool.submit(() -> {
                for (int i = 0; i < replayed; i++) {
                    bus.replay(
                            RecordedEvent.of(i, GridEvent.of("root", null)),
                            NestedEvents.ROOTS_ONLY,
                            e -> nested.incrementAndGet());
                    int received = nested.get();
                    if (received != i + 1) {
                        throw new AssertionError("replay " + i + " returned when received=" + received);
                    }
                }
            });
            publisher.get();
            replayer.get();
        } finally {
            pool.shutdownNow();
        }

        // A thread may still be delivering when both futures are done. The event of type "last" is delivered after all
        // others.
        CountDownLatch last = new CountDownLatch(1);
        bus.subscribe("last", e -> last.countDown());
        bus.publish(GridEvent.of("last", null));
        last.await();
        assertThat(replaying.stream().filter(Boolean::booleanValue)).hasSize(replayed);
        assertThat(replaying).hasSize(live + replayed);
        assertThat(recorded).hasSize(live * 2 + 1).containsOnly(false);
    }
}
