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
 * Storage that keeps a history beyond the life of its process. A store holds encoded blocks, the encoded tail behind them,
 * and a small amount of metadata.
 *
 * <pre>
 *   [block 0..1023] [block 1024..2047] ... [block n]   [tail] [tail] [tail]
 *                                                      since the last block, one at each commit
 * </pre>
 *
 * <p>A store neither encodes blocks nor chooses what to retain. It keeps the bytes of blocks as received. The history
 * decides what to add and what to drop. A sealed block replaces its part of the tail in the same commit.
 *
 * <p><b>Threading.</b> At most one store is open for writing, and any number for reading. All methods may be called on any
 * thread. Reading never waits for writing. Calls of {@link #commit}, {@link #maintain} and {@link #compact} are serialized.
 * No code of the caller runs inside a transaction.
 *
 * <p><b>Durability.</b> A commit is atomic: it is stored as a whole or not at all, whatever happens. When {@link #commit}
 * returns, the commit survives the end of the process. With {@code sync}, it also survives a power failure, together with
 * all earlier commits.
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
     * @return the files, some of which may not exist at the moment; empty if the store is not kept in files
     */
    default List<Path> files() {
        return List.of();
    }

    /** {@return the mode in which the store was opened} */
    Mode mode();

    /**
     * Returns a report of the condition of the store when it was opened, or when it was last salvaged.
     *
     * @return the report; a commit that had to salvage the store, which may lose blocks, replaces it by a different one
     */
    RecoveryReport recovery();

    /**
     * Returns the contents of the store, without the bodies of blocks.
     *
     * <p><b>Cost.</b> Linear in the number of blocks after the sequence; some 80 bytes of memory for each.
     *
     * @param afterSequence the sequence; blocks and tails that end at or before it are omitted; -1 for all
     * @return the contents as of one commit
     * @throws StoreException if the contents cannot be read
     */
    StoreContents contents(long afterSequence);

    /**
     * Returns a number that changes with each commit of this or any other process. Cheap enough for frequent calls.
     *
     * @return the number; its value has no meaning
     * @throws StoreException if the number cannot be read
     */
    long version();

    /**
     * Returns a number that grows whenever this or any other process quarantines a block. A caller that has read the contents
     * can use it to detect new gaps in them. Cheap enough to be called after each commit.
     *
     * @return the number; its value has no meaning
     * @throws StoreException if the number cannot be read
     */
    long quarantined();

    /**
     * Returns the headers of consecutive blocks, so that the caller can decide which bodies to read.
     *
     * @param fromSequence the sequence; blocks that begin before it are omitted
     * @param limit the maximum number of headers
     * @return the bytes of each header, for {@code BlockHeader.read}, in order; not checked
     * @throws StoreException if the headers cannot be read
     */
    List<byte[]> headers(long fromSequence, int limit);

    /**
     * Reads a block.
     *
     * <p><b>Cost.</b> One short transaction; the bytes are read and checked.
     *
     * @param block the block, as returned by {@link #contents}
     * @return the block; empty if it was dropped or quarantined in the meantime
     * @throws dev.playhead.block.CorruptBlockException if the bytes are damaged; the caller should quarantine the block
     * @throws StoreException if the block cannot be read, or the bytes belong to another block
     */
    Optional<SealedBlock> block(StoredBlock block);

    /**
     * Reads a state.
     *
     * @param state the state, as returned by {@link #contents}
     * @return its bytes; empty if the state was dropped in the meantime or is damaged
     * @throws StoreException if the state cannot be read
     */
    Optional<byte[]> state(StoredState state);

    /**
     * Returns whether the store keeps the indexes of a {@link StoreBatch}. By default, it does not.
     *
     * @return whether they are worth building
     */
    default boolean keepsIndexes() {
        return false;
    }

    /**
     * Reads an index of blocks. The default implementation, for a store that keeps none, returns empty.
     *
     * @param index the index, as returned by {@link #contents}
     * @return its bytes; empty if the index was dropped in the meantime or is damaged
     * @throws StoreException if the index cannot be read
     */
    default Optional<byte[]> index(StoredIndex index) {
        return Optional.empty();
    }

    /**
     * Accepts states that a reader folded and the store does not have, so that the next reader has less to fold. Call it
     * once, before closing a store that is open for reading. The states follow from the blocks returned by {@link #contents},
     * and from no tail.
     *
     * <p>A store that keeps these states returns them among its states, but only as long as it has exactly those blocks. It
     * may discard them at any time. The default implementation discards them at once. Failures to keep the states are not
     * reported.
     *
     * @param states supplies the states, in the form used by a {@link StoreBatch}; a store that keeps none does not call it
     */
    default void folded(Supplier<List<EncodedState>> states) {}

    /**
     * Stores a batch as a whole or not at all. After a failure, the store remains usable, and the same batch may be committed
     * later. Committing a batch twice has the same effect as committing it once.
     *
     * @param batch the changes
     * @param sync whether this commit and all earlier ones are to survive a power failure
     * @throws StoreException if nothing of the batch was stored
     * @throws IllegalStateException if the store was opened for reading
     */
    void commit(StoreBatch batch, boolean sync);

    /**
     * Performs one step of periodic maintenance: it releases space and moves committed data to its final location. The
     * committing component calls it between commits, and several times a second also while nothing is recorded.
     *
     * <p><b>Cost.</b> Bounded: some milliseconds, unless the disk is slow.
     *
     * @return whether there is more to do
     * @throws StoreException if the step failed; no data is lost
     */
    boolean maintain();

    /**
     * Checks everything in the store: verifies all bytes against their checksums, and that nothing is missing.
     *
     * <p><b>Cost.</b> Reads everything.
     *
     * @param onChecked receives the number of bytes of blocks checked so far, after each block
     * @return the result of the check
     * @throws StoreException if the store cannot be read at all
     */
    StoreCheck verify(LongConsumer onChecked);

    /**
     * Makes the store as small as possible. Readers can continue in the meantime.
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
     * Closes the store, which may then be opened again. Repeated calls have no effect. Other methods then throw an exception.
     */
    @Override
    void close();
}
