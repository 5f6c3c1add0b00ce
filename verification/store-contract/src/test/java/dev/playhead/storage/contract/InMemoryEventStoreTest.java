package dev.playhead.storage.contract;

import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;

class InMemoryEventStoreTest extends EventStoreContract {
    private final InMemoryEventStore medium = InMemoryEventStore.create();

    InMemoryEventStoreTest() {
        medium.close();
    }

    @Override
    protected EventStore open(EventStore.Mode mode) {
        return medium.reopen(mode);
    }
}
