package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.bus.EventBus;
import dev.playhead.event.GridEvent;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.TimelineManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of model bindings while several threads create bindings and move the timeline. */
@Timeout(300)
class ModelBindingStressTest {
    private static final int ROUNDS = 2_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private final Projection<Integer> count = Projection.of("count", 0, (state, event) -> state + 1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Runs an action on the given number of threads, which start it at the same time. */
    private void together(int parties, IntConsumer action) {
        CyclicBarrier start = new CyclicBarrier(parties);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < parties; i++) {
            int party = i;
            running.add(CompletableFuture.runAsync(
                    () -> {
                        try {
                            start.await();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                        action.accept(party);
                    },
                    threads));
        }
        running.forEach(CompletableFuture::join);
    }

    private ModelBinding<Integer> binding(EventHistory history, AtomicInteger model) {
        return history.restoreInto(count, StateAdapter.on(Runnable::run, model::get, model::set));
    }

    @Test
    void shouldRecordNoEchoOfABusAttachedWhileTheBindingIsCreated() {
        for (int round = 0; round < ROUNDS; round++) {
            try (EventHistory history = EventHistory.inMemory()) {
                history.recordEvent(GridEvent.of("x", 1));
                EventBus bus = EventBus.create();
                AtomicInteger model = new AtomicInteger(1);
                together(2, party -> {
                    if (party == 0) {
                        history.attach(bus);
                    } else {
                        binding(history, model);
                    }
                });
                history.jumpToEvent("0");
                bus.publish(GridEvent.of("echo", 1));

                assertThat(history.stats().recorded()).as("round=%s", round).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldCreateOnlyOneOfTwoConcurrentBindings() {
        for (int round = 0; round < ROUNDS; round++) {
            try (EventHistory history = EventHistory.inMemory()) {
                AtomicInteger made = new AtomicInteger();
                together(2, party -> {
                    try {
                        binding(history, new AtomicInteger());
                        made.incrementAndGet();
                    } catch (IllegalStateException second) {
                        assertThat(second).hasMessageContaining("close the binding of the other model");
                    }
                });
                assertThat(made).as("round=%s", round).hasValue(1);
            }
        }
    }

    @Test
    void shouldRestoreTheStateAtTheFinalPositionAfterConcurrentMoves() {
        long seed = new Random().nextLong();
        for (int round = 0; round < ROUNDS; round++) {
            long roundSeed = seed + round;
            try (EventHistory history = EventHistory.inMemory()) {
                for (int i = 0; i < 10; i++) {
                    history.recordEvent(GridEvent.of("x", i));
                }
                AtomicInteger model = new AtomicInteger(10);
                ModelBinding<Integer> binding = binding(history, model);
                TimelineManager timeline = history.timeline();
                together(3, party -> {
                    Random random = new Random(31 * roundSeed + party);
                    for (int move = 0; move < 3; move++) {
                        switch (random.nextInt(4)) {
                            case 0 -> timeline.toLive();
                            case 1 -> timeline.stepBack();
                            default -> timeline.jumpToEvent(Integer.toString(random.nextInt(10)));
                        }
                    }
                });

                assertThat(binding.isAway()).as("seed=%s", roundSeed).isEqualTo(!timeline.isLive());
                assertThat(model).as("seed=%s", roundSeed).hasValue((int) timeline.position() + 1);
            }
        }
    }
}
