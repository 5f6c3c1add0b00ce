package dev.playhead.benchmarks.journal;

import dev.playhead.event.GridEvent;
import java.nio.file.Path;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB, with sequences as keys. Events are written in batches of a thousand to the write-ahead log, which is not
 * synced after each batch. Tables are compressed with LZ4, or with Zstandard at the bottom level, as the tuning guide
 * of RocksDB recommends.
 */
final class RocksJournal implements Journal {
    private static final int BATCH = 1_000;

    static {
        RocksDB.loadLibrary();
    }

    private final Path folder;
    private final RocksDB database;
    private final WriteBatch batch = new WriteBatch();
    private final WriteOptions logged = new WriteOptions().setSync(false).setDisableWAL(false);
    private final ArraySink sink = new ArraySink();
    private long next;

    RocksJournal(Path folder) {
        this.folder = folder;
        try {
            database = open();
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    private RocksDB open() throws RocksDBException {
        Options options = new Options()
                .setCreateIfMissing(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION);
        return RocksDB.open(options, folder.toString());
    }

    private static IllegalStateException failed(RocksDBException e) {
        return new IllegalStateException("RocksDB failed: " + e.getMessage(), e);
    }

    @Override
    public long append(GridEvent event) {
        try {
            batch.put(ArraySink.key(next++), sink.bytes(event));
            if (next % BATCH == 0) {
                write();
            }
            return next;
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    private void write() throws RocksDBException {
        database.write(logged, batch);
        batch.clear();
    }

    @Override
    public void close() {
        try {
            write();
            database.closeE();
        } catch (RocksDBException e) {
            throw failed(e);
        }
    }

    /**
     * Compacts the tables, and counts the events. After the compaction, all events are in the tables, and the log is no
     * longer needed.
     */
    @Override
    public Contents settle() {
        long events = 0;
        try (RocksDB read = open()) {
            read.compactRange();
            try (RocksIterator all = read.newIterator()) {
                for (all.seekToFirst(); all.isValid(); all.next()) {
                    events++;
                }
                all.status();
            }
        } catch (RocksDBException e) {
            throw failed(e);
        }
        return Contents.of(events, folder);
    }
}
