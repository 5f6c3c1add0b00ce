package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.storage.spi.EventStore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnFilesTest {
    @TempDir
    Path folder;

    @Test
    void shouldRefuseToExportToOrImportFromItsOwnFiles() {
        Path file = folder.resolve("own.playhead");
        try (EventHistory history = EventHistory.open(file);
                EventHistory reader = EventHistory.openReadOnly(file)) {
            history.recordEvent(GridEvent.of("t", Map.of("n", 1)));
            history.flush();
            for (String suffix : new String[] {"", "-wal", "-shm", ".lock"}) {
                Path own = folder.resolve("own.playhead" + suffix);
                assertThat(own).exists();
                assertThatThrownBy(() -> history.exportTo(own)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> history.importFrom(own)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> reader.exportTo(own)).isInstanceOf(IllegalArgumentException.class);
            }
        }
        try (EventStore store = SqliteEventStore.open(file)) {
            assertThat(store.recovery().eventsRecovered()).isEqualTo(1);
        }
    }
}
