package dev.playhead.storage.spi;

import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import java.nio.file.Path;

/**
 * Opens stores that are files. Providers are found by {@link java.util.ServiceLoader}.
 *
 * <p><b>Threading.</b> Any number of threads.
 */
public interface EventStoreProvider {
    /**
     * Whether a file is one of this provider's. A missing or empty file is judged by its name.
     *
     * @param file the file
     * @return whether it looks like one; opening it may fail all the same
     */
    boolean recognizes(Path file);

    /**
     * Opens a store.
     *
     * @param file the file; made if it is missing and is to be written
     * @param mode what for
     * @return the store
     * @throws StoreException if it cannot be opened
     */
    EventStore open(Path file, EventStore.Mode mode);

    /**
     * Makes a new store of what can be read of a damaged one, which is left as it is.
     *
     * @param damaged the damaged file
     * @param target the file to make; nothing may be there yet
     * @return what was found
     * @throws StoreException if nothing can be read, or the new file cannot be written
     */
    RecoveryReport salvage(Path damaged, Path target);
}
