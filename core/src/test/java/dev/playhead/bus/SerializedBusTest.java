package dev.playhead.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.bus.EventBus.ReplayOutcome;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SerializedBusTest {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<DispatchError> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<GridEvent> recorded = Collections.synchronizedList(new ArrayList<>());
    private final List<GridEvent> nested = Collections.synchronizedList(new ArrayList<>());
    private final EventBus bus =
            EventBus.builder().errorListener(failures::add).serialized().build();
    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    SerializedBusTest() {
        bus.recordWith(e -> {
            recorded.add(e);
            return recorded.size() - 1L;
        });
    }

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private static GridEvent event(String type) {
        return GridEvent.of(type, null);
    }

    private static RecordedEvent recorded(long sequence, String type) {
        return RecordedEvent.of(sequence, event(type));
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("waited too long");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** A handler that waits until the test releases it. If it waits too long, it throws, and the bus reports this. */
    private final class Blocker {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        Future<?> publish() {
            bus.subscribe("blocker", e -> {
                entered.countDown();
                await(release);
            });
            Future<?> delivering = pool.submit(() -> bus.publish(event("blocker")));
            await(entered);
            return delivering;
        }
    }

    @Test
    void shouldDeliverBeforeReturningIfNoOtherThreadDelivers() {
        bus.subscribe("*", e -> calls.add(e.type() + " on this thread"));

        bus.publish(event("a"));

        assertThat(calls).containsExactly("a on this thread");
    }

    @Test
    void shouldDeliverNestedEventsAfterTheCurrentEventInOrderOfPublishing() {
        bus.subscribe("a", e -> {
            bus.publish(event("b"));
            bus.publish(event("c"));
            calls.add("a done");
        });
        bus.subscribe("b", e -> bus.publish(event("d")));
        bus.subscribe("*", e -> calls.add(e.type()));

        bus.publish(event("a"));

        assertThat(calls).containsExactly("a done", "a", "b", "c", "d");
        assertThat(recorded).extracting(GridEvent::type).containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldRecordTheCausesOfNestedEvents() {
        bus.subscribe("a", e -> bus.publish(event("b")));
        bus.subscribe("b", e -> bus.publish(event("c")));

        bus.publish(event("a"));
        bus.publish(event("next"));

        assertThat(recorded)
                .extracting(e -> e.type() + e.metadata())
                .containsExactly(
                        "a{}", "b{causationId=0, correlationId=0}", "c{causationId=1, correlationId=0}", "next{}");
    }

    @Test
    void shouldNotRecurse() {
        int depth = 100_000;
        bus.subscribe("countdown", e -> {
            long left = (Long) e.payload();
            if (left > 0) {
                bus.publish(GridEvent.of("countdown", left - 1));
            } else {
                calls.add("done");
            }
        });

        bus.publish(GridEvent.of("countdown", (long) depth));

        assertThat(calls).containsExactly("done");
        assertThat(recorded).hasSize(depth + 1);
    }

    @Test
    void shouldDeliverEventsOnTheThreadThatIsAlreadyDelivering() throws Exception {
        Blocker blocker = new Blocker();
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
        bus.subscribe("*", e -> threads.add(Thread.currentThread()));
        Future<?> delivering = blocker.publish();

        bus.publish(event("left behind"));
        assertThat(recorded).extracting(GridEvent::type).containsExactly("blocker");
        blocker.release.countDown();
        delivering.get();

        assertThat(recorded).extracting(GridEvent::type).containsExactly("blocker", "left behind");
        assertThat(threads).hasSize(2).containsOnly(threads.get(0)).doesNotContain(Thread.currentThread());
    }

    @Test
    void shouldDeliverInTheScopeOfThePublisher() throws Exception {
        EventBus other = EventBus.create();
        Blocker blocker = new Blocker();
        bus.subscribe("root", e -> calls.add("unused"));
        List<Runnable> inScope = new ArrayList<>();
        bus.subscribe("root", e -> inScope.add(CauseScope.wrap(() -> bus.publish(event("child")))));
        other.subscribe("*", e -> bus.publish(event("unrelated")));
        bus.publish(event("root"));
        Future<?> delivering = blocker.publish();

        inScope.get(0).run();
        other.publish(event("a"));
        blocker.release.countDown();
        delivering.get();

        assertThat(recorded)
                .extracting(e -> e.type() + e.metadata())
                .containsExactly("root{}", "blocker{}", "child{causationId=0, correlationId=0}", "unrelated{}");
    }

    @Test
    void shouldContinueToDeliverAfterHandlersThrow() {
        AssertionError error = new AssertionError("isolated");
        bus.subscribe("a", e -> {
            throw error;
        });
        bus.subscribe("*", e -> calls.add(e.type()));

        bus.publish(event("a"));
        bus.publish(event("b"));

        assertThat(calls).containsExactly("a", "b");
        assertThat(failures).extracting(DispatchError::error).containsExactly(error);
    }

    @Test
    void shouldDeliverTheOtherEventsAndThrowTheFirstVirtualMachineError() {
        OutOfMemoryError first = new OutOfMemoryError("simulated");
        StackOverflowError second = new StackOverflowError("simulated");
        bus.subscribe("a", e -> {
            bus.publish(event("b"));
            bus.publish(event("c"));
            throw first;
        });
        bus.subscribe("b", e -> {
            throw second;
        });
        bus.subscribe("*", e -> calls.add(e.type()));

        assertThatThrownBy(() -> bus.publish(event("a"))).isSameAs(first);
        bus.publish(event("d"));

        assertThat(calls).containsExactly("c", "d");
        assertThat(first).hasSuppressedException(second);
    }

    @Test
    void shouldThrowAVirtualMachineErrorThatTwoHandlersThrew() {
        OutOfMemoryError shared = new OutOfMemoryError("preallocated, as the JVM's own may be");
        bus.subscribe("a", e -> {
            bus.publish(event("b"));
            throw shared;
        });
        bus.subscribe("b", e -> {
            throw shared;
        });

        assertThatThrownBy(() -> bus.publish(event("a"))).isSameAs(shared);
        bus.publish(event("c"));

        assertThat(recorded).extracting(GridEvent::type).containsExactly("a", "b", "c");
    }

    @Test
    void shouldDeliverNestedEventsBeforeAReplayReturns() {
        bus.subscribe("root", e -> {
            bus.publish(event("child"));
            calls.add("root done");
        });
        bus.subscribe("child", e -> {
            bus.publish(event("grandchild"));
            calls.add("child done");
        });
        bus.subscribe("grandchild", e -> {
            throw new IllegalStateException();
        });

        ReplayOutcome outcome = bus.replay(recorded(7, "root"), NestedEvents.ROOTS_ONLY, nested::add);

        assertThat(outcome).isEqualTo(new ReplayOutcome(1, 0));
        assertThat(calls).containsExactly("root done", "child done");
        assertThat(nested).extracting(GridEvent::type).containsExactly("child", "grandchild");
        assertThat(recorded).isEmpty();
    }

    @Test
    void shouldSuppressNestedEventsOfReplay() {
        bus.subscribe("root", e -> bus.publish(event("child")));

        ReplayOutcome outcome = bus.replay(recorded(7, "root"), NestedEvents.SUPPRESS, nested::add);

        assertThat(outcome).isEqualTo(new ReplayOutcome(0, 1));
        assertThat(recorded).isEmpty();
    }

    @Test
    void shouldReplayAfterTheCurrentDelivery() throws Exception {
        Blocker blocker = new Blocker();
        bus.subscribe("*", e -> calls.add(e.type() + " replaying " + ReplayContext.isReplaying()));
        bus.subscribe("root", e -> bus.publish(event("child")));
        Future<?> delivering = blocker.publish();
        CountDownLatch started = new CountDownLatch(1);
        ExecutorService replayer = Executors.newSingleThreadExecutor();
        try {
            Future<ReplayOutcome> replay = replayer.submit(() -> {
                started.countDown();
                return bus.replay(recorded(7, "root"), NestedEvents.ROOTS_ONLY, nested::add);
            });
            await(started);
            assertThat(replay.isDone()).isFalse();
            blocker.release.countDown();

            assertThat(replay.get()).isEqualTo(new ReplayOutcome(0, 0));
            delivering.get();
        } finally {
            replayer.shutdownNow();
        }

        assertThat(nested).extracting(GridEvent::type).containsExactly("child");
        assertThat(calls).containsExactly("blocker replaying false", "root replaying true", "child replaying true");
        assertThat(recorded).extracting(GridEvent::type).containsExactly("blocker");
    }

    @Test
    void shouldRefuseAReplayInsideADeliveryOfTheSameBus() {
        bus.subscribe("a", e -> bus.replay(recorded(7, "root"), NestedEvents.DELIVER, nested::add));

        bus.publish(event("a"));

        assertThat(failures).hasSize(1);
        assertThat(failures.get(0).error())
                .isInstanceOf(PlayheadException.class)
                .hasMessageContaining("id=7")
                .hasMessageContaining("another thread");
    }

    @Test
    void shouldNotWaitForNestedEventsOfAnotherSerializedBus() throws Exception {
        Blocker blocker = new Blocker();
        Future<?> delivering = blocker.publish();
        EventBus other = EventBus.builder().serialized().build();
        other.subscribe("root", e -> bus.publish(event("on the blocked bus")));

        ReplayOutcome outcome = other.replay(recorded(7, "root"), NestedEvents.DELIVER, nested::add);
        blocker.release.countDown();
        delivering.get();

        assertThat(failures).as("failures of a blocker that waited too long").isEmpty();
        assertThat(outcome).isEqualTo(new ReplayOutcome(0, 0));
        assertThat(recorded).extracting(GridEvent::type).containsExactly("blocker");
    }
}
