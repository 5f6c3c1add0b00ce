package dev.playhead.sqlite;

import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.EventStoreProvider;
import java.nio.file.Path;

/** The provider of {@link SqliteEventStore}s, which {@link java.util.ServiceLoader} finds. */
public final class SqliteEventStoreProvider implements EventStoreProvider {
    /** Creates a provider. */
    public SqliteEventStoreProvider() {}

    @Override
    public boolean recognizes(Path file) {
        return Recognition.recognizes(file);
    }

    @Override
    public EventStore open(Path file, EventStore.Mode mode) {
        return SqliteEventStore.open(file, mode);
    }

    @Override
    public RecoveryReport salvage(Path damaged, Path target) {
        return SalvagedCopy.write(damaged, target);
    }
}
