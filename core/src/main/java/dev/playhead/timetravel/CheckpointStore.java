package dev.playhead.timetravel;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A container for the states of one projection at some sequences. All methods are called under a lock of {@link
 * Checkpoints}, so they neither encode nor decode. Only the returned suppliers encode or decode. They are called
 * without the lock.
 */
interface CheckpointStore<S> {
    /** A state that is kept. */
    interface Kept<S> {
        S state();

        long sequence();
    }

    /** A state that is ready to be kept. */
    interface Prepared<S> {
        long bytes();
    }

    /** Returns a supplier of the last state kept between two sequences, inclusive; null if there is none. */
    @Nullable
    Supplier<Kept<S>> floor(long least, long most);

    /** Returns whether any state is kept after the given sequence. */
    boolean hasAfter(long sequence);

    /** Returns the sequences of the states between two sequences, inclusive. */
    long[] sequences(long least, long most);

    /** Returns whether the next state should be kept whole, given the kept state before it. */
    boolean wantsWhole(@Nullable Kept<S> before);

    /** Returns whether the next state can be kept as a change from the given kept state. */
    boolean canFollow(@Nullable Kept<S> before);

    /**
     * Returns the number of bytes to leave free when the next state is kept as a change from the given kept state.
     * After too many changes, the next state is kept whole, and these bytes are then the room for it.
     */
    default long reservedBytes(@Nullable Kept<S> before) {
        return 0;
    }

    /** Returns the estimated number of bytes of the next state, whole or as a change from the given kept state. */
    long expectedBytes(@Nullable Kept<S> before, boolean whole);

    /** Returns a supplier that prepares a state, whole or as a change from the given kept state. */
    Supplier<Prepared<S>> prepare(S state, long sequence, @Nullable Kept<S> before, boolean whole);

    /**
     * Keeps a state, unless this is no longer possible, because another thread kept or dropped a state in the meantime.
     * Returns the kept state, or null if the state was not kept.
     */
    @Nullable
    Kept<S> put(Prepared<S> prepared);

    /** Drops the states before the given sequence, unless other states depend on them. */
    void dropBefore(long sequence);

    void clear();

    /**
     * Adds the states of a chain from the event store, unless this container is full or has other states in their
     * range.
     */
    default void adopt(DeltaChain chain) {}

    /** Returns whether a chain ends at a sequence from {@code from}, inclusive, to {@code to}, exclusive. */
    default boolean endsWithin(long from, long to) {
        return false;
    }

    /**
     * Returns the chains that are not, or not completely, in the event store. If {@code all} is false, returns only
     * those that no longer grow.
     */
    default List<DeltaChain> unstored(boolean all) {
        return List.of();
    }

    /** Drops every second state or every second chain of states. */
    void thin();

    /** Returns the memory of the kept states in bytes; 0 if it is not known. */
    long bytes();

    /** Returns the size of the state that was last encoded whole, before compression; 0 if it is not known. */
    long stateBytes();

    /** Returns whether this container is full and should be {@linkplain #thin thinned}. */
    boolean isFull();
}
