package dev.playhead.internal.recording;

import dev.playhead.storage.Durability;
import dev.playhead.storage.spi.EventStore;
import java.util.Map;

/**
 * The configuration of a history that is kept in a store.
 *
 * @param store the store
 * @param durability the mode that specifies when an event is durable
 * @param budgetBytes the approximate number of bytes that blocks may take in memory; other blocks are only in the store
 * @param context the description of the session to store
 */
public record StoreConfig(EventStore store, Durability durability, long budgetBytes, Map<String, String> context) {
    boolean isWritable() {
        return store.mode() == EventStore.Mode.WRITE;
    }
}
