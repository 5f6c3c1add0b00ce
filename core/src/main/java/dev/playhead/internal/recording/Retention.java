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
 * The retention of a {@link BlockRing}. It decides which blocks to evict, and counts the evicted events. Guarded by the
 * buffer's lock.
 *
 * <p>If the history has projections, evicted blocks are retired rather than dropped. Their events must first be folded
 * into the state before the oldest retained event (the base). Folding runs application code, which must not run under a
 * lock. The component that folds the events calls {@link #release} afterwards. It may also release blocks that are not
 * evicted yet. Such blocks are not retired when they are evicted.
 */
final class Retention {
    /**
     * The limits of a block are the limits of the policy divided by this number, within fixed bounds, so that blocks
     * are small.
     */
    static final int BLOCKS_PER_CAPACITY = 8;

    private static final int MAX_BLOCK_EVENTS = 1_024;
    private static final int MIN_BLOCK_EVENTS = 16;
    private static final long MAX_BLOCK_BYTES = 256 * 1_024;
    private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);
    /** The part of the closed blocks to evict when the heap is too full: their bytes divided by this number. */
    private static final int SHED_PART = 8;

    private final long maxCount;
    private final long maxBytes;
    private final long maxAgeMillis;
    private final int blockEvents;
    private final long blockBytes;
    private final boolean retiring;
    private final BlockRing ring;

    private final Deque<Retired> retired = new ArrayDeque<>();
    /** The oldest and the latest base states that are not in the store. */
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
        // Small histories have small blocks. Then blocks do not hold application objects for long, and an evicted block
        // is a small part of the retained events.
        this.blockEvents = (int) Math.min(MAX_BLOCK_EVENTS, Math.max(MIN_BLOCK_EVENTS, maxCount / BLOCKS_PER_CAPACITY));
        this.blockBytes = Math.min(MAX_BLOCK_BYTES, maxBytes / BLOCKS_PER_CAPACITY);
        this.retiring = retiring;
        this.ring = ring;
    }

    /** Returns a maximum age in milliseconds; {@link Long#MAX_VALUE} for none. */
    static long millis(Optional<Duration> maxAge) {
        Duration age = maxAge.orElse(FOR_EVER);
        return age.compareTo(FOR_EVER) < 0 ? age.toMillis() : Long.MAX_VALUE;
    }

    /** Returns the maximum number of events in a block. */
    int blockEvents() {
        return blockEvents;
    }

    /** Returns the number of bytes above which a block is closed. */
    long blockBytes() {
        return blockBytes;
    }

    boolean limitsBytes() {
        return maxBytes < Long.MAX_VALUE;
    }

    boolean limitsAge() {
        return maxAgeMillis < Long.MAX_VALUE;
    }

    /** Returns the interval at which to check for expired events, in milliseconds. */
    long expiryMillis() {
        return Math.max(10, Math.min(60_000, maxAgeMillis / BLOCKS_PER_CAPACITY));
    }

    /** Returns whether a block has been open for so long that it would delay expiry. */
    boolean isOld(RecordingBlock block, long millis) {
        return limitsAge() && millis - block.openedAtMillis() > maxAgeMillis / BLOCKS_PER_CAPACITY;
    }

    /** Advances the recording time, which never goes back, and returns the new time. */
    long passed(long millis) {
        nowMillis = Math.max(nowMillis, millis);
        return nowMillis;
    }

    /**
     * Evicts the oldest blocks, as long as they contain no event that the policy retains. The parameters are the
     * numbers of events and bytes in the open block.
     */
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

    /**
     * Evicts the oldest blocks because the heap is too full, but never the block with the latest event. Returns the
     * number of events evicted.
     */
    long shed(int inOpen) {
        long events = 0;
        long enough = ring.closedBytes() - Math.max(1, ring.closedBytes() / SHED_PART);
        while (ring.closedBytes() > enough && !hasLatestEvent(ring.get(0), inOpen)) {
            // Events of the first block beyond the maximum count were already evicted, so they do not count as shed.
            events += ring.get(0).size() - excess(inOpen);
            evictFirst();
        }
        shed += events;
        return events;
    }

    /**
     * Returns the number of events beyond the maximum count. After eviction, this number is less than the size of the
     * first block.
     */
    int excess(int inOpen) {
        return (int) Math.max(0, ring.closedEvents() + inOpen - maxCount);
    }

    /**
     * Returns whether the blocks take too many bytes. The open block counts as full, so that the limit is not exceeded
     * while this block grows. A closed block does not count while it waits to be sealed. Sealing reduces its size, and
     * no event must be evicted because of bytes that sealing will free.
     */
    private boolean isTooLarge(long openBytes) {
        long sealedBytes = ring.closedBytes() - ring.backlogBytes();
        return sealedBytes + (ring.open() == null ? 0 : Math.max(blockBytes, openBytes)) > maxBytes;
    }

    /**
     * Returns whether the first block, which is closed, contains the latest event. A limit on bytes never evicts the
     * latest event.
     */
    private boolean hasLatestEvent(Slot first, int inOpen) {
        return first.size() == ring.closedEvents() && inOpen == 0;
    }

    /** Clears all events, for a new history. No block may be open. */
    void clear() {
        evictedBlocksEvents += excess(0); // the excess events count as evicted, not as cleared
        evictedUpTo = ring.sequenceAfterClosed() - 1;
        ring.clear();
        retired.clear();
        folded = List.of();
        clears++;
        evictedBeforeOrigin = evictedBlocksEvents;
        originSequence = ring.sequenceAfterClosed();
    }

    /** Continues from the position of the history in the store. */
    void restore(StoreContents.HistoryPosition position) {
        originSequence = position.originSequence();
        evictedBeforeOrigin = 0;
        evictedBlocksEvents = position.evictedEvents();
    }

    /**
     * Returns the number of events evicted since the history began, without the events of the first block that exceed
     * the maximum count.
     */
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

    /** Returns the bounds on what the next planned commit may drop from the store. */
    DropPlanner.Bounds bounds() {
        return new DropPlanner.Bounds(nowMillis, originSequence, evictedUpTo + 1, retiring, folded);
    }

    /** Returns the sequence before which all events are evicted or cleared. */
    long keptFrom() {
        return Math.max(evictedUpTo + 1, originSequence);
    }

    /** Returns the number of times that the history was cleared. */
    long clears() {
        return clears;
    }

    List<Block> retired() {
        return retired.stream().map(Retired::block).toList();
    }

    /** Returns the sequence of the first event in the ring or in retired blocks; {@code next} if there is no event. */
    long firstHeld(long next) {
        if (!retired.isEmpty()) {
            return retired.getFirst().block().sequence(0);
        }
        return ring.isEmpty() || ring.get(0).size() == 0 ? next : ring.get(0).sequence(0);
    }

    int retiredBlocks() {
        return retired.size();
    }

    /**
     * Releases the retired blocks that are folded into the given states. Blocks that are evicted later are not retired
     * if they are folded into these states.
     */
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

    /**
     * Removes the given states, which have been stored, and all earlier states. Does nothing if this object no longer
     * holds the given states.
     */
    void stored(FoldedBaseline states) {
        List<FoldedBaseline> later = new ArrayList<>(folded);
        later.removeIf(other -> other.beforeSequence() <= states.beforeSequence());
        folded = folded.contains(states) ? List.copyOf(later) : folded;
    }
}
