package dev.playhead.cli.cache;

import dev.playhead.block.EncodedState;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreCheck;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that is open for reading, together with cached states. Earlier commands have folded these states from the
 * events of the store, and have written them to a file in the cache folder. If that file is damaged, only the cached
 * states are unavailable.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
public final class KeptStates implements EventStore {
    /**
     * The least number of blocks for which states are cached. Folding states from fewer blocks is about as fast as
     * reading cached states.
     */
    private static final int LEAST_BLOCKS = 32;

    /**
     * The divisor that decides whether an existing file is rewritten. The file is rewritten if the newest folded state
     * is sufficiently newer than every cached state: the difference of their sequences must be at least the last
     * sequence of the store's blocks, divided by this constant.
     */
    private static final int WORTH_WRITING = 32;

    private final EventStore store;
    private final CacheFolder folder;
    private final Path file;
    // The following fields are guarded by this.
    private List<StoredBlock> blocks = List.of();
    private List<SequenceRange> gaps = List.of();
    private @Nullable HistoryPosition position;
    private Set<StoredState> own = Set.of();
    private @Nullable SealedStates kept;
    /** Whether states may have been folded from events that the store no longer contains. */
    private boolean isOther;

    private KeptStates(EventStore store, CacheFolder folder, Path file) {
        this.store = store;
        this.folder = folder;
        this.file = file;
    }

    /**
     * Adds the cached states to a store.
     *
     * @param store a store that is open for reading; it is closed when the returned store is closed
     * @param folder the folder of cached files
     * @param playheadFile the file that contains the store
     * @return a store with the contents of the given store and the cached states; the given store if the cache cannot
     *     be used
     */
    public static EventStore over(EventStore store, CacheFolder folder, Path playheadFile) {
        try {
            return new KeptStates(store, folder, folder.fileOf(playheadFile));
        } catch (IOException e) {
            return store; // reading the store will report the error
        }
    }

    @Override
    public StoreContents contents(long afterSequence) {
        StoreContents contents = store.contents(afterSequence);
        List<StoredState> states = new ArrayList<>(contents.states());
        synchronized (this) {
            look(contents, afterSequence < 0);
            if (kept != null) {
                kept.states().stream().filter(state -> !own.contains(state)).forEach(states::add);
            }
        }
        return new StoreContents(
                contents.blocks(),
                contents.tail(),
                contents.history(),
                contents.sessions(),
                states,
                contents.gaps(),
                contents.breaks(),
                contents.indexes());
    }

    private void look(StoreContents contents, boolean whole) {
        HistoryPosition before = position;
        HistoryPosition now = contents.history();
        position = now;
        own = new HashSet<>(contents.states());
        if (before != null
                && (whole
                        || before.originSequence() != now.originSequence()
                        || before.evictedEvents() != now.evictedEvents())) {
            isOther = true;
            kept = null;
        }
        if (whole) {
            blocks = contents.blocks();
            gaps = contents.gaps();
            kept = before == null && blocks.size() >= LEAST_BLOCKS ? opened() : null;
        } else {
            long last = lastSequence();
            List<StoredBlock> more = new ArrayList<>(blocks);
            contents.blocks().stream()
                    .filter(block -> block.firstSequence() > last)
                    .forEach(more::add);
            blocks = more;
            gaps = contents.gaps();
        }
    }

    private long lastSequence() {
        return blocks.isEmpty() ? -1 : blocks.get(blocks.size() - 1).lastSequence();
    }

    private @Nullable SealedStates opened() {
        try {
            Optional<SealedStates> opened = SealedStates.open(file, this::key);
            if (opened.isPresent()) {
                folder.used(file);
            } else {
                Files.deleteIfExists(file); // damaged, or folded from events that were dropped
            }
            return opened.orElse(null);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | PlayheadException e) { // reading the store will report an error of the store
            return null;
        }
    }

    private Optional<byte[]> key(long upTo) {
        HistoryPosition known = position;
        return known == null ? Optional.empty() : StateKey.of(store, known, gaps, blocks, upTo);
    }

    @Override
    public boolean keepsIndexes() {
        return store.keepsIndexes();
    }

    @Override
    public Optional<byte[]> index(StoredIndex index) {
        return store.index(index);
    }

    @Override
    public Optional<byte[]> state(StoredState state) {
        SealedStates here;
        synchronized (this) {
            here = own.contains(state) ? null : kept;
        }
        if (here == null || !here.has(state)) {
            return store.state(state);
        }
        try {
            return here.read(state);
        } catch (IOException e) {
            return Optional.empty(); // the state is folded again
        }
    }

    @Override
    public void folded(Supplier<List<EncodedState>> states) {
        if (!isWorthKeeping()) {
            return;
        }
        List<EncodedState> folded = states.get();
        try {
            write(folded);
        } catch (IOException | PlayheadException e) {
            // The states are not cached, so the next command folds the same events again. This command must not fail
            // because of the cache, for example because of a full disk.
        }
    }

    private synchronized boolean isWorthKeeping() {
        return !isOther && blocks.size() >= LEAST_BLOCKS;
    }

    private synchronized void write(List<EncodedState> states) throws IOException {
        long upTo = lastSequence();
        List<EncodedState> all = new ArrayList<>();
        long bytes = 0;
        long last = -1;
        for (EncodedState state : states) {
            if (state.sequence() <= upTo + 1) {
                all.add(state);
                bytes += state.bytes().length;
                last = Math.max(last, state.sequence());
            }
        }
        if (kept != null) {
            for (StoredState state : kept.states()) {
                if (last - state.sequence() < upTo / WORTH_WRITING) {
                    return; // the cached states are recent enough for the next command
                }
                Optional<byte[]> known = kept.read(state);
                if (known.isPresent() && bytes + state.bytes() <= SealedStates.MAX_BYTES / 2) {
                    all.add(new EncodedState(state.name(), state.sequence(), known.get()));
                    bytes += state.bytes();
                }
            }
        }
        Optional<byte[]> key = key(upTo);
        if (key.isPresent() && !all.isEmpty() && bytes <= SealedStates.MAX_BYTES / 4 * 3) {
            folder.write(file, SealedStates.sealed(key.get(), upTo, all));
        }
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public List<Path> files() {
        return store.files();
    }

    @Override
    public Mode mode() {
        return store.mode();
    }

    @Override
    public RecoveryReport recovery() {
        return store.recovery();
    }

    @Override
    public long version() {
        return store.version();
    }

    @Override
    public long quarantined() {
        return store.quarantined();
    }

    @Override
    public List<byte[]> headers(long fromSequence, int limit) {
        return store.headers(fromSequence, limit);
    }

    @Override
    public Optional<SealedBlock> block(StoredBlock block) {
        return store.block(block);
    }

    @Override
    public void commit(StoreBatch batch, boolean sync) {
        store.commit(batch, sync);
    }

    @Override
    public boolean maintain() {
        return store.maintain();
    }

    @Override
    public StoreCheck verify(LongConsumer onChecked) {
        return store.verify(onChecked);
    }

    @Override
    public void compact() {
        store.compact();
    }

    @Override
    public long sizeBytes() {
        return store.sizeBytes();
    }

    @Override
    public void close() {
        store.close();
    }
}
