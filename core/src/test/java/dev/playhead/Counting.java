package dev.playhead;

import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import java.util.Optional;

/** A projection that counts the events of the relevant types. */
record Counting(String name, EventFilter relevant) implements Projection<Long> {
    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public Long apply(Long count, RecordedEvent event) {
        return concerns(event.type()) ? Long.valueOf(count + 1) : count;
    }

    boolean concerns(String type) {
        return relevant.mayPass(type);
    }

    @Override
    public Optional<StateCodec<Long>> codec() {
        return Optional.of(StateCodec.ofData("1", count -> count, data -> (Long) data));
    }
}
