package dev.playhead.benchmarks.contender;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Scratch;
import dev.playhead.bus.EventBus;
import dev.playhead.capture.SensitiveData;
import dev.playhead.event.GridEvent;
import org.jspecify.annotations.Nullable;

/**
 * A history in memory with a capacity of a million events, or a history in a file. Events are recorded by a direct call
 * or through a bus.
 */
final class PlayheadContender implements Contender {
    private static final int CAPACITY = 1_000_000;

    private final EventHistory history;
    private final EventBus bus = EventBus.create();
    private final Payload payload;
    private final boolean throughBus;
    private final @Nullable Scratch scratch;

    PlayheadContender(Setup setup) {
        this.payload = setup.payload();
        this.throughBus = setup.bus();
        this.scratch = setup.file() ? Scratch.temporary() : null;
        EventHistory.Builder builder = EventHistory.builder()
                .beans(TickBean.class, SecretTickBean.class)
                .excludeSensitive(setup.rules() ? SensitiveData.defaults() : SensitiveData.none());
        this.history = scratch == null
                ? builder.capacity(CAPACITY).build()
                : builder.file(scratch.folder().resolve("bench.playhead")).build();
        if (throughBus) {
            history.attach(bus);
        }
    }

    @Override
    public Lane lane() {
        return throughBus ? new BusLane(payload, bus) : new DirectLane(payload, history);
    }

    private record DirectLane(Payload payload, EventHistory history) implements Lane {
        @Override
        public Object make(int number) {
            return payload.event(number);
        }

        @Override
        public long record(Object event) {
            return history.recordEvent((GridEvent) event);
        }
    }

    private record BusLane(Payload payload, EventBus bus) implements Lane {
        @Override
        public Object make(int number) {
            return payload.event(number);
        }

        @Override
        public long record(Object event) {
            bus.publish((GridEvent) event);
            return 0;
        }
    }

    @Override
    public void close() {
        long expected = history.stats().recorded();
        history.close();
        if (scratch != null) {
            scratch.close();
        }
        if (expected == 0) {
            throw new IllegalStateException("recorded=0: the measured code recorded nothing");
        }
    }
}
