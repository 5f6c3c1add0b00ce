package dev.playhead.benchmarks.journal;

import dev.playhead.event.GridEvent;
import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/**
 * The MVStore of H2, with a map whose keys are sequences. One thread appends to the map. The store is compressed, and
 * commits in the background every 50 ms.
 */
final class MvStoreJournal implements Journal {
    private static final int COMMIT_MILLIS = 50;
    private static final int MAX_COMPACTING_MILLIS = 5_000;

    private final Path folder;
    private final MVStore store;
    private final MVMap<Long, byte[]> map;
    private final ArraySink sink = new ArraySink();
    private long next;

    MvStoreJournal(Path folder) {
        this.folder = folder;
        store = open();
        store.setAutoCommitDelay(COMMIT_MILLIS);
        map = openMap(store);
    }

    private MVStore open() {
        return new MVStore.Builder()
                .fileName(folder.resolve("bench.mv").toString())
                .compress()
                .open();
    }

    private static MVMap<Long, byte[]> openMap(MVStore store) {
        return store.openMap(
                "event",
                new MVMap.Builder<Long, byte[]>()
                        .keyType(LongDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE)
                        .singleWriter());
    }

    @Override
    public long append(GridEvent event) {
        map.append(next++, sink.bytes(event));
        return next;
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public Contents settle() {
        MVStore read = open();
        long events = openMap(read).sizeAsLong();
        read.close(MAX_COMPACTING_MILLIS);
        return Contents.of(events, folder);
    }
}
