package dev.playhead.timetravel;

import dev.playhead.block.StoredState;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encoded states at increasing sequences. The first state is stored whole. Each further state is stored as the change
 * from the previous state, if the codec provides this change. Otherwise, it is stored whole, compressed with the first
 * state as the preset dictionary.
 */
final class DeltaChain {
    private static final int ARRAY_BYTES = 16;
    /** The memory of a state in addition to its bytes: a sequence, a reference and the header of an array. */
    private static final int LINK_BYTES = 8 + 4 + ARRAY_BYTES;

    /** The maximum number of states. Longer chains are not worthwhile, because a chain is dropped as a whole. */
    private static final int MAX_LINKS = 256;
    /**
     * The number of states at which {@link #fullness} reaches 1. With more changes, decoding the last state would be
     * slow.
     */
    private static final int MAX_CHANGES = 128;

    private static final int MIN_LINKS = 4;

    private long[] sequences = new long[MIN_LINKS];
    private byte[][] links = new byte[MIN_LINKS][];
    /** For each link, whether it is a change. */
    private boolean[] changes = new boolean[MIN_LINKS];

    private int size;
    private int dropped;
    private long bytes;
    private final byte[] firstLink;
    /** The first state, unpacked. Benign race: two threads may both unpack it, with the same result. */
    private @Nullable SoftReference<byte[]> first;
    /** The part of the chain that is in the store; null if there is none. */
    private @Nullable StoredState stored;

    /** The bytes that are needed to decode one state. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Parts(byte[] first, byte @Nullable [] whole, List<byte[]> changes) {
        byte[] rawFirst() {
            return Packing.unpack(first, Packing.NO_PRESET);
        }
    }

    DeltaChain(long sequence, byte[] whole) {
        firstLink = whole;
        add(sequence, whole, false);
    }

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    long sequence(int index) {
        return sequences[index];
    }

    long lastSequence() {
        return sequences[size - 1];
    }

    /**
     * Returns whether the next state should begin a new chain, if there is room for a new chain. This is the case if at
     * least a part of this chain is stored, if it has the maximum number of states, or if its changes are so large that
     * decoding would be slow with more changes.
     */
    boolean isFull() {
        long firstBytes = firstBytes();
        return stored != null || size >= MAX_LINKS || (changes[size - 1] && bytes - firstBytes > firstBytes + 256);
    }

    /** Returns a measure of how full a chain of changes is, from 0 to 1; 0 if the last state is not a change. */
    double fullness() {
        return changes[size - 1] ? Math.min(1, (double) size / MAX_CHANGES) : 0;
    }

    int firstBytes() {
        return firstLink.length;
    }

    int lastBytes() {
        return links[size - 1].length;
    }

    /** Adds a state. Returns the number of bytes that it takes. */
    long add(long sequence, byte[] link, boolean isChange) {
        if (size == sequences.length) {
            sequences = Arrays.copyOf(sequences, size * 2);
            links = Arrays.copyOf(links, size * 2);
            changes = Arrays.copyOf(changes, size * 2);
        }
        sequences[size] = sequence;
        links[size] = link;
        changes[size++] = isChange;
        long more = (long) LINK_BYTES + link.length;
        bytes += more;
        return more;
    }

    /**
     * Returns the index of the last state at or before the given sequence, or -1 if there is none. Dropped states do
     * not count.
     */
    int floor(long sequence) {
        int found = Arrays.binarySearch(sequences, 0, size, sequence);
        int index = found >= 0 ? found : -found - 2;
        return index < dropped ? -1 : index;
    }

    /** Drops the states before the given sequence. Returns whether no states are left. */
    boolean dropBefore(long sequence) {
        while (dropped < size && sequences[dropped] < sequence) {
            dropped++;
        }
        return dropped == size;
    }

    /** Adds the sequences of the states from one sequence to another, both inclusive, to a list. */
    void addSequences(long least, long most, List<Long> to) {
        for (int i = dropped; i < size; i++) {
            if (sequences[i] >= least && sequences[i] <= most) {
                to.add(sequences[i]);
            }
        }
    }

    /** Returns the number of states at or before the given sequence; 0 if the store has all of them. */
    int countToStore(long sequence) {
        int found = Arrays.binarySearch(sequences, 0, size, sequence);
        int count = found >= 0 ? found + 1 : -found - 1;
        return count > 0 && stored != null && stored.sequence() > sequences[count - 1] ? 0 : count;
    }

    Parts parts(int index) {
        int whole = index;
        while (changes[whole]) {
            whole--;
        }
        List<byte[]> since = new ArrayList<>(index - whole);
        for (int i = whole + 1; i <= index; i++) {
            since.add(links[i]);
        }
        return new Parts(firstLink, whole == 0 ? null : links[whole], since);
    }

    /** Returns the part of the chain that is in the store: the whole chain or its beginning; null if there is none. */
    @Nullable
    StoredState stored() {
        return stored;
    }

    /** Returns whether the store has all states of the chain. */
    boolean isStored() {
        return stored != null && stored.sequence() > lastSequence();
    }

    void store(StoredState state) {
        stored = state;
    }

    /**
     * Writes the first states of the chain as bytes: the number of states, then for each state its distance in
     * sequences from the previous state (for the first state, its sequence), whether it is a change, and its bytes.
     */
    void writeTo(StateWriter out, int count) {
        out.count(count);
        for (int i = 0; i < count; i++) {
            out.number(sequences[i] - (i == 0 ? 0 : sequences[i - 1]))
                    .flag(changes[i])
                    .bytes(links[i]);
        }
    }

    /** Reads a chain that {@link #writeTo} wrote. */
    static DeltaChain readFrom(StateReader in) {
        int count = in.count(in.remaining());
        DeltaChain chain = null;
        long sequence = 0;
        for (int i = 0; i < count; i++) {
            long further = in.number();
            sequence += further;
            boolean isChange = in.flag();
            byte[] link = in.bytes();
            if (further < (i == 0 ? 0 : 1) || sequence < 0 || (i == 0 && isChange)) {
                throw in.corrupt("sequence", further);
            }
            if (chain == null) {
                chain = new DeltaChain(sequence, link);
            } else {
                chain.add(sequence, link, isChange);
            }
        }
        if (chain == null) {
            throw in.corrupt("states", count);
        }
        return chain;
    }

    /** Returns the first state, unpacked. May be called without the lock. */
    byte[] rawFirst() {
        SoftReference<byte[]> known = first;
        byte[] raw = known == null ? null : known.get();
        if (raw == null) {
            raw = Packing.unpack(firstLink, Packing.NO_PRESET);
            first = new SoftReference<>(raw);
        }
        return raw;
    }
}
