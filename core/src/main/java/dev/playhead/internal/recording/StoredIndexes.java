package dev.playhead.internal.recording;

import dev.playhead.block.Block;
import dev.playhead.block.BlockHeader;
import dev.playhead.block.CorruptBlockException;
import dev.playhead.block.EventIndex;
import dev.playhead.block.IndexedBlocks;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.ValueHashes;
import dev.playhead.event.PlayheadException;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.EncodedIndex;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The stored indexes of groups of blocks. An index is read when a query needs it. If a stored index is damaged, or does
 * not cover exactly the blocks of its group, it is not used, and the index of the group is built from headers.
 *
 * <p><b>Threading.</b> Safe for any number of threads. No lock is held while the store is read.
 */
final class StoredIndexes {
    private final EventStore store;
    private final NavigableMap<Long, StoredIndex> known = new TreeMap<>();
    /** The first and the last sequence of each group whose index this session has tried to build. */
    private final NavigableMap<Long, Long> attempted = new TreeMap<>();
    /** The first sequences of stored indexes that do not match the groups of blocks. */
    private List<Long> stale = List.of();

    StoredIndexes(EventStore store) {
        this.store = store;
    }

    /** A stored block of a group, with its header; the header is null if it is not in memory. */
    record Member(StoredBlock stored, @Nullable BlockHeader header) {}

    /** Replaces all entries with the indexes in the store. */
    synchronized void reset(StoreContents contents) {
        known.clear();
        attempted.clear();
        contents.indexes().forEach(index -> known.put(index.firstSequence(), index));
        stale = stale(contents);
        known.keySet().removeAll(stale);
    }

    /** Returns the first sequences of the indexes to drop, because they do not match the groups of blocks. */
    synchronized List<Long> stale() {
        return stale;
    }

    /** Records that the stale indexes were dropped, and that the given index was stored unless it is null. */
    synchronized void stored(@Nullable EncodedIndex index) {
        stale = List.of();
        if (index == null) {
            return;
        }
        StoredIndex added = new StoredIndex(index.firstSequence(), index.lastSequence(), index.bytes().length);
        known.values()
                .removeIf(other ->
                        other.firstSequence() <= added.lastSequence() && other.lastSequence() >= added.firstSequence());
        known.put(added.firstSequence(), added);
    }

    /**
     * Removes the indexes of groups that begin before the given sequence, because blocks of these groups were dropped.
     */
    synchronized void dropBefore(long sequence) {
        known.headMap(sequence, false).clear();
        attempted.headMap(sequence, false).clear();
    }

    /** Removes the index that covers the given sequence, because the block with this sequence was quarantined. */
    synchronized void dropAt(long sequence) {
        var index = known.floorEntry(sequence);
        if (index != null && index.getValue().lastSequence() >= sequence) {
            known.remove(index.getKey());
        }
    }

    /**
     * Returns whether an index covers any block of a group, or this session has tried to build the index of the group.
     * A block that is lost during a session shifts the boundaries between groups until the next session. Until then,
     * the indexes that match the previous boundaries are kept.
     */
    synchronized boolean isDone(long firstSequence, long lastSequence) {
        var index = known.floorEntry(lastSequence);
        return (index != null && index.getValue().lastSequence() >= firstSequence)
                || attempted.getOrDefault(firstSequence, -1L) == lastSequence;
    }

    private synchronized @Nullable StoredIndex known(long firstSequence) {
        return known.get(firstSequence);
    }

    private synchronized void forget(StoredIndex index) {
        known.remove(index.firstSequence(), index);
    }

    /** Records that building the index of a group was attempted. */
    synchronized void attempted(List<Member> group) {
        attempted.put(
                group.get(0).stored().firstSequence(),
                group.get(group.size() - 1).stored().lastSequence());
    }

