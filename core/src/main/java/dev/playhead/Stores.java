package dev.playhead;

import dev.playhead.event.PlayheadException;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.EventStoreProvider;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** The lookup of the module that stores events in files. */
final class Stores {
    private Stores() {}

    static EventStore open(Path file, EventStore.Mode mode) {
        return provider(file).open(file, mode);
    }

    /**
     * Returns the provider that recognizes a file. If no provider recognizes it, returns any provider; the error
     * message of that provider then describes the problem with the file. Throws an exception if there is no provider.
     */
    private static EventStoreProvider provider(Path file) {
        EventStoreProvider any = null;
        for (EventStoreProvider provider :
                ServiceLoader.load(EventStoreProvider.class, Stores.class.getClassLoader())) {
            if (provider.recognizes(file)) {
                return provider;
            }
            any = provider;
        }
        if (any == null) {
            throw new PlayheadException(
                    "file=" + file + " cannot be opened: a durable history needs dev.playhead:playhead-sqlite"
                            + " on the class path or module path; to read an event file, use"
                            + " EventHistory.inMemory() and importFrom(file)");
        }
        return any;
    }
}
