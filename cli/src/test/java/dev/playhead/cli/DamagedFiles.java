package dev.playhead.cli;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.sqlite.SqliteEventStore;
import dev.playhead.storage.spi.EventStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A writer of Playhead files with a damaged block. */
public final class DamagedFiles {
    private static final int PIECE_BYTES = 64;

    private DamagedFiles() {}

    /** Writes a file of 4,000 numbered events in several blocks. The second block is damaged. */
    public static Path write(Path folder) throws IOException {
        return write(folder, 1);
    }

    static Path write(Path folder, int index) throws IOException {
        Path path = folder.resolve("damaged.playhead");
        try (EventHistory history = EventHistory.open(path)) {
            for (int i = 0; i < 4_000; i++) {
                long unusedSequence = history.recordEvent(GridEvent.of(
                        "order:" + i / 1_000, Map.of("id", "A", "n", (long) i, "text", "number-" + i * 7919L)));
            }
        }
        byte[] block = new byte[0];
        try (EventStore store = SqliteEventStore.open(path, EventStore.Mode.READ)) {
            block = store.block(store.contents(-1).blocks().get(index))
                    .orElseThrow()
                    .bytes();
        }
        damage(path, block);
        return path;
    }

    /** Changes one byte, in the second half of a block, in every copy of the block in the file. */
    private static void damage(Path file, byte[] block) throws IOException {
        byte[] all = Files.readAllBytes(file);
        String text = new String(all, StandardCharsets.ISO_8859_1);
        String bytes;
        int from = block.length / 2;
        do { // the boundary of a page may be within the bytes
            bytes = new String(block, from, PIECE_BYTES, StandardCharsets.ISO_8859_1);
            from += PIECE_BYTES;
        } while (!text.contains(bytes));
        // Free pages may also contain these bytes, because the block replaced a tail that contained them.
        for (int at = text.indexOf(bytes); at >= 0; at = text.indexOf(bytes, at + PIECE_BYTES)) {
            all[at + PIECE_BYTES / 2] ^= 0x55;
        }
        Files.write(file, all);
    }
}
