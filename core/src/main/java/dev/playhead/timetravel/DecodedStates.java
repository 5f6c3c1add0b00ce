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
 * Decoded states of a chain, held softly: the first one, and one each time the changes have grown by a quarter of its bytes.
 * The others are decoded from one of these, which takes a part of the time, and share with it what has not changed.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Two may both decode a state, to the same effect.
 */
final class DecodedStates<S> {
    /** Changes of such a part of the bytes of the first state lie between two that are held. */
    private static final int PART = 4;

    private final StateCodec<S> codec;
    private final SharedStateCodec<S> shared;
    /** By how many changes lie before; the map is never changed. */
    private final AtomicReference<Map<Integer, SoftReference<S>>> held = new AtomicReference<>(Map.of());

    DecodedStates(StateCodec<S> codec, SharedStateCodec<S> shared) {
        this.codec = codec;
        this.shared = shared;
    }

    /** The state after some changes of the first one of the chain. */
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

    /** After how many changes there is a state to be held, the first one among them. */
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
