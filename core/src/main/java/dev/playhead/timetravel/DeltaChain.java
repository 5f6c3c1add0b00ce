package dev.playhead.timetravel;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encoded states of consecutive places: the first one whole, each other one as what has changed since the one before, or
 * packed with the first one as preset, whichever the codec can.
 */
final class DeltaChain {
    private static final int ARRAY_BYTES = 16;
    /** What a state takes besides its bytes: a place, a reference and the header of an array. */
    private static final int LINK_BYTES = 8 + 4 + ARRAY_BYTES;

    /** More are not worth it: all of a chain goes at once. */
    private static final int MAX_LINKS = 256;
    /** More changes in a row would make decoding the last one slow. */
    private static final int MAX_CHANGES = 128;

    private static final int MIN_LINKS = 4;

    private long[] places = new long[MIN_LINKS];
    private byte[][] links = new byte[MIN_LINKS][];
    /** Which links are changes. */
    private boolean[] changes = new boolean[MIN_LINKS];

    private int size;
    private int dropped;
    private long bytes;
    private final byte[] firstLink;
    /** The first state, not packed. Two threads may both unpack it, to the same effect. */
    private @Nullable SoftReference<byte[]> first;
    /** Whether it is in the store, so that it does not grow any more. */
    private boolean stored;

    /** What is needed to decode one state. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Parts(byte[] first, byte @Nullable [] whole, List<byte[]> changes) {
        byte[] rawFirst() {
            return Packing.unpack(first, Packing.NO_PRESET);
        }
    }

    DeltaChain(long place, byte[] whole) {
        firstLink = whole;
        add(place, whole, false);
    }

    int size() {
        return size;
    }

    long bytes() {
        return bytes;
    }

    long place(int index) {
        return places[index];
    }

    long lastPlace() {
        return places[size - 1];
    }

    /** Whether the next state had better begin a chain: more changes would make decoding slow. */
    boolean isFull() {
        long firstBytes = firstBytes();
        return stored || size >= MAX_LINKS || (changes[size - 1] && bytes - firstBytes > firstBytes + 256);
    }

    /** Returns how near the changes are to their greatest number, from 0 to 1. */
    double fullness() {
        return changes[size - 1] ? Math.min(1, (double) size / MAX_CHANGES) : 0;
    }

    int firstBytes() {
        return firstLink.length;
    }

    int lastBytes() {
        return links[size - 1].length;
    }

    /** Adds a state; returns how many bytes that takes. */
    long add(long place, byte[] link, boolean isChange) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
            links = Arrays.copyOf(links, size * 2);
            changes = Arrays.copyOf(changes, size * 2);
        }
        places[size] = place;
        links[size] = link;
        changes[size++] = isChange;
        long more = (long) LINK_BYTES + link.length;
        bytes += more;
        return more;
    }

    /** The last state at or before a place, or -1. Those that were dropped are not there. */
    int floor(long place) {
        int found = Arrays.binarySearch(places, 0, size, place);
        int index = found >= 0 ? found : -found - 2;
        return index < dropped ? -1 : index;
    }

    /** Forgets the states before a place; returns whether none is left. */
    boolean dropBefore(long place) {
        while (dropped < size && places[dropped] < place) {
            dropped++;
        }
        return dropped == size;
    }

    /** Returns how many of its states are those after an event of a sequence, or after one before. */
    int countUpTo(long sequence) {
        int found = Arrays.binarySearch(places, 0, size, sequence);
        return found >= 0 ? found + 1 : -found - 1;
    }

    int left() {
        return size - dropped;
    }

    /** Adds the places that are within two. */
    void addPlaces(long least, long most, List<Long> to) {
        for (int i = dropped; i < size; i++) {
            if (places[i] >= least && places[i] <= most) {
                to.add(places[i]);
            }
        }
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

    boolean isStored() {
        return stored;
    }

    void store() {
        stored = true;
    }

    /**
     * Writes the chain, or its beginning, as bytes: how many states, then of each how far it is behind the one before, what it is, and
     * its bytes.
     */
    void writeTo(StateWriter out, int count) {
        out.count(count);
        for (int i = 0; i < count; i++) {
            out.number(places[i] - (i == 0 ? 0 : places[i - 1]))
                    .flag(changes[i])
                    .bytes(links[i]);
        }
    }

    /** The chain that was written. */
    static DeltaChain readFrom(StateReader in) {
        int count = in.count(in.remaining());
        DeltaChain chain = null;
        long place = 0;
        for (int i = 0; i < count; i++) {
            long further = in.number();
            place += further;
            boolean isChange = in.flag();
            byte[] link = in.bytes();
            if (further < (i == 0 ? 0 : 1) || place < 0 || (i == 0 && isChange)) {
                throw in.corrupt("place", further);
            }
            if (chain == null) {
                chain = new DeltaChain(place, link);
            } else {
                chain.add(place, link, isChange);
            }
        }
        if (chain == null) {
            throw in.corrupt("states", count);
        }
        chain.stored = true;
        return chain;
    }

    /** The first state, not packed. May be called outside of the lock. */
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
