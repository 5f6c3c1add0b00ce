package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BlockHeader;
import dev.playhead.block.EventIndex;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.SharedIndex;
import dev.playhead.event.RecordedEvent;
import dev.playhead.storage.spi.StoredBlock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A block that is in a store and is read on demand. If the description of the block is sufficient for a query, the
 * query reads nothing. If the index of the block's group is in memory and shows that nothing matches, the query reads
 * nothing either. If the header shows that nothing matches, the query reads at most the header. Otherwise, the query
 * reads the whole block, through the {@link BlockCache}.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class PagedBlock implements Block {
    private final StoredBlock stored;
    private final BlockCache cache;
    /** The block in memory; null unless the store was about to drop the block while readers might still read it. */
    private volatile @Nullable SealedBlock kept;
    /**
     * The holder of the index of the block's group; the index itself may be absent. Checking the index for a value is
     * faster than checking the header. Null as long as the block is in no group.
     */
    private @Nullable SharedIndex index;

    PagedBlock(StoredBlock stored, BlockCache cache) {
        this.stored = stored;
        this.cache = cache;
    }

    StoredBlock stored() {
        return stored;
    }

    /** Reads the block into memory and keeps it, because the store is about to drop it. */
    void keep() {
        kept = cache.block(stored);
    }

    private SealedBlock block() {
        SealedBlock known = kept;
        return known != null ? known : cache.block(stored);
    }

    private BlockHeader header() {
        SealedBlock known = kept;
        return known != null ? known.header() : cache.header(stored);
    }

    /**
     * Sets the holder of the index of the block's group. If the index contains this block, queries check the index
     * before the header.
     */
    void indexedBy(SharedIndex ofGroup) {
        index = ofGroup;
    }

    private boolean mayHaveValue(@Nullable Object value) {
        EventIndex known = index();
        if (known != null && !known.mayHaveValue(known.numberOf(stored.firstSequence()), value)) {
            return false;
        }
        return (known != null && known.isExact()) || header().mayHaveValue(value);
    }

    private boolean mayContain(Map<String, ?> partial) {
        EventIndex known = index();
        if (known != null && !known.mayContain(known.numberOf(stored.firstSequence()), partial)) {
            return false;
        }
        return (known != null && known.isExact()) || header().mayContain(partial);
    }

    /** Returns the index of the group; null if there is no index or the index does not contain this block. */
    private @Nullable EventIndex index() {
        SharedIndex ofGroup = index;
        EventIndex known = ofGroup == null ? null : ofGroup.index();
        boolean has = known != null && known.numberOf(stored.firstSequence()) >= 0;
        return has ? known : null;
    }

    private boolean hasGaps() {
        return stored.lastSequence() - stored.firstSequence() >= stored.size();
    }

    private long[] none() {
        return new long[(size() + 63) >>> 6];
    }

    @Override
    public int size() {
        return stored.size();
    }

    @Override
    public long sequence(int position) {
        Objects.checkIndex(position, size());
        if (!hasGaps() || position == 0) {
            return stored.firstSequence() + position;
        }
        return position == size() - 1 ? stored.lastSequence() : block().sequence(position);
    }

    @Override
    public int indexOf(long sequence) {
        if (sequence < stored.firstSequence()) {
            return -1;
        }
        if (sequence > stored.lastSequence()) {
            return -size() - 1;
        }
        return hasGaps() ? block().indexOf(sequence) : (int) (sequence - stored.firstSequence());
    }

    @Override
    public RecordedEvent event(int position) {
        return block().event(position);
    }

    @Override
    public Walk walk() {
        return block().walk();
    }

    @Override
    public String type(int position) {
        return block().type(position);
    }

    @Override
    public String source(int position) {
        return block().source(position);
    }

    @Override
    public Instant timestamp(int position) {
        return block().timestamp(position);
    }

    @Override
    public Instant minTime() {
        return stored.minTime();
    }

    @Override
    public Instant maxTime() {
        return stored.maxTime();
    }

    @Override
    public BlockHeader knownHeader() {
        return header();
    }

    @Override
    public void countTypes(ObjIntConsumer<? super String> counts) {
        header().countTypes(counts);
    }

    @Override
    public void countSources(ObjIntConsumer<? super String> counts) {
        header().countSources(counts);
    }

    @Override
    public long[] typesMatching(Predicate<? super String> predicate) {
        return header().anyType(predicate) ? block().typesMatching(predicate) : none();
    }

    @Override
    public long[] sourcesMatching(Predicate<? super String> predicate) {
        return header().anySource(predicate) ? block().sourcesMatching(predicate) : none();
    }

    @Override
    public long[] timeBetween(Instant fromInclusive, Instant toInclusive) {
        boolean none = maxTime().isBefore(fromInclusive) || minTime().isAfter(toInclusive);
        return none ? none() : block().timeBetween(fromInclusive, toInclusive);
    }

    @Override
    public long[] sequenceBetween(long fromInclusive, long toInclusive) {
        boolean none = stored.lastSequence() < fromInclusive || stored.firstSequence() > toInclusive;
        return none ? none() : block().sequenceBetween(fromInclusive, toInclusive);
    }

    @Override
    public long[] fieldEquals(List<String> path, @Nullable Object value) {
        return mayHaveValue(value) ? block().fieldEquals(path, value) : none();
    }

    @Override
    public long[] metadataEquals(List<String> path, @Nullable Object value) {
        return mayHaveValue(value) ? block().metadataEquals(path, value) : none();
    }

    @Override
    public long[] metadataMatching(String key, Predicate<? super @Nullable Object> predicate) {
        return header().mayHaveField(key) ? block().metadataMatching(key, predicate) : none();
    }

    @Override
    public long[] payloadContains(Map<String, ?> partial) {
        return mayContain(partial) ? block().payloadContains(partial) : none();
    }

    @Override
    public int lastAtOrBefore(Instant time, int positions) {
        if (time.isBefore(minTime())) {
            return -1;
        }
        return maxTime().isAfter(time) ? block().lastAtOrBefore(time, positions) : positions - 1;
    }

    @Override
    public int countAfter(Instant time, int positions) {
        return maxTime().isAfter(time) ? block().countAfter(time, positions) : 0;
    }

    @Override
    public String toString() {
        return "PagedBlock[" + stored + "]";
    }
}
