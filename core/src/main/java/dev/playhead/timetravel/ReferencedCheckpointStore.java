package dev.playhead.timetravel;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A container for states that are not encoded. The size of these states is unknown, so they are held by soft
 * references, which the JVM may clear before it runs out of memory. A missing state is computed again by folding.
 */
final class ReferencedCheckpointStore<S> implements CheckpointStore<S> {
    private static final int MOST = 4_096;

    private final TreeMap<Long, SoftReference<Held<S>>> states = new TreeMap<>();

    /** A wrapper for a state, because a state may be null. */
    private record Held<S>(S state, long sequence) implements Kept<S>, Prepared<S> {
        @Override
        public long bytes() {
            return 0;
        }
    }

    @Override
    public @Nullable Supplier<Kept<S>> floor(long least, long most) {
        Map.Entry<Long, SoftReference<Held<S>>> entry = states.floorEntry(most);
        while (entry != null && entry.getKey() >= least) {
            Held<S> held = entry.getValue().get();
            if (held != null) {
                return () -> held;
            }
            states.remove(entry.getKey());
            entry = states.floorEntry(most);
        }
        return null;
    }

    @Override
    public boolean hasAfter(long sequence) {
        return states.higherKey(sequence) != null;
    }

    @Override
    public long[] sequences(long least, long most) {
        return least > most
                ? new long[0]
                : states.subMap(least, true, most, true).keySet().stream()
                        .mapToLong(Long::longValue)
                        .toArray();
    }

    @Override
    public boolean wantsWhole(@Nullable Kept<S> before) {
        return true;
    }

    @Override
    public boolean canFollow(@Nullable Kept<S> before) {
        return false;
    }

    @Override
    public long expectedBytes(@Nullable Kept<S> before, boolean whole) {
        return 0;
    }

    @Override
    public Supplier<Prepared<S>> prepare(S state, long sequence, @Nullable Kept<S> before, boolean whole) {
        return () -> new Held<>(state, sequence);
    }

    @Override
    public @Nullable Kept<S> put(Prepared<S> prepared) {
        Held<S> held = (Held<S>) prepared;
        states.put(held.sequence(), new SoftReference<>(held));
        return held;
    }

    @Override
    public void dropBefore(long sequence) {
        states.headMap(sequence).clear();
    }

    @Override
    public void clear() {
        states.clear();
    }

    @Override
    public void thin() {
        boolean[] drop = new boolean[1];
        states.keySet().removeIf(sequence -> {
            drop[0] = !drop[0];
            return drop[0];
        });
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public long stateBytes() {
        return 0;
    }

    @Override
    public boolean isFull() {
        return states.size() >= MOST;
    }
}
