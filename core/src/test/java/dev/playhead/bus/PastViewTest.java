package dev.playhead.bus;

import static dev.playhead.bus.PublishOption.asLive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests of events that are published as live during a past view. No matter when the past view ends, such an event must
 * reach each live-only handler exactly once. It must reach the other handlers only if the restored state lacks the
 * event.
 */
@Timeout(60)
class PastViewTest {
    private final EventBus bus = EventBus.create();
    private final List<Object> state = new CopyOnWriteArrayList<>();
    private final List<Object> sideEffects = new CopyOnWriteArrayList<>();
    private final PastView pastView = bus.beginPastView(event -> true);

    @BeforeEach
    void listen() {
        bus.subscribe("n", event -> state.add(event.payload() + " " + ReplayContext.isReplaying()));
        bus.subscribe("n", event -> sideEffects.add(event.payload()), SubscribeOption.liveOnly());
    }

    private void publish(int number) {
        bus.publish(GridEvent.of("n", number), asLive());
    }

    private void assertSideEffects(Object... events) {
        assertThat(sideEffects).containsExactly(events);
    }

    @Test
    void shouldDeliverTheEventsThatTheStateLacks() {
        long[] sequence = {0};
        bus.recordWith(event -> sequence[0]++);
        publish(0);
        pastView.collect();
        publish(1);
        publish(2);
        pastView.end(1);
        publish(3);

        assertThat(state).containsExactly("2 true", "3 false");
        assertSideEffects(0, 1, 2, 3);
    }

    @Test
    void shouldNotDeliverCollectedEventsAfterForget() {
        bus.recordWith(event -> 7);
        pastView.collect();
        publish(1);
        pastView.forget();
        pastView.end(0);
        pastView.collect();
        pastView.end(0);
        publish(2);

        assertThat(state).containsExactly("2 false");
        assertSideEffects(1, 2);
    }

    @Test
    void shouldEndDuringTheRecordingOfAnEventThatTheStateContains() {
        bus.recordWith(event -> {
            pastView.collect();
            pastView.end(5);
            return 5;
        });
        publish(1);

        assertThat(state).isEmpty();
        assertSideEffects(1);
    }

    @Test
    void shouldEndDuringTheRecordingOfAnEventThatTheStateLacks() {
        bus.recordWith(event -> {
            pastView.collect();
            pastView.end(5);
            return 6;
        });
        publish(1);

        assertThat(state).containsExactly("1 false");
        assertSideEffects(1);
    }

    @Test
    void shouldEndWithoutWaitingForAThreadThatIsRecording() throws InterruptedException {
        List<CountDownLatch> recording = new ArrayList<>();
        CountDownLatch goOn = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            recording.add(new CountDownLatch(1));
        }
        bus.recordWith(event -> {
            int sequence = (Integer) event.payload();
            recording.get(sequence).countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return sequence;
        });
        List<CompletableFuture<Void>> publishers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            publishers.add(CompletableFuture.runAsync(() -> publish(number), task -> new Thread(task).start()));
            assertThat(recording.get(i).await(30, TimeUnit.SECONDS)).isTrue();
        }
        pastView.collect();
        pastView.end(0);
        assertThat(state).isEmpty();
        goOn.countDown();
        publishers.forEach(CompletableFuture::join);

        assertThat(state).containsExactly("1 false");
        assertThat(sideEffects).containsExactlyInAnyOrder(0, 1);
    }
}
