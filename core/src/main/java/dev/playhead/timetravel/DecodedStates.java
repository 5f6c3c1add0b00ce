package dev.playhead.timetravel;

import dev.playhead.internal.folding.SharedStateCodec;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Decoded states of a chain, held by soft references: the first state, and another state after each series of changes
 * that together take at least a quarter of the bytes of the first state. Other states are decoded from one of these
 * states. This takes a fraction of the time of decoding the whole chain, and the states share the parts that did not
 * change.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Benign race: two threads may both decode a state, with the same
 * result.
 */
final class DecodedStates<S> {
    /** The changes between two held states take at least the bytes of the first state divided by this number. */
    private static final int PART = 4;

    private final StateCodec<S> codec;
    private final SharedStateCodec<S> shared;
    /** The held states, by the number of changes before each state. The map is never modified. */
    private final AtomicReference<Map<Integer, SoftReference<S>>> held = new AtomicReference<>(Map.of());

    DecodedStates(StateCodec<S> codec, SharedStateCodec<S> shared) {
        this.codec = codec;
        this.shared = shared;
    }

    /** Returns the state that results from applying changes to the first state of the chain. */
    S decoded(DeltaChain.Parts parts) {
        List<byte[]> changes = parts.changes();
        int from = 0;
        S state = null;
        List<Integer> indexes = heldOf(parts);
        for (int i = indexes.size() - 1; i >= 0 && state == null; i--) {
            from = indexes.get(i);
            state = get(from);
        }
        Map<Integer, SoftReference<S>> made = new HashMap<>();
        if (state == null) {
            state = codec.decode(parts.rawFirst(), List.of());
            made.put(0, new SoftReference<>(state));
        }
        for (int to : indexes) {
            if (to > from) {
                state = changed(state, changes.subList(from, to));
                made.put(to, new SoftReference<>(state));
                from = to;
            }
        }
        hold(made);
        return changed(state, changes.subList(from, changes.size()));
    }

    private void hold(Map<Integer, SoftReference<S>> made) {
        if (!made.isEmpty()) {
            held.updateAndGet(before -> {
                Map<Integer, SoftReference<S>> more = new HashMap<>(before);
                more.putAll(made);
                return more;
            });
        }
    }

    private @Nullable S get(int index) {
        SoftReference<S> reference = Objects.requireNonNull(held.get()).get(index);
        return reference == null ? null : reference.get();
    }

    private S changed(S before, List<byte[]> changes) {
        List<byte[]> raw = new ArrayList<>(changes.size());
        for (byte[] change : changes) {
            raw.add(Packing.unpack(change, Packing.NO_PRESET));
        }
        return raw.isEmpty() ? before : shared.decodeChanges(before, raw);
    }

    /** Returns the numbers of changes after which a state is held, beginning with 0 for the first state. */
    private static List<Integer> heldOf(DeltaChain.Parts parts) {
        List<Integer> indexes = new ArrayList<>(List.of(0));
        long most = parts.first().length / PART;
        long bytes = 0;
        for (int i = 0; i < parts.changes().size(); i++) {
            bytes += parts.changes().get(i).length;
            if (bytes >= most) {
                indexes.add(i + 1);
                bytes = 0;
            }
        }
        return indexes;
    }
}
