package dev.playhead.storage.spi;

import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import java.nio.file.Path;

/**
 * A provider of stores that are files. Providers are found by {@link java.util.ServiceLoader}.
 *
 * <p><b>Threading.</b> Safe for use by any number of threads.
 */
public interface EventStoreProvider {
    /**
     * Returns whether this provider handles a file. If the file is missing, empty or unreadable, only its name is
     * considered.
     *
     * @param file the file
     * @return whether the file appears to be a store of this provider; opening the file may fail nevertheless
     */
    boolean recognizes(Path file);

    /**
     * Opens a store.
     *
     * @param file the file; created if it does not exist and the mode is writing
     * @param mode the mode in which to open the store
     * @return the store
     * @throws StoreException if the store cannot be opened
     */
    EventStore open(Path file, EventStore.Mode mode);

    /**
     * Creates a new store from the readable part of a damaged store. The damaged store is left unchanged.
     *
     * @param damaged the damaged file
     * @param target the file to create; it must not exist yet
     * @return a report of what was recovered
     * @throws StoreException if nothing can be read, or the new file cannot be written
     */
    RecoveryReport salvage(Path damaged, Path target);
}
