package dev.playhead.sqlite;

import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.EventStoreTravelFuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteTravelFuzzTest extends EventStoreTravelFuzzTest {
    @TempDir
    Path folder;

    private int files;

    SqliteTravelFuzzTest() {
        super(6, 40);
    }

    private Path newFile() {
        return folder.resolve(files++ + ".playhead");
    }

    @Override
    protected Medium newMedium() {
        return new Medium() {
            private Path file = newFile();

            @Override
            public EventStore open(EventStore.Mode mode) {
                return SqliteEventStore.open(file, mode);
            }

            /**
             * Continues with a copy of the file as a killed process would leave it. The copy shows nothing that closing
             * the file would do; for example, its log is not emptied.
             */
            @Override
            public void killed() {
                Path copy = newFile();
                try {
                    StoreFiles.copyAsKilled(file, copy);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                file = copy;
            }
        };
    }
}
