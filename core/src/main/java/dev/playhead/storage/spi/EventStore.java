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

/**
 * Where a history is kept beyond the life of its process: encoded blocks, the encoded tail behind them, and the little
 * that is to be known besides.
 *
 * <pre>
 *   [block 0..1023] [block 1024..2047] ... [block n]   [tail] [tail] [tail]
 *                                                      since the last block, one at each commit
 * </pre>
 *
 * <p>A store encodes nothing and decides nothing: block bytes are kept as they come, the history says what to add and what
 * to drop. What is sealed takes the place of the tail in the same commit.
 *
 * <p><b>Threading.</b> One store at most is open for writing, any number for reading. All methods may be called on any
 * thread. Reading never waits for writing; {@link #commit}, {@link #maintain} and {@link #compact} follow one another.
 * No code of the caller's runs inside of a transaction.
 *
 * <p><b>Durability.</b> A commit is there wholly or not at all, whatever happens. When {@link #commit} returns it survives the
 * end of the process, and with {@code sync} the failure of power as well, together with all commits before.
 */
public interface EventStore extends AutoCloseable {
    /** What a store is opened for. */
    enum Mode {
        /** To read, beside a writer or without one. Nothing is changed. */
        READ,
        /** To read and write, alone. */
        WRITE
    }

    /**
     * Where the store is, as messages say it.
     *
     * @return such as {@code file=/var/log/grid.playhead}
     */
    String location();

    /**
     * The files that are the store's alone, so that nothing else is read from them or written to them.
     *
     * @return the files, of which some may not exist at the moment; none if the store is not in files
     */
    default List<Path> files() {
        return List.of();
    }

    /**
     * What the store was opened for.
     *
     * @return the mode
     */
    Mode mode();

    /**
     * How the store was found when it was opened, or when it was salvaged since then.
     *
     * @return what was right and what was not; another one once a commit had to salvage the store, which may have lost blocks
     */
    RecoveryReport recovery();

    /**
     * What is stored, without the bodies of blocks.
     *
     * <p><b>Cost.</b> Linear in the number of blocks after the sequence; some 80 bytes of memory for each.
     *
     * @param afterSequence blocks and tails that end at this sequence or before are left out; -1 for all
     * @return the contents as of one commit
     * @throws StoreException if they cannot be read
     */
    StoreContents contents(long afterSequence);

    /**
     * A number that is another one after each commit, of this process or any other. Cheap enough to be asked often.
     *
     * @return the number; its value has no meaning
     * @throws StoreException if it cannot be read
     */
    long version();

    /**
     * A number that grows whenever a block is set aside, by this process or any other, so that who has read the contents knows
     * that they have a gap where they had none. Cheap enough to be asked after each commit.
     *
     * @return the number; its value has no meaning
     * @throws StoreException if it cannot be read
     */
    long quarantined();

    /**
     * The headers of consecutive blocks, to decide which bodies to read.
     *
     * @param fromSequence blocks that begin before it are left out
     * @param limit how many at most
     * @return the bytes of each, for {@code BlockHeader.read}, in order; not checked
     * @throws StoreException if they cannot be read
     */
    List<byte[]> headers(long fromSequence, int limit);

    /**
     * Reads a block.
     *
     * <p><b>Cost.</b> One short transaction; the bytes are read and checked.
     *
     * @param block the block, as {@link #contents} gave it
     * @return the block; empty if it was dropped or quarantined meanwhile
     * @throws dev.playhead.block.CorruptBlockException if the bytes are damaged: quarantine the block
     * @throws StoreException if it cannot be read, or the bytes are those of another block
     */
    Optional<SealedBlock> block(StoredBlock block);

    /**
     * Reads a state.
     *
     * @param state the state, as {@link #contents} gave it
     * @return its bytes; empty if it was dropped meanwhile, or is damaged
     * @throws StoreException if it cannot be read
     */
    Optional<byte[]> state(StoredState state);

    /**
     * Takes states that a reader folded and the store does not have, so that the next reader need not fold as far: once, before
     * a store that is open for reading is closed. They follow from the blocks that {@link #contents} gave, and from no tail. A
     * store that keeps them gives them back among its states, and only as long as it has those very blocks. It may forget
     * them at any time; this method does so at once. It throws nothing for what goes wrong with keeping them.
     *
     * @param states the states, as those of a {@link StoreBatch}
     */
    default void folded(List<EncodedState> states) {}

    /**
     * Stores a batch, wholly or not at all. After a failure the store goes on, and the same batch may be committed later;
     * committing it twice is the same as once.
     *
     * @param batch what to change
     * @param sync whether this commit and all before are to survive the failure of power
     * @throws StoreException if nothing of it was stored
     * @throws IllegalStateException if the store was opened for reading
     */
    void commit(StoreBatch batch, boolean sync);

    /**
     * Does one step of what is to be done now and then: gives space back, and brings what was committed to its final place.
     * Called between commits, by whoever commits; also while nothing is recorded, some times a second.
     *
     * <p><b>Cost.</b> Bounded: some milliseconds, unless the disk is slow.
     *
     * @return whether there is more to do
     * @throws StoreException if it failed; nothing is lost by that
     */
    boolean maintain();

    /**
     * Checks everything that is stored: all bytes against their checksums, and that nothing is missing.
     *
     * <p><b>Cost.</b> Everything is read.
     *
     * @param onChecked told how many bytes of blocks are checked so far, after each block
     * @return what was found
     * @throws StoreException if it cannot be read at all
     */
    StoreCheck verify(LongConsumer onChecked);

    /**
     * Makes the store as small as it can be. Readers read on meanwhile.
     *
     * <p><b>Cost.</b> Everything is read and written.
     *
     * @throws StoreException if it failed; everything is as it was then
     * @throws IllegalStateException if the store was opened for reading
     */
    void compact();

    /**
     * How much room the store takes.
     *
     * @return bytes on disk, of all its files
     */
    long sizeBytes();

    /** Closes the store, which may then be opened again. Closing twice is the same as once. Other methods then throw. */
    @Override
    void close();
}
