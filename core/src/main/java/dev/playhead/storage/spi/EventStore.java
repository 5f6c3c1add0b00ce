package dev.playhead.storage.spi;

import dev.playhead.block.EncodedState;
import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Storage that keeps a history beyond the life of its process. A store holds encoded blocks, an encoded tail with the
 * events after these blocks, encoded states of projections, optionally indexes of the blocks, and a small amount of
 * metadata.
 *
 * <pre>
 *   [block 0..1023] [block 1024..2047] ... [block n]   [tail] [tail] [tail]
 *                                                      since the last block, one at each commit
 * </pre>
 *
 * <p>A store neither encodes blocks nor chooses what to retain. It keeps the bytes of blocks as received. The history
 * decides what to add and what to drop. The commit that adds a sealed block also removes the part of the tail that
 * contains the same events.
 *
 * <p><b>Threading.</b> At most one store is open for writing on the same contents, and any number of stores are open
 * for reading. All methods may be called on any thread. Reading never waits for writing. Calls of {@link #commit},
 * {@link #maintain} and {@link #compact} are serialized. No code of the caller runs inside a transaction.
 *
 * <p><b>Durability.</b> A commit is atomic: it is stored as a whole or not at all, even after a crash. When {@link
 * #commit} returns, the commit survives the end of the process. With {@code sync}, it also survives a power failure,
 * together with all earlier commits.
 */
public interface EventStore extends AutoCloseable {
    /** The access for which a store is opened. */
    enum Mode {
        /** Reading, with or without a concurrent writer. Nothing is changed. */
        READ,
        /** Reading and writing, as the only writer. */
        WRITE
    }

    /**
     * Returns the location of the store, as it appears in messages.
     *
     * @return the location, such as {@code file=/var/log/grid.playhead}
     */
    String location();

    /**
     * Returns the files that belong exclusively to this store. Nothing else may read from them or write to them.
     *
     * @return the files, some of which may not exist at the time of the call; empty if the store is not kept in files
     */
    default List<Path> files() {
        return List.of();
    }

    /** {@return the mode in which the store was opened} */
    Mode mode();

    /**
     * Returns a report of the condition of the store when it was opened, or when it was last salvaged.
     *
     * @return the report; if a commit has to salvage the store, which may lose blocks, this method returns a different
     *     report afterwards
     */
    RecoveryReport recovery();

    /**
     * Returns the contents of the store. Only the tail is returned with its bytes; blocks, states and indexes are only
     * described.
     *
     * <p><b>Cost.</b> Linear in the number of blocks after the sequence, with about 80 bytes of memory for each, and in
     * the size of the tail.
     *
     * @param afterSequence the sequence; blocks and tails that end at or before this sequence are omitted; -1 for all
     * @return the contents as of one commit
     * @throws StoreException if the contents cannot be read
     */
    StoreContents contents(long afterSequence);

    /**
     * Returns a number that changes with each commit of this or any other process. The call is cheap enough to be made
     * frequently.
     *
     * @return the number; its value has no meaning
     * @throws StoreException if the number cannot be read
     */
    long version();

    /**
     * Returns a number that grows whenever this or any other process quarantines a block. A caller that has read the
     * contents can use this number to detect new gaps in them. The call is cheap enough to be made after each commit.
     *
     * @return the number; its value has no meaning
     * @throws StoreException if the number cannot be read
     */
    long quarantined();

    /**
     * Returns the headers of consecutive blocks, so that the caller can decide which bodies to read.
     *
     * @param fromSequence the sequence; blocks that begin before this sequence are omitted
     * @param limit the maximum number of headers
     * @return the bytes of each header, in order, as expected by {@code BlockHeader.read}; the bytes are not verified
     * @throws StoreException if the headers cannot be read
     */
    List<byte[]> headers(long fromSequence, int limit);

    /**
     * Reads a block.
     *
     * <p><b>Cost.</b> One short transaction, in which the bytes are read and verified.
     *
     * @param block the block, as returned by {@link #contents}
     * @return the block; empty if the block was dropped or quarantined after {@code contents} was called
     * @throws dev.playhead.block.CorruptBlockException if the bytes are damaged; the caller should quarantine the block
     * @throws StoreException if the block cannot be read, or the bytes belong to another block
     */
    Optional<SealedBlock> block(StoredBlock block);

    /**
     * Reads a state.
     *
     * @param state the state, as returned by {@link #contents}
     * @return the bytes of the state; empty if the state was dropped after {@code contents} was called, or is damaged
     * @throws StoreException if the state cannot be read
     */
    Optional<byte[]> state(StoredState state);

    /**
     * Returns whether the store keeps the indexes of a {@link StoreBatch}. The default implementation returns false.
     *
     * @return whether it is worthwhile to build indexes
     */
    default boolean keepsIndexes() {
        return false;
    }

    /**
     * Reads an index of blocks. The default implementation, for a store that keeps no indexes, returns empty.
     *
     * @param index the index, as returned by {@link #contents}
     * @return the bytes of the index; empty if the index was dropped after {@code contents} was called, or is damaged
     * @throws StoreException if the index cannot be read
     */
    default Optional<byte[]> index(StoredIndex index) {
        return Optional.empty();
    }

    /**
     * Accepts states that a reader folded and that the store does not have, so that the next reader has less to fold.
     * Call this method once, before closing a store that is open for reading. The states depend only on the blocks
     * returned by {@link #contents}, not on the tail.
     *
     * <p>A store that keeps these states returns them among its states, but only as long as it contains exactly these
     * blocks. The store may discard the states at any time. The default implementation discards them immediately.
     * Failures to keep the states are not reported.
     *
     * @param states supplies the states, in the form used by a {@link StoreBatch}; a store that keeps no such states
     *     does not call the supplier
     */
    default void folded(Supplier<List<EncodedState>> states) {}

    /**
     * Stores a batch as a whole or not at all. After a failure, the store remains usable, and the same batch may be
     * committed later. Committing a batch twice has the same effect as committing it once.
     *
     * @param batch the changes
     * @param sync whether this commit and all earlier commits must survive a power failure
     * @throws StoreException if the commit failed; no part of the batch was then stored
     * @throws IllegalStateException if the store was opened for reading
     */
    void commit(StoreBatch batch, boolean sync);

    /**
     * Performs one step of periodic maintenance: it releases space and moves committed data to its final location. The
     * component that commits calls this method between commits, and several times a second while nothing is recorded.
     *
     * <p><b>Cost.</b> Bounded: some milliseconds, unless the disk is slow.
     *
     * @return whether further steps are pending
     * @throws StoreException if the step failed; no data is lost
     */
    boolean maintain();

    /**
     * Checks everything in the store: verifies all bytes against their checksums, and verifies that nothing is missing.
     *
     * <p><b>Cost.</b> Reads everything.
     *
     * @param onChecked receives the number of bytes of blocks checked so far, after each block
     * @return the result of the check
     * @throws StoreException if the store cannot be read at all
     */
    StoreCheck verify(LongConsumer onChecked);

    /**
     * Makes the store as small as possible. Readers can continue to read during the compaction.
     *
     * <p><b>Cost.</b> Reads and writes everything.
     *
     * @throws StoreException if compaction failed; the store is then unchanged
     * @throws IllegalStateException if the store was opened for reading
     */
    void compact();

    /** {@return the size of the store on disk, in bytes, over all its files} */
    long sizeBytes();

    /**
     * Closes the store. It can be opened again later. Repeated calls have no effect. After this call, other methods
     * throw an exception.
     */
    @Override
    void close();
}
