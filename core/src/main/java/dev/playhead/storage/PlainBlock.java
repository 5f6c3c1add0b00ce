package dev.playhead.storage;

import dev.playhead.block.Block;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;

/** A full block: the events as plain data, none of the application's objects. */
final class PlainBlock implements Block {
    private final RecordedEvent[] events;

    PlainBlock(Block full) {
        events = new RecordedEvent[full.size()];
        for (int i = 0; i < events.length; i++) {
            events[i] = full.event(i);
        }
    }

    @Override
    public int size() {
        return events.length;
    }

    @Override
    public long sequence(int position) {
        return events[position].sequence();
    }

    @Override
    public Instant timestamp(int position) {
        return events[position].timestamp();
    }

    @Override
    public String type(int position) {
        return events[position].type();
    }

    @Override
    public String source(int position) {
        return events[position].source();
    }

    @Override
    public RecordedEvent event(int position) {
        return events[position];
    }
}
