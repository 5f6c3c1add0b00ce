package dev.playhead.timetravel;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the states of one projection at some places are kept. All methods are called under a lock of {@link Checkpoints}, so
 * they neither encode nor decode; the suppliers that they return do, and are called outside of it.
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

    /** The last state kept within two places, inclusive; null if there is none. */
    @Nullable
    Supplier<Kept<S>> floor(long least, long most);

    /** Whether some place after one has a state. */
    boolean hasAfter(long sequence);

    /** The places of the states within two places, inclusive. */
    long[] places(long least, long most);

    /** Whether the next state had better be kept whole, given the kept one before it. */
    boolean wantsWhole(@Nullable Kept<S> before);

    /** Whether the next state can be kept as a change of the one before. */
    boolean canFollow(@Nullable Kept<S> before);

    /**
     * Returns how much room is to be left over when the next state is kept as a change of the one before, so that there is
     * enough for a whole one when changes get too many.
     */
    default long reservedBytes(@Nullable Kept<S> before) {
        return 0;
    }

    /** About how many bytes the next state will take, whole or as a change of the one before. */
    long expectedBytes(@Nullable Kept<S> before, boolean whole);

    /** Makes a state ready, whole or as a change of the one before. */
    Supplier<Prepared<S>> prepare(S state, long sequence, @Nullable Kept<S> before, boolean whole);

    /** Keeps a state, unless it is no longer the next one; returns it as it is kept, or null. */
    @Nullable
    Kept<S> put(Prepared<S> prepared);

    /** Lets go of states before a place, as far as others do not need them. */
    void dropBefore(long sequence);

    void clear();

    /** Takes over states that were kept elsewhere, unless there are some among them. */
    default void adopt(DeltaChain chain) {}

    /** Whether a chain ends at one of the places from one to another, the latter not included. */
    default boolean endsWithin(long from, long to) {
        return false;
    }

    /** The chains that are not in the store: those that are full, or all. */
    default List<DeltaChain> unstored(boolean all) {
        return List.of();
    }

    /** Lets go of every other one, or so. */
    void thin();

    int count();

    /** What the kept states take; 0 where that is not known. */
    long bytes();

    /** What one state takes, encoded and not compressed; 0 where that is not known. */
    long stateBytes();

    /** Whether there are so many that they are to be thinned. */
    boolean isFull();
}
