package dev.playhead.benchmarks.journal;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.Durability;
import java.nio.file.Path;

/** A journal that appends events to a Playhead history in a file. */
final class PlayheadJournal implements Journal {
    private final Path folder;
    private final Path file;
    private final EventHistory history;

    PlayheadJournal(Path folder, Durability durability) {
        this.folder = folder;
        this.file = folder.resolve("bench.playhead");
        this.history = EventHistory.builder().file(file).durability(durability).build();
    }

    @Override
    public long append(GridEvent event) {
        return history.recordEvent(event);
    }

    @Override
    public void close() {
        history.flush();
        history.close();
    }

    @Override
    public Contents settle() {
        try (EventHistory read = EventHistory.openReadOnly(file)) {
            return Contents.of(read.count(EventFilter.all()), folder);
        }
    }
}
