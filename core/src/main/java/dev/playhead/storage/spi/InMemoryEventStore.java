package dev.playhead.storage.spi;

import dev.playhead.block.BlockHeader;
import dev.playhead.block.EncodedState;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * A store that keeps everything in memory. It is meant for tests, and for applications whose history should outlive the
 * {@code EventHistory} but not the process.
 *
 * <p>Closing the store keeps its contents: {@link #reopen} opens another store on the same contents.
 *
 * <p><b>Threading.</b> Same as for every {@link EventStore}, except that reading waits for a commit in progress.
 *
 * <p><b>Durability.</b> The contents are lost when the process ends.
 */
public final class InMemoryEventStore implements EventStore {
    /**
     * The contents shared by stores that are open at the same time or are opened one after another. The object is
     * guarded by its own monitor.
     */
    private static final class Medium {
        final NavigableMap<Long, SealedBlock> blocks = new TreeMap<>();
        final NavigableMap<Long, SealedBlock> tail = new TreeMap<>();
        final NavigableMap<Long, StoredSession> sessions = new TreeMap<>();
        final NavigableMap<String, NavigableMap<Long, byte[]>> states = new TreeMap<>();
        final NavigableMap<Long, EncodedIndex> indexes = new TreeMap<>();
        final Map<Long, RecoveryReport.Quarantined> quarantined = new LinkedHashMap<>();
        final NavigableMap<Long, SequenceRange> gaps = new TreeMap<>();
        HistoryPosition position = HistoryPosition.START;
        long version;
        boolean written;
    }

    private final Medium medium;
    private final Mode mode;
    private final RecoveryReport recovery;
    private final AtomicBoolean closed = new AtomicBoolean();

    private InMemoryEventStore(Medium medium, Mode mode) {
        this.medium = medium;
        this.mode = mode;
        synchronized (medium) {
            if (mode == Mode.WRITE && medium.written) {
                throw new StoreException(
                        Reason.LOCKED, location() + " is already open for writing; close that store first", null);
            }
            medium.written |= mode == Mode.WRITE;
            this.recovery = report();
        }
    }

    /**
     * Creates an empty store, open for writing.
     *
     * @return the store
     */
    public static InMemoryEventStore create() {
        return new InMemoryEventStore(new Medium(), Mode.WRITE);
    }

    /**
     * Opens another store on the contents of this store. This store may be closed already.
     *
     * @param newMode the mode in which to open the other store
     * @return the store
     * @throws StoreException if the mode is writing and a store on the same contents is open for writing
     */
    public InMemoryEventStore reopen(Mode newMode) {
        return new InMemoryEventStore(medium, newMode);
    }

    private RecoveryReport report() {
        long events = 0;
        long last = -1;
        for (SealedBlock block : medium.blocks.values()) {
            events += block.size();
            last = block.header().lastSequence();
        }
        for (SealedBlock block : medium.tail.values()) {
            events += block.size();
            last = Math.max(last, block.header().lastSequence());
        }
        boolean cleanEnd = medium.sessions.isEmpty()
                || medium.sessions.lastEntry().getValue().end().isPresent();
        long missing = 0;
        for (SequenceRange gap : medium.gaps.values()) {
            missing += gap.last() - gap.first() + 1;
        }
        return new RecoveryReport(
                cleanEnd,
                last,
                events + missing,
                events,
                List.copyOf(medium.gaps.values()),
                List.copyOf(medium.quarantined.values()),
                Optional.empty());
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new StoreException(Reason.CLOSED, location() + " is closed; open it again", null);
        }
    }

    private void requireWriting() {
        requireOpen();
        if (mode != Mode.WRITE) {
            throw new IllegalStateException("mode=" + mode + ": the store was opened read-only; open it for writing");
        }
    }

    @Override
    public String location() {
        return "store=memory";
    }

    @Override
    public Mode mode() {
        return mode;
    }

    @Override
    public RecoveryReport recovery() {
        return recovery;
    }

    @Override
    public StoreContents contents(long afterSequence) {
        requireOpen();
        synchronized (medium) {
            List<StoredBlock> blocks = new ArrayList<>();
            NavigableMap<Long, SealedBlock> all = new TreeMap<>(medium.tail);
            all.putAll(medium.blocks);
            long end = medium.blocks.isEmpty() ? -1 : medium.blocks.lastKey();
            // The small blocks of the tail that precede a stored block are listed among the stored blocks.
            for (SealedBlock block : all.headMap(end, true).values()) {
                if (block.header().lastSequence() > afterSequence) {
                    blocks.add(StoredBlock.of(block.header()));
                }
            }
            List<SealedBlock> tail = new ArrayList<>(all.tailMap(end, false).values());
            tail.removeIf(block -> block.header().lastSequence() <= afterSequence);
            List<StoredState> states = new ArrayList<>();
            medium.states.forEach((name, bySequence) ->
                    bySequence.forEach((sequence, bytes) -> states.add(new StoredState(name, sequence, bytes.length))));
            List<SequenceRange> gaps = new ArrayList<>(medium.gaps.values());
            gaps.removeIf(gap -> gap.last() <= afterSequence);
            List<RecordingBreak> breaks = new ArrayList<>();
            for (SealedBlock block : all.tailMap(afterSequence, false).values()) {
                block.header().recordingBreak().ifPresent(breaks::add);
            }
            List<StoredIndex> indexes = new ArrayList<>();
            for (EncodedIndex index : medium.indexes.values()) {
                indexes.add(new StoredIndex(index.firstSequence(), index.lastSequence(), index.bytes().length));
            }
            List<StoredSession> sessions = List.copyOf(medium.sessions.values());
            return new StoreContents(blocks, tail, medium.position, sessions, states, gaps, breaks, indexes);
        }
    }

    @Override
    public long version() {
        requireOpen();
        synchronized (medium) {
            return medium.version;
        }
    }

    @Override
    public long quarantined() {
        requireOpen();
        synchronized (medium) {
            return medium.quarantined.size();
        }
    }

    @Override
    public List<byte[]> headers(long fromSequence, int limit) {
        requireOpen();
        synchronized (medium) {
            return medium.blocks.tailMap(fromSequence, true).values().stream()
                    .limit(limit)
                    .map(SealedBlock::headerBytes)
                    .toList();
        }
    }

    @Override
    public Optional<SealedBlock> block(StoredBlock block) {
        requireOpen();
        synchronized (medium) {
            SealedBlock found = medium.blocks.get(block.firstSequence());
            return Optional.ofNullable(found == null ? medium.tail.get(block.firstSequence()) : found);
        }
    }

    @Override
    public Optional<byte[]> state(StoredState state) {
        requireOpen();
        synchronized (medium) {
            NavigableMap<Long, byte[]> bySequence = medium.states.get(state.name());
            return Optional.ofNullable(bySequence == null ? null : bySequence.get(state.sequence()))
                    .map(byte[]::clone);
        }
    }

    @Override
    public boolean keepsIndexes() {
        return true;
    }

    @Override
    public Optional<byte[]> index(StoredIndex index) {
        requireOpen();
        synchronized (medium) {
            EncodedIndex found = medium.indexes.get(index.firstSequence());
            return found != null && found.lastSequence() == index.lastSequence()
                    ? Optional.of(found.bytes().clone())
                    : Optional.empty();
        }
    }

    @Override
    public void commit(StoreBatch batch, boolean sync) {
        requireWriting();
        synchronized (medium) {
            medium.blocks.values().removeIf(block -> block.header().lastSequence() < batch.dropBefore());
            medium.tail.values().removeIf(block -> block.header().lastSequence() < batch.dropBefore());
            medium.gaps.values().removeIf(gap -> gap.last() < batch.dropBefore());
            medium.indexes.values().removeIf(index -> index.firstSequence() < batch.dropBefore());
            medium.indexes.keySet().removeAll(batch.droppedIndexes());
            batch.quarantined().forEach(this::quarantine);
            batch.droppedStates().forEach(this::dropState);
            long next = 0;
            for (SequenceRange range : batch.lost()) {
                medium.gaps.put(range.first(), range);
                next = Math.max(next, range.last() + 1);
            }
            for (SealedBlock block : batch.tail()) {
                medium.tail.put(block.header().firstSequence(), block);
                next = Math.max(next, block.header().lastSequence() + 1);
            }
            for (SealedBlock block : batch.blocks()) {
                medium.blocks.put(block.header().firstSequence(), block);
                dropIndexes(block.header().firstSequence(), block.header().lastSequence());
                medium.tail.values().removeIf(events -> isWithin(events.header(), block.header()));
                next = Math.max(next, block.header().lastSequence() + 1);
            }
            for (EncodedState state : batch.states()) {
                medium.states
                        .computeIfAbsent(state.name(), name -> new TreeMap<>())
                        .put(state.sequence(), state.bytes().clone());
            }
            for (EncodedIndex index : batch.indexes()) {
                dropIndexes(index.firstSequence(), index.lastSequence());
                byte[] bytes = index.bytes().clone();
                medium.indexes.put(
                        index.firstSequence(), new EncodedIndex(index.firstSequence(), index.lastSequence(), bytes));
            }
            batch.sessions().forEach(session -> medium.sessions.put(session.number(), session));
            HistoryPosition position = batch.position();
            medium.position = (position == null ? medium.position : position).atLeast(next);
            medium.version++;
        }
    }

    private static boolean isWithin(BlockHeader events, BlockHeader block) {
        return events.firstSequence() >= block.firstSequence() && events.lastSequence() <= block.lastSequence();
    }

    /** Drops the indexes that cover any sequence of the given range. */
    private void dropIndexes(long first, long last) {
        medium.indexes.values().removeIf(index -> index.firstSequence() <= last && index.lastSequence() >= first);
    }

    private void quarantine(long firstSequence, String reason) {
        SealedBlock block = medium.blocks.remove(firstSequence);
        if (block != null) {
            long last = block.header().lastSequence();
            dropIndexes(firstSequence, last);
            medium.quarantined.put(firstSequence, new RecoveryReport.Quarantined(firstSequence, last, reason));
            medium.gaps.put(firstSequence, new SequenceRange(firstSequence, last));
        }
    }

    private void dropState(StoredState state) {
        NavigableMap<Long, byte[]> bySequence = medium.states.get(state.name());
        if (bySequence != null) {
            bySequence.remove(state.sequence());
        }
    }

    @Override
    public boolean maintain() {
        requireWriting();
        return false;
    }

    @Override
    public StoreCheck verify(LongConsumer onChecked) {
        requireOpen();
        List<SealedBlock> all;
        synchronized (medium) {
            all = new ArrayList<>(medium.blocks.values());
            all.addAll(medium.tail.values());
        }
        long events = 0;
        long bytes = 0;
        // Bytes in memory are not damaged, so they need no check.
        for (SealedBlock block : all) {
            events += block.size();
            bytes += block.bytes().length;
            onChecked.accept(bytes);
        }
        return new StoreCheck(all.size(), events, bytes, List.of(), contents(-1).allBreaks());
    }

    @Override
    public void compact() {
        requireWriting();
    }

    @Override
    public long sizeBytes() {
        requireOpen();
        synchronized (medium) {
            long bytes = 0;
            for (SealedBlock block : medium.blocks.values()) {
                bytes += block.bytes().length;
            }
            for (SealedBlock block : medium.tail.values()) {
                bytes += block.bytes().length;
            }
            return bytes;
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true) && mode == Mode.WRITE) {
            synchronized (medium) {
                medium.written = false;
            }
        }
    }
}
