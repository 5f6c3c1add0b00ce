package dev.playhead.cli.output;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import dev.playhead.storage.spi.StoredSession;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The output of a copy as a new Playhead file, with constant memory. The file contains the events in blocks, but no
 * states and no indexes.
 */
public final class StoreOutput implements CopyOutput {
    /*
     * The sequences of a gap must follow all sequences that were stored earlier. So a block ends before each gap, and
     * the blocks before a gap are committed before the gap.
     */
    private static final int MAX_BLOCK_EVENTS = 1_024;
    private static final long MAX_BLOCK_CHARS = 256 << 10;
    private static final long MAX_BATCH_BYTES = 4 << 20;

    /** The ends of the names of the files that SQLite keeps beside a database file. */
    private static final List<String> LOGS = List.of("-wal", "-shm", "-journal");

    private final Path target;
    private final Path part;
    private final EventStore store;
    private final List<Path> files;
    private final BlockWriter block = new BlockWriter(true);
    private StoreBatch.Builder batch = StoreBatch.builder();
    private boolean batchHasBlocks;
    private long batchBytes;
    private long blockChars;
    private long lastRecordedAtMillis;
    private @Nullable RecordingBreak blockBreak;
    private @Nullable RecordingBreak nextBreak;
    /** The sequence after the last event or gap; -1 before the first event or gap. */
    private long next = -1;

    private boolean complete;

    private StoreOutput(Path target, Path part, EventStore store) {
        this.target = target;
        this.part = part;
        this.store = store;
        this.files = store.files();
    }

    /**
     * Begins to write.
     *
     * @param name the file, which must not exist
     * @return the output
     */
    public static StoreOutput open(String name) {
        requireNew(name);
        Path target = Path.of(name);
        // The process id keeps the temporary files of commands with the same target apart.
        Path part = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            boolean unusedPartExisted = Files.deleteIfExists(part); // left by a killed process with this id
            for (String suffix : LOGS) {
                boolean unusedExisted = Files.deleteIfExists(part.resolveSibling(part.getFileName() + suffix));
            }
        } catch (IOException e) {
            throw new CommandFailure(part + " cannot be deleted: " + e.getMessage());
        }
        return new StoreOutput(target, part, PlayheadFile.create(part));
    }

    /**
     * Fails if there is a file or folder with this name, or the log of a Playhead file that had this name. SQLite would
     * write the pages of such a log into the new file. A pipe or a device with this name is permitted.
     */
    public static void requireNew(String name) {
        Path file = Path.of(name);
        if (Files.isRegularFile(file) || Files.isDirectory(file)) {
            throw new CommandFailure(name + " already exists; choose the name of a new file");
        }
        for (String suffix : LOGS) {
            if (Files.exists(Path.of(name + suffix))) {
                throw new CommandFailure(name + suffix + " already exists: the log of a Playhead file that had this"
                        + " name; move it together with that file, or choose another name");
            }
        }
    }

    @Override
    public void missing(RecordingBreak recordingBreak) {
        endBlock();
        nextBreak = nextBreak == null ? recordingBreak : nextBreak.and(recordingBreak);
    }

    @Override
    public void missing(SequenceRange gap) {
        endBlock();
        if (batchHasBlocks) {
            commit(false);
        }
        if (next < 0 && gap.first() > 0) {
            batch.dropBefore(gap.first()); // earlier sequences are not lost: the history begins with the gap
        }
        batch.lost(gap);
        next = gap.last() + 1;
    }

    @Override
    public void write(RecordedEvent event, long recordedAtMillis) {
        long chars = chars(event.payload()) + chars(event.metadata());
        if (block.size() == MAX_BLOCK_EVENTS || blockChars + chars > MAX_BLOCK_CHARS) {
            endBlock();
        }
        if (block.size() == 0) {
            blockBreak = nextBreak;
            nextBreak = null;
        }
        lastRecordedAtMillis = Math.max(lastRecordedAtMillis, recordedAtMillis);
        block.add(event.sequence(), event.event(), lastRecordedAtMillis);
        blockChars += chars;
        next = event.sequence() + 1;
    }

    /** {@return the approximate number of characters in the plain data} */
    private static long chars(@Nullable Object plain) {
        long chars = 8;
        if (plain instanceof String text) {
            chars += text.length();
        } else if (plain instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                chars += chars(entry.getKey()) + chars(entry.getValue());
            }
        } else if (plain instanceof List<?> list) {
            for (Object element : list) {
                chars += chars(element);
            }
        }
        return chars;
    }

    private void endBlock() {
        if (block.size() == 0) {
            return;
        }
        block.breakBefore(blockBreak);
        SealedBlock sealed = SealedBlock.ofSealed(block.seal());
        batch.block(sealed);
        batchHasBlocks = true;
        batchBytes += sealed.bytes().length;
        blockChars = 0;
        if (batchBytes >= MAX_BATCH_BYTES) {
            commit(false);
        }
    }

    private void commit(boolean sync) {
        store.commit(batch.build(), sync);
        batch = StoreBatch.builder();
        batchHasBlocks = false;
        batchBytes = 0;
    }

    @Override
    public void complete(List<StoredSession> sessions, HistoryPosition position) {
        endBlock();
        HistoryPosition end = position.atLeast(next);
        List<StoredSession> all = new ArrayList<>(sessions);
        if (nextBreak != null && !all.isEmpty()) {
            StoredSession last = all.get(all.size() - 1);
            all.set(all.size() - 1, last.with(Optional.of(nextBreak.at(end.nextSequence()))));
        }
        all.forEach(batch::session);
        batch.position(end);
        commit(true);
        store.close();
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (IOException e) {
            throw failed(e);
        }
        requireNew(target.toString());
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e);
        }
        complete = true;
        discard();
    }

    private CommandFailure failed(IOException e) {
        return new CommandFailure(target + " cannot be written: " + e.getMessage());
    }

    @Override
    public long bytes() {
        try {
            return Files.size(target);
        } catch (IOException e) {
            return -1; // another process removed the file
        }
    }

    @Override
    public void close() {
        if (!complete) {
            store.close();
            discard();
        }
    }

    /** Deletes what remains under the temporary name. */
    private void discard() {
        for (Path file : files) {
            try {
                boolean unusedExisted = Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new CommandFailure(file + " cannot be deleted: " + e.getMessage());
            }
        }
    }
}
