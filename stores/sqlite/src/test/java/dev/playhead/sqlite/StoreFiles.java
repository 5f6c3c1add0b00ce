package dev.playhead.sqlite;

import dev.playhead.block.SealedBlock;
import dev.playhead.event.PlayheadException;
import dev.playhead.storage.contract.StoreBlocks;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Methods that fill, copy, damage and inspect files of stores. */
final class StoreFiles {
    private StoreFiles() {}

    /** Commits the given number of blocks, each of which has 50 events. The first event has sequence 0. */
    static void fill(EventStore store, int blocks) {
        for (long i = 0; i < blocks; i++) {
            store.commit(
                    StoreBatch.builder()
                            .block(StoreBlocks.block(i * 50, i * 50 + 49))
                            .build(),
                    false);
        }
    }

    static byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    static void flip(Path file, long position, int mask) throws IOException {
        byte[] bytes = bytes(file);
        bytes[(int) position] ^= (byte) mask;
        Files.write(file, bytes);
    }

    /** Copies a database as it would remain if the process that writes it were killed now. */
    static void copyAsKilled(Path from, Path to) throws IOException {
        Files.copy(from, to);
        Path log = WalFile.of(from);
        if (Files.exists(log)) {
            Files.copy(log, WalFile.of(to));
        }
    }

    /** Returns the sequences of all readable events. Fails if the content of an event is wrong. */
    static NavigableSet<Long> readable(EventStore store) {
        NavigableSet<Long> sequences = new TreeSet<>();
        StoreContents contents = store.contents(-1);
        List<SealedBlock> all = new ArrayList<>();
        for (StoredBlock stored : contents.blocks()) {
            try {
                Optional<SealedBlock> block = store.block(stored);
                all.add(block.orElseThrow());
            } catch (PlayheadException damaged) {
                // An unreadable block is not a failure. Only a wrong event is a failure.
            }
        }
        all.addAll(contents.tail());
        for (SealedBlock block : all) {
            if (!StoreBlocks.isRight(block)) {
                throw new AssertionError("wrong events in " + block);
            }
            for (int i = 0; i < block.size(); i++) {
                sequences.add(block.sequence(i));
            }
        }
        return sequences;
    }
}
