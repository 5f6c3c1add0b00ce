package dev.playhead;

import dev.playhead.storage.spi.EventStoreTravelFuzzTest;
import dev.playhead.storage.spi.InMemoryEventStore;
import org.junit.jupiter.api.Tag;

@Tag("full")
class DurableTravelFuzzTest extends EventStoreTravelFuzzTest {
    DurableTravelFuzzTest() {
        super(Boolean.getBoolean("playhead.full") ? 100 : 6, 40);
    }

    @Override
    protected Medium newMedium() {
        InMemoryEventStore first = InMemoryEventStore.create();
        first.close();
        return first::reopen;
    }
}
