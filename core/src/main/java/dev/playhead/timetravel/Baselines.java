package dev.playhead.timetravel;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The states that the application set after a break, or because the state of a projection before the retained events
 * was not known. They cannot be computed from events, so each of these states is kept as long as the events after this
 * state are kept. Immutable.
 */
final class Baselines {
    static final Baselines NONE = new Baselines(Map.of());

    private final Map<Projection<?>, NavigableMap<Long, Baseline<?>>> byProjection;

    /**
     * A state directly before the event with the given sequence. If there is a break directly before this event, the
     * state lies after the break.
     *
     * @param sequence the sequence
     * @param offered the number of relevant events that were offered during that break until the state was set; if more
     *     were offered later, the state no longer lies after the break
     * @param state the state
     */
    record Baseline<S>(long sequence, long offered, S state) {}

    private Baselines(Map<Projection<?>, NavigableMap<Long, Baseline<?>>> byProjection) {
        this.byProjection = byProjection;
    }

    /**
     * Returns a copy with one more baseline. The new baseline replaces an existing baseline of the same projection and
     * sequence.
     */
    <S> Baselines with(Projection<S> projection, Baseline<S> baseline) {
        Map<Projection<?>, NavigableMap<Long, Baseline<?>>> more = new HashMap<>(byProjection);
        NavigableMap<Long, Baseline<?>> own = new TreeMap<>();
        own.putAll(more.getOrDefault(projection, new TreeMap<>()));
        own.put(baseline.sequence, baseline);
        more.put(projection, own);
        return new Baselines(more);
    }

    /** Returns the baselines at or after the given sequence. */
    Baselines from(long sequence) {
        Map<Projection<?>, NavigableMap<Long, Baseline<?>>> later = new HashMap<>();
        byProjection.forEach((projection, own) -> {
            NavigableMap<Long, Baseline<?>> left = own.tailMap(sequence, true);
            if (!left.isEmpty()) {
                later.put(projection, new TreeMap<>(left));
            }
        });
        return later.isEmpty() ? NONE : new Baselines(later);
    }

    static long offered(Projection<?> projection, Gaps gaps, long sequence) {
        return gaps.offeredAt(sequence, projection.relevant());
    }

    /**
     * Returns the latest valid baseline of a projection from {@code least} to {@code most}, inclusive; null if there is
     * none. A baseline becomes invalid if relevant events are offered in the same break after its state was set.
     *
     * @param gaps the gaps among the events
     */
    @SuppressWarnings("unchecked") // a projection's baselines are of its states
    <S> @Nullable Baseline<S> latest(Projection<S> projection, long least, long most, Gaps gaps) {
        NavigableMap<Long, Baseline<?>> own = byProjection.get(projection);
        if (own == null || least > most) {
            return null;
        }
        for (Baseline<?> baseline :
                own.subMap(least, true, most, true).descendingMap().values()) {
            if (baseline.offered == offered(projection, gaps, baseline.sequence)) {
                return (Baseline<S>) baseline;
            }
        }
        return null;
    }
}
