package dev.playhead;

import dev.playhead.event.PlayheadException;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.EventStoreProvider;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Finds the module that keeps events in files. */
final class Stores {
    private Stores() {}

    static EventStore open(Path file, EventStore.Mode mode) {
        return provider(file).open(file, mode);
    }

    /** The provider of a file: one that recognizes it, else the only one, which then says what is wrong with the file. */
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
                            + " on the class path or module path; EventHistory.inMemory() and importFrom(file) read event"
                            + " files");
        }
        return any;
    }
}
