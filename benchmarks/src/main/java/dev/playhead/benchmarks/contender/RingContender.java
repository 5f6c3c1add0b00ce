package dev.playhead.benchmarks.contender;

import dev.playhead.event.GridEvent;
import org.jspecify.annotations.Nullable;

/**
 * A naive history: a ring of references, guarded by a lock. It copies nothing, so a recorded event changes if its
 * payload object changes.
 */
final class RingContender implements Contender {
    private final @Nullable GridEvent[] ring = new GridEvent[1 << 20];

    private long next;

    private synchronized long add(GridEvent event) {
        ring[(int) next & ring.length - 1] = event;
        return next++;
    }

    @Override
    public Lane lane() {
        return new Lane() {
            @Override
            public Object make(int number) {
                return Payload.RECORD.event(number);
            }

            @Override
            public long record(Object event) {
                return add((GridEvent) event);
            }
        };
    }

    @Override
    public void close() {}
}
