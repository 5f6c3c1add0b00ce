package dev.playhead.timetravel;

import dev.playhead.internal.folding.SharedStateCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A container for states in the encoding of their codec. The states form {@linkplain DeltaChain chains} that do not
 * overlap.
 */
final class EncodedCheckpointStore<S> implements CheckpointStore<S> {
    /** The memory of a chain in addition to its states. */
    private static final int CHAIN_BYTES = 200;

    private static final long MAX_BYTES =
            Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);

    private final StateCodec<S> codec;
    /** The chains by the sequence of their first state. */
    private final TreeMap<Long, DeltaChain> chains = new TreeMap<>();
    /** The codec if decoded states may be shared; null otherwise. */
    private final @Nullable SharedStateCodec<S> shared;

    private final Map<DeltaChain, DecodedStates<S>> decoded = new HashMap<>();

    private long bytes;
    private volatile long stateBytes;
    private volatile long packedBytes;

    EncodedCheckpointStore(StateCodec<S> codec) {
        this.codec = codec;
        this.shared = shared(codec);
    }

    @SuppressWarnings("unchecked") // a codec that implements both interfaces does so for the same type of states
    private static <S> @Nullable SharedStateCodec<S> shared(StateCodec<S> codec) {
        return codec instanceof SharedStateCodec<?> sharing ? (SharedStateCodec<S>) sharing : null;
    }

    /** A state that is in a chain. */
    private record Linked<S>(S state, long sequence, DeltaChain chain, int index) implements Kept<S> {
        boolean isLast() {
            return index == chain.size() - 1;
        }
    }

    /** A state to be added: at the end of a chain, or in a new chain. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Link<S>(
            S state,
            long sequence,
            byte[] packed,
            boolean isChange,
            @Nullable Linked<S> before) implements Prepared<S> {
        @Override
        public long bytes() {
            return packed.length + (before == null ? (long) CHAIN_BYTES : 0);
        }
    }

    private @Nullable DeltaChain chainAt(long sequence) {
        Map.Entry<Long, DeltaChain> entry = chains.floorEntry(sequence);
        return entry == null ? null : entry.getValue();
    }

    @Override
    public @Nullable Supplier<Kept<S>> floor(long least, long most) {
        DeltaChain chain = chainAt(most);
        int index = chain == null ? -1 : chain.floor(most);
        if (chain == null || index < 0 || chain.sequence(index) < least) {
            return null;
        }
        DeltaChain.Parts parts = chain.parts(index);
        long sequence = chain.sequence(index);
        DecodedStates<S> known = shared == null || parts.whole() != null
                ? null
                : decoded.computeIfAbsent(chain, of -> new DecodedStates<>(codec, shared));
        return () -> new Linked<>(known == null ? decoded(parts) : known.decoded(parts), sequence, chain, index);
    }

    private S decoded(DeltaChain.Parts parts) {
        byte[] whole = parts.rawFirst();
        byte[] other = parts.whole();
        if (other != null) {
            whole = Packing.unpack(other, whole);
        }
        List<byte[]> changes = new ArrayList<>(parts.changes().size());
        for (byte[] change : parts.changes()) {
            changes.add(Packing.unpack(change, Packing.NO_PRESET));
        }
        return codec.decode(whole, changes);
    }

    @Override
    public boolean hasAfter(long sequence) {
        Map.Entry<Long, DeltaChain> last = chains.lastEntry();
        return last != null && last.getValue().lastSequence() > sequence;
    }

    @Override
    public long[] sequences(long least, long most) {
        List<Long> found = new ArrayList<>();
        for (DeltaChain chain : chains.values()) {
            chain.addSequences(least, most, found);
        }
        return found.stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * Returns the given kept state if it is the last of its chain, so that the next state can be stored as a change
     * from it; null otherwise.
     */
    private @Nullable Linked<S> continued(@Nullable Kept<S> before) {
        return before instanceof Linked<S> linked && linked.isLast() ? linked : null;
    }

    @Override
    public boolean canFollow(@Nullable Kept<S> before) {
        return continued(before) != null;
    }

    @Override
    public boolean wantsWhole(@Nullable Kept<S> before) {
        Linked<S> linked = continued(before);
        return linked == null || linked.chain.isFull();
    }

    @Override
    public long expectedBytes(@Nullable Kept<S> before, boolean whole) {
        Linked<S> linked = whole ? null : continued(before);
        if (linked == null) {
            return packedBytes;
        }
        return linked.chain.size() == 1 ? linked.chain.firstBytes() / 8 : linked.chain.lastBytes();
    }

    @Override
    public long reservedBytes(@Nullable Kept<S> before) {
        Linked<S> linked = continued(before);
        return linked == null ? 0 : (long) (packedBytes * linked.chain.fullness());
    }

    @Override
    public Supplier<Prepared<S>> prepare(S state, long sequence, @Nullable Kept<S> before, boolean whole) {
        Linked<S> linked = whole ? null : continued(before);
        if (linked == null) {
            return () -> fresh(state, sequence, codec.encode(state));
        }
        int firstBytes = linked.chain.firstBytes();
        return () -> link(state, sequence, linked, firstBytes);
    }

    private Link<S> link(S state, long sequence, Linked<S> before, int firstBytes) {
        Optional<byte[]> change = codec.encodeChange(before.state, state);
        if (change.isPresent()) {
            return new Link<>(state, sequence, Packing.pack(change.get(), Packing.NO_PRESET), true, before);
        }
        byte[] raw = codec.encode(state);
        stateBytes = raw.length;
        byte[] packed = Packing.pack(raw, before.chain.rawFirst());
        return packed.length <= firstBytes / 2 + 32
                ? new Link<>(state, sequence, packed, false, before)
                : fresh(state, sequence, raw);
    }

    private Link<S> fresh(S state, long sequence, byte[] raw) {
        byte[] packed = Packing.pack(raw, Packing.NO_PRESET);
        stateBytes = raw.length;
        packedBytes = packed.length;
        return new Link<>(state, sequence, packed, false, null);
    }

    @Override
    public @Nullable Kept<S> put(Prepared<S> prepared) {
        Link<S> link = (Link<S>) prepared;
        DeltaChain present = chainAt(link.sequence);
        Linked<S> before = link.before;
        if (before != null) {
            if (present != before.chain || !before.isLast() || before.sequence >= link.sequence) {
                return null; // another thread has added a state to this chain, or the chain was dropped
            }
            bytes += present.add(link.sequence, link.packed, link.isChange);
            return new Linked<>(link.state, link.sequence, present, present.size() - 1);
        }
        if (present != null && present.lastSequence() >= link.sequence) {
            return null;
        }
        DeltaChain chain = new DeltaChain(link.sequence, link.packed);
        bytes += CHAIN_BYTES + chain.bytes();
        chains.put(link.sequence, chain);
        return new Linked<>(link.state, link.sequence, chain, 0);
    }

    @Override
    public void dropBefore(long sequence) {
        Iterator<DeltaChain> all = chains.headMap(sequence).values().iterator();
        while (all.hasNext()) {
            DeltaChain chain = all.next();
            if (!chain.dropBefore(sequence)) {
                return;
            }
            drop(chain);
            all.remove();
        }
    }

    private void drop(DeltaChain chain) {
        bytes -= CHAIN_BYTES + chain.bytes();
        decoded.remove(chain);
    }

    @Override
    public void clear() {
        chains.clear();
        decoded.clear();
        bytes = 0;
    }

    @Override
    public void adopt(DeltaChain chain) {
        DeltaChain before = chainAt(chain.lastSequence());
        if (before != null && before.sequence(0) == chain.sequence(0) && before.size() < chain.size()) {
            // A reader's cache may list two stored versions of a chain, the shorter of which is the beginning of the
            // longer. The longer version replaces the shorter. The chain replaces its beginning.
            chains.remove(before.sequence(0));
            drop(before);
            before = null;
        }
        boolean overlaps = before != null && before.lastSequence() >= chain.sequence(0);
        if (!overlaps && !isFull()) {
            bytes += CHAIN_BYTES + chain.bytes();
            chains.put(chain.sequence(0), chain);
        }
    }

    @Override
    public boolean endsWithin(long from, long to) {
        return chains.values().stream().anyMatch(chain -> chain.lastSequence() >= from && chain.lastSequence() < to);
    }

    @Override
    public List<DeltaChain> unstored(boolean all) {
        List<DeltaChain> found = new ArrayList<>();
        for (DeltaChain chain : chains.values()) {
            // The last chain grows until it is full. DeltaChain.isFull() is also true for a chain of which a part is
            // stored. Nevertheless, such a chain may still grow, because states are added to it if there is no room for
            // a new chain.
            boolean grows = (!chain.isFull() || chain.stored() != null)
                    && chain.equals(chains.lastEntry().getValue());
            if (!chain.isStored() && (all || !grows)) {
                found.add(chain);
            }
        }
        return found;
    }

    @Override
    public void thin() {
        boolean drop = chains.size() == 1;
        Iterator<DeltaChain> all = chains.values().iterator();
        while (all.hasNext()) {
            DeltaChain chain = all.next();
            if (drop) {
                drop(chain);
                all.remove();
            }
            drop = !drop;
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long stateBytes() {
        return stateBytes;
    }

    @Override
    public boolean isFull() {
        return bytes >= MAX_BYTES;
    }
}
