package dev.playhead.timetravel;

import dev.playhead.block.BufferView;
import dev.playhead.block.StoredState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The states of the registered projections before a sequence.
 *
 * @param beforeSequence the sequence
 * @param originSequence the sequence at which the history of the states begins
 * @param epoch the number of times that an initial state was replaced
 * @param states the states, by projection
 * @param started the projections whose initial state was set by the application
 * @param unknown the names of projections whose base state in the store cannot be read, for example because the codec
 *     has another version
 * @param stored the stored states from which the states were restored
 * @param baselines the baselines at the sequence or later
 */
record BaseStates(
        long beforeSequence,
        long originSequence,
        int epoch,
        Map<Projection<?>, @Nullable Object> states,
        Set<Projection<?>> started,
        Set<String> unknown,
        List<StoredState> stored,
        Baselines baselines) {

    BaseStates(long beforeSequence, long originSequence, int epoch, Map<Projection<?>, @Nullable Object> states) {
        this(beforeSequence, originSequence, epoch, states, Set.of(), Set.of(), List.of(), Baselines.NONE);
    }

    /** Returns the bases at a later sequence, with the same initial states. */
    BaseStates at(long sequence, Map<Projection<?>, @Nullable Object> statesThere) {
        return new BaseStates(
                sequence, originSequence, epoch, statesThere, started, unknown, stored, baselines.from(sequence));
    }

    /** Returns the same bases with one more baseline. */
    <S> BaseStates with(Projection<S> projection, Baselines.Baseline<S> baseline) {
        return new BaseStates(
                beforeSequence,
                originSequence,
                epoch,
                states,
                started,
                unknown,
                stored,
                baselines.with(projection, baseline));
    }

    /** Returns the bases with another initial state of a projection. */
    <S> BaseStates beginning(Projection<S> projection, S state) {
        Map<Projection<?>, @Nullable Object> others = new HashMap<>(states);
        others.put(projection, state);
        Set<Projection<?>> allStarted = new HashSet<>(started);
        allStarted.add(projection);
        Set<String> stillUnknown = new HashSet<>(unknown);
        stillUnknown.remove(projection.name());
        return new BaseStates(
                beforeSequence, originSequence, epoch + 1, others, allStarted, stillUnknown, stored, baselines);
    }

    /**
     * Encodes the states that must be stored, by the name of the projection. Projections that share a name are omitted.
     *
     * @param reports receives the failure of a codec; the state then counts as unknown
     */
    Map<String, byte[]> encoded(FoldingReports reports) {
        Map<String, byte[]> encoded = new HashMap<>();
        boolean atOrigin = beforeSequence == originSequence;
        Map<String, Long> names = names(states.keySet());
        states.forEach((projection, state) -> {
            // An initial state that the application did not set is defined by its projection, so it need not be stored.
            if ((!atOrigin || started.contains(projection)) && names.getOrDefault(projection.name(), 0L) == 1) {
                byte[] bytes = encoded(projection, state, reports);
                // Empty bytes represent an unknown state. They are needed at the origin. At a later sequence, a state
                // that is missing from the store counts as unknown anyway.
                if (bytes.length > 0 || atOrigin) {
                    encoded.put(projection.name(), bytes);
                }
            }
        });
        return encoded;
    }

    private <S> byte[] encoded(Projection<S> projection, @Nullable Object state, FoldingReports reports) {
        Optional<StateCodec<S>> codec = projection.codec();
        if (codec.isEmpty()) {
            return new byte[0];
        }
        try {
            return StateEnvelope.seal(codec.get(), epoch, cast(projection, state));
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // as long as the history is open, it does not need the stored state
            reports.failed(new ProjectionException(
                    "projection=" + projection.name() + " has no state in the store before id=" + beforeSequence
                            + " because its codec cannot encode it: " + e,
                    e));
            return new byte[0];
        }
    }

    private static Map<String, Long> names(Set<Projection<?>> projections) {
        return projections.stream().collect(Collectors.groupingBy(Projection::name, Collectors.counting()));
    }

    @SuppressWarnings({"unchecked", "UnusedVariable", "NullAway"}) // each state was returned by its projection
    static <S> S cast(Projection<S> projection, @Nullable Object state) {
        return (S) state;
    }

    /**
     * Restores the bases from the states in a store.
     *
     * @param held the events held
     * @param complete whether the store has all events of the history
     * @param initialStates the initial states by registered projection
     * @param read reads a state
     * @param reports receives the failures to decode a state
     * @return the bases; null if a state cannot be read, because it was removed during the call or is damaged
     */
    static @Nullable BaseStates restored(
            BufferView held,
            boolean complete,
            Map<Projection<?>, @Nullable Object> initialStates,
            Function<StoredState, Optional<byte[]>> read,
            FoldingReports reports) {
        long before = complete ? held.originSequence() : lastBefore(held);
        Map<Projection<?>, @Nullable Object> states = complete ? new HashMap<>(initialStates) : new HashMap<>();
        Set<String> unknown = new HashSet<>();
        Map<String, Long> names = names(initialStates.keySet());
        int epoch = 0;
        Baselines baselines = Baselines.NONE;
        for (StoredState state : held.states()) {
            // In a complete history, a baseline is a state that the application set after a break. No break can precede
            // the beginning. So a baseline at the beginning is left over from before the history was cleared, and is
            // ignored.
            if (StateEnvelope.isBaseline(state)
                    && (complete ? state.sequence() > before : state.sequence() >= before)) {
                for (Projection<?> projection : initialStates.keySet()) {
                    boolean own = state.name().equals(StateEnvelope.baselineName(projection));
                    if (own && names.getOrDefault(projection.name(), 0L) == 1) {
                        Optional<byte[]> bytes = read.apply(state);
                        if (bytes.isEmpty()) {
                            return null;
                        }
                        baselines = withDecoded(baselines, projection, state.sequence(), bytes.get(), reports);
                    }
                }
            }
            if (state.sequence() != before || !StateEnvelope.isBase(state)) {
                continue;
            }
            Optional<byte[]> bytes = read.apply(state);
            if (bytes.isEmpty()) {
                return null;
            }
            unknown.add(state.name());
            states.keySet().removeIf(projection -> projection.name().equals(state.name()));
            try {
                StateEnvelope.Content content = StateEnvelope.open(bytes.get()).orElse(null);
                if (content == null) {
                    continue;
                }
                epoch = (int) Math.max(epoch, Math.min(Integer.MAX_VALUE, content.epoch()));
                for (Projection<?> projection : initialStates.keySet()) {
                    if (projection.name().equals(state.name()) && names.getOrDefault(state.name(), 0L) == 1) {
                        if (addDecoded(projection, content, states, unknown)) {
                            reports.outdated(projection, content.version(), before);
                        }
                    }
                }
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (Throwable e) { // the state then counts as unknown
                reports.failed(new ProjectionException(
                        "projection=" + state.name() + " has a stored state before event id=" + before
                                + " that cannot be decoded: " + e,
                        e));
            }
        }
        return new BaseStates(
                before, held.originSequence(), epoch, states, Set.of(), unknown, held.states(), baselines);
    }

    /** Returns the given baselines and one more baseline; only the given baselines if the other cannot be decoded. */
    private static <S> Baselines withDecoded(
            Baselines baselines, Projection<S> projection, long sequence, byte[] bytes, FoldingReports reports) {
        try {
            StateEnvelope.Content content = StateEnvelope.open(bytes).orElse(null);
            StateCodec<S> codec = projection.codec().orElse(null);
            if (content == null || codec == null) {
                return baselines;
            }
            boolean current = codec.version().equals(content.version());
            Optional<S> state = current
                    ? Optional.of(content.decoded(codec))
                    : codec.decodeEarlier(content.version(), content.state());
            if (state.isEmpty()) {
                return baselines;
            }
            if (!current) {
                reports.outdated(projection, content.version(), sequence);
            }
            return baselines.with(projection, new Baselines.Baseline<>(sequence, content.epoch(), state.get()));
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // states that need the baseline are then refused
            reports.failed(new ProjectionException(
                    "projection=" + projection.name() + " has a stored baseline before event id=" + sequence
                            + " that cannot be decoded: " + e,
                    e));
            return baselines;
        }
    }

    /** Adds a state, if its version can be read. Returns whether the state was added and has an earlier version. */
    private static <S> boolean addDecoded(
            Projection<S> projection,
            StateEnvelope.Content content,
            Map<Projection<?>, @Nullable Object> states,
            Set<String> unknown) {
        StateCodec<S> codec = projection.codec().orElse(null);
        if (codec == null) {
            return false;
        }
        boolean current = codec.version().equals(content.version());
        Optional<S> state =
                current ? Optional.of(content.decoded(codec)) : codec.decodeEarlier(content.version(), content.state());
        if (state.isEmpty()) {
            return false;
        }
        states.put(projection, state.get());
        unknown.remove(projection.name());
        return !current;
    }

    /**
     * Returns the greatest sequence of a stored base state that does not exceed the sequence of the first event held.
     * If there is no such state, returns the origin.
     */
    private static long lastBefore(BufferView held) {
        long first = held.firstSequence();
        long before = held.originSequence();
        for (StoredState state : held.states()) {
            if (state.sequence() <= first && StateEnvelope.isBase(state)) {
                before = Math.max(before, state.sequence());
            }
        }
        return before;
    }
}