    /**
     * Reads the index of the blocks of a group.
     *
     * @return the index; null if the store has no index of exactly these blocks, or the index is damaged
     * @throws StoreException if the store cannot be read for a reason other than damage
     */
    @Nullable
    EventIndex read(List<Block> blocks) {
        StoredIndex index = known(blocks.get(0).sequence(0));
        if (index == null || blocks.size() != EventIndex.BLOCKS) {
            return null;
        }
        IndexedBlocks indexed = new IndexedBlocks();
        for (Block block : blocks) {
            if (block instanceof PagedBlock paged) {
                add(indexed, paged.stored());
            } else if (block instanceof SealedBlock sealed) {
                add(indexed, StoredBlock.of(sealed.header()));
            } else {
                return null;
            }
        }
        Block last = blocks.get(blocks.size() - 1);
        if (last.sequence(last.size() - 1) != index.lastSequence()) {
            return null;
        }
        EventIndex read = null;
        try {
            // build() returns no index that has more bytes than the blocks have events.
            Optional<byte[]> bytes = index.bytes() > indexed.events() ? Optional.empty() : store.index(index);
            read = bytes.isEmpty() ? null : EventIndex.decode(bytes.get(), indexed);
        } catch (CorruptBlockException builtFromHeadersInstead) {
            // The index is removed below, so that the writer can replace it.
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.DAMAGED) {
                throw e;
            }
        }
        if (read == null) {
            forget(index);
        }
        return read;
    }

    /**
     * Builds the index of the blocks of a group, to be stored.
     *
     * @param group the blocks
     * @param cache reads the headers that are not in memory
     * @param values the values of the blocks; null if they are not known
     * @return the encoded index; null if the index would take too much memory, or if a header cannot be read
     */
    @Nullable
    EncodedIndex build(List<Member> group, BlockCache cache, @Nullable ValueHashes values) {
        long first = group.get(0).stored().firstSequence();
        long last = group.get(group.size() - 1).stored().lastSequence();
        IndexedBlocks indexed = new IndexedBlocks();
        group.forEach(member -> add(indexed, member.stored()));
        if (!indexed.hasRoom()) {
            return null; // the index would take too much memory; this is known before any header is read
        }
        List<BlockHeader> headers = new ArrayList<>(group.size());
        try {
            for (Member member : group) {
                headers.add(member.header() == null ? cache.header(member.stored()) : member.header());
            }
        } catch (PlayheadException alsoThrownToReaders) {
            return null; // if a block is damaged, the cache quarantines it, which changes the group
        }
        EventIndex index = EventIndex.of(headers, values);
        byte[] bytes = index == null ? new byte[0] : index.encode(indexed);
        return index == null || bytes.length > indexed.events() ? null : new EncodedIndex(first, last, bytes);
    }

    private static void add(IndexedBlocks indexed, StoredBlock block) {
        indexed.add(
                block.firstSequence(),
                block.lastSequence(),
                block.size(),
                block.bytes(),
                block.minTime(),
                block.maxTime(),
                block.minRecordedAtMillis(),
                block.maxRecordedAtMillis());
    }

    /**
     * Returns the number of the first block of a store, chosen so that groups begin where the stored indexes begin. If
     * the indexes disagree because blocks between them were lost, the majority decides. Indexes that do not cover a
     * full group of blocks do not count.
     */
    static long firstNumber(StoreContents contents) {
        int[] votes = new int[EventIndex.BLOCKS];
        int best = 0;
        for (StoredIndex index : contents.indexes()) {
            int at = position(contents.blocks(), index.firstSequence());
            int number = Math.floorMod(-at, EventIndex.BLOCKS);
            if (fits(contents, index, at) && ++votes[number] >= votes[best]) {
                best = number;
            }
        }
        return votes[best] == 0 ? 0 : best;
    }

    /**
     * Returns the first sequences of the indexes that do not cover exactly {@link EventIndex#BLOCKS} blocks, or that do
     * not begin where a group begins.
     */
    private static List<Long> stale(StoreContents contents) {
        List<Long> stale = new ArrayList<>();
        long firstNumber = firstNumber(contents);
        for (StoredIndex index : contents.indexes()) {
            int at = position(contents.blocks(), index.firstSequence());
            if (!fits(contents, index, at) || (firstNumber + at) % EventIndex.BLOCKS != 0) {
                stale.add(index.firstSequence());
            }
        }
        return stale;
    }

    /**
     * Returns whether an index covers exactly {@link EventIndex#BLOCKS} blocks, beginning with the block at the given
     * position. A negative position means that no block begins where the index begins.
     */
    private static boolean fits(StoreContents contents, StoredIndex index, int at) {
        int end = at + EventIndex.BLOCKS - 1;
        return at >= 0
                && end < contents.blocks().size()
                && contents.blocks().get(end).lastSequence() == index.lastSequence();
    }

    /** Returns the position of the block that begins at the given sequence; -1 if there is none. */
    private static int position(List<StoredBlock> blocks, long firstSequence) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long first = blocks.get(middle).firstSequence();
            if (first == firstSequence) {
                return middle;
            }
            if (first < firstSequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
