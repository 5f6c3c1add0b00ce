package dev.playhead.storage.spi;

import org.jspecify.annotations.Nullable;

class InMemoryEventStoreTest extends EventStoreContractTest {
    private @Nullable InMemoryEventStore first;

    @Override
    protected EventStore open(EventStore.Mode mode) {
        if (first == null) {
            first = InMemoryEventStore.create();
            if (mode == EventStore.Mode.WRITE) {
                return first;
            }
            first.close();
        }
        return first.reopen(mode);
    }
}
