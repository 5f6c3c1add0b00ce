package dev.playhead.sqlite;

import dev.playhead.storage.contract.EventStoreContract;
import dev.playhead.storage.spi.EventStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventStoreTest extends EventStoreContract {
    @TempDir
    Path folder;

    @Override
    protected EventStore open(EventStore.Mode mode) {
        return SqliteEventStore.open(folder.resolve("orders #1?&%41 ü.playhead"), mode);
    }
}
