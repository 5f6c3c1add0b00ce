package dev.playhead.internal.recording;

import dev.playhead.storage.Durability;
import dev.playhead.storage.spi.EventStore;
import java.util.Map;

/**
 * How a history is kept in a store.
 *
 * @param store where
 * @param durability when an event is to be there
 * @param budgetBytes about how much memory blocks may take; the store keeps what is beyond
 * @param context what is to be noted about the session
 */
public record StoreConfig(EventStore store, Durability durability, long budgetBytes, Map<String, String> context) {
    boolean isWritable() {
        return store.mode() == EventStore.Mode.WRITE;
    }
}
