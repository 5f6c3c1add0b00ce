package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.timetravel.SnapshotManager.FoldedBaseline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What of a {@link BlockRing} is kept, and what became of the rest. Guarded by the buffer's lock.
 *
 * <p>Evicted blocks are retired, not dropped, where the history has projections: their events have to be folded into the
 * state before the oldest kept event (the base) first, and folding is code of the application's, which no lock may cover.
 * Whoever folds calls {@link #release}, perhaps for more than is evicted by then: that is remembered.
 */
final class Retention {
    /** Of a history with few events, bytes or little time, a block is a small part. */
    static final int BLOCKS_PER_CAPACITY = 8;

    private static final int MAX_BLOCK_EVENTS = 1_024;
    private static final int MIN_BLOCK_EVENTS = 16;
    private static final long MAX_BLOCK_BYTES = 256 * 1_024;
    private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);
    /** What is let go of at once when the heap is too full. */
    private static final int SHED_PART = 8;

    private final long maxCount;
    private final long maxBytes;
    private final long maxAgeMillis;
    private final int blockEvents;
    private final long blockBytes;
    private final boolean retiring;
    private final BlockRing ring;

    private final Deque<Retired> retired = new ArrayDeque<>();
    /** The oldest and the latest states that the store has not got. */
    private List<FoldedBaseline> folded = List.of();

    private long evictedBlocksEvents;
    private long evictedBeforeOrigin;
    private long originSequence;
    private long clears;
    private long shed;
    private long releasedBefore;
    private long evictedUpTo = -1;
    private long nowMillis = Long.MIN_VALUE;

    /** An evicted block that is not folded yet. */
    private record Retired(Block block, long lastSequence) {}

    Retention(RetentionPolicy policy, boolean retiring, BlockRing ring) {
        this.maxCount = policy.maxCount().orElse(Long.MAX_VALUE);
        this.maxBytes = policy.maxBytes().orElse(Long.MAX_VALUE);
        this.maxAgeMillis = millis(policy.maxAge());
        // Small histories get small blocks, so that they do not pin the application's objects for long, and so that
        // dropping a block costs a small part of what may be kept.
        this.blockEvents = (int) Math.min(MAX_BLOCK_EVENTS, Math.max(MIN_BLOCK_EVENTS, maxCount / BLOCKS_PER_CAPACITY));
        this.blockBytes = Math.min(MAX_BLOCK_BYTES, maxBytes / BLOCKS_PER_CAPACITY);
        this.retiring = retiring;
        this.ring = ring;
    }

    /** A greatest age in milliseconds; {@link Long#MAX_VALUE} for none. */
    static long millis(Optional<Duration> maxAge) {
        Duration age = maxAge.orElse(FOR_EVER);
        return age.compareTo(FOR_EVER) < 0 ? age.toMillis() : Long.MAX_VALUE;
    }

    /** How many events a block gets at most. */
    int blockEvents() {
        return blockEvents;
    }

    /** From how many bytes on a block is full. */
    long blockBytes() {
        return blockBytes;
    }

    boolean limitsBytes() {
        return maxBytes < Long.MAX_VALUE;
    }

    boolean limitsAge() {
        return maxAgeMillis < Long.MAX_VALUE;
    }

    /** How often to look whether something expired. */
    long expiryMillis() {
        return Math.max(10, Math.min(60_000, maxAgeMillis / BLOCKS_PER_CAPACITY));
    }

    /** Whether a block has been open for so long that it would delay expiry. */
    boolean isOld(RecordingBlock block, long millis) {
        return limitsAge() && millis - block.openedAtMillis() > maxAgeMillis / BLOCKS_PER_CAPACITY;
    }

    /** Lets time pass; it never goes back. */
    long passed(long millis) {
        nowMillis = Math.max(nowMillis, millis);
        return nowMillis;
    }

    /** Lets go of the blocks of which no event is wanted, given how many events and bytes the open block has. */
    void evict(int inOpen, long openBytes) {
        while (!ring.isEmpty()) {
            Slot first = ring.get(0);
            boolean evictable = !first.isOpen()
                    && (excess(inOpen) >= first.size()
                            || nowMillis - first.lastRecordedAtMillis() > maxAgeMillis
                            || (isTooLarge(openBytes) && !hasLatestEvent(first, inOpen)));
            if (!evictable) {
                return;
            }
            evictFirst();
        }
    }

    private void evictFirst() {
        Slot first = ring.get(0);
        evictedBlocksEvents += first.size();
        evictedUpTo = first.lastSequence();
        if (retiring && evictedUpTo >= releasedBefore) {
            retired.addLast(new Retired(ring.block(first, first.size()), evictedUpTo));
        }
        ring.evictFirst();
    }

    /** Lets go of the oldest blocks, but not of the latest event, since the heap is too full; tells how many events. */
    long shed(int inOpen) {
        long events = 0;
        long enough = ring.closedBytes() - Math.max(1, ring.closedBytes() / SHED_PART);
        while (ring.closedBytes() > enough && !hasLatestEvent(ring.get(0), inOpen)) {
            // What count has evicted of the first block already is not shed.
            events += ring.get(0).size() - excess(inOpen);
            evictFirst();
        }
        shed += events;
        return events;
    }

    /** How many events there are beyond the greatest number. After evicting, less than the first block has. */
    int excess(int inOpen) {
        return (int) Math.max(0, ring.closedEvents() + inOpen - maxCount);
    }

    /**
     * The open block is counted as if it were full, so that it does not grow beyond the limit. A block that a thread is
     * sealing counts when that is done, since it then has fewer bytes: no event goes for bytes that nobody will hold.
     */
    private boolean isTooLarge(long openBytes) {
        long sealedBytes = ring.closedBytes() - ring.backlogBytes();
        return sealedBytes + (ring.open() == null ? 0 : Math.max(blockBytes, openBytes)) > maxBytes;
    }

    /** Whether a closed block, the first one, is the last one with events: no limit on bytes takes the latest event. */
    private boolean hasLatestEvent(Slot first, int inOpen) {
        return first.size() == ring.closedEvents() && inOpen == 0;
    }

    /** Forgets all events, none of which is open, for a new history. */
    void clear() {
        evictedBlocksEvents += excess(0); // they were evicted, not cleared
        evictedUpTo = ring.sequenceAfterClosed() - 1;
        ring.clear();
        retired.clear();
        folded = List.of();
        clears++;
        evictedBeforeOrigin = evictedBlocksEvents;
        originSequence = ring.sequenceAfterClosed();
    }

    /** Goes on where another one was. */
    void restore(StoreContents.HistoryPosition position) {
        originSequence = position.originSequence();
        evictedBeforeOrigin = 0;
        evictedBlocksEvents = position.evictedEvents();
    }

    /** Evicted events since the history began, without those that count hides in the first block. */
    long evictedSinceOrigin() {
        return evictedBlocksEvents - evictedBeforeOrigin;
    }

    long evicted() {
        return evictedBlocksEvents;
    }

    long shed() {
        return shed;
    }

    long originSequence() {
        return originSequence;
    }

    /** What bounds the drops of a commit that is planned now. */
    DropPlanner.Bounds bounds() {
        return new DropPlanner.Bounds(nowMillis, originSequence, evictedUpTo + 1, retiring, folded);
    }

    /** Blocks that begin before this sequence are evicted or cleared. */
    long keptFrom() {
        return Math.max(evictedUpTo + 1, originSequence);
    }

    /** How often the history was cleared. */
    long clears() {
        return clears;
    }

    List<Block> retired() {
        return retired.stream().map(Retired::block).toList();
    }

    /** The sequence of the first event in the ring or in retired blocks; the given one if there is none. */
    long firstHeld(long next) {
        if (!retired.isEmpty()) {
            return retired.getFirst().block().sequence(0);
        }
        return ring.isEmpty() || ring.get(0).size() == 0 ? next : ring.get(0).sequence(0);
    }

    int retiredBlocks() {
        return retired.size();
    }

    /** Lets go of retired blocks that are folded; those yet to be evicted will not be retired. */
    void release(FoldedBaseline states) {
        long beforeSequence = states.beforeSequence();
        releasedBefore = Math.max(releasedBefore, beforeSequence);
        if (states.originSequence() == originSequence) {
            boolean continues = !folded.isEmpty() && folded.get(0).beforeSequence() < beforeSequence;
            folded = continues ? List.of(folded.get(0), states) : List.of(states);
        }
        while (!retired.isEmpty() && retired.getFirst().lastSequence() < beforeSequence) {
            retired.removeFirst();
        }
    }

    /** Notes that the store has states; earlier ones are of no use any more. */
    void stored(FoldedBaseline states) {
        List<FoldedBaseline> later = new ArrayList<>(folded);
        later.removeIf(other -> other.beforeSequence() <= states.beforeSequence());
        folded = folded.contains(states) ? List.copyOf(later) : folded;
    }
}
