package dev.playhead;

import dev.playhead.storage.spi.EventStoreTravelFuzzTest;
import dev.playhead.storage.spi.InMemoryEventStore;

class DurableTravelFuzzTest extends EventStoreTravelFuzzTest {
    DurableTravelFuzzTest() {
        super(20, 40);
    }

    @Override
    protected Medium newMedium() {
        InMemoryEventStore first = InMemoryEventStore.create();
        first.close();
        return first::reopen;
    }
}
