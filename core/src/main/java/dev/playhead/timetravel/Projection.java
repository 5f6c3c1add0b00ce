package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A definition of a state in terms of events: the state at the start, and the effect of each event on the state.
 *
 * <p>States are values. {@link #apply} returns a new state, or the same state if the event does not matter. It never
 * changes the state that it receives, depends only on its arguments, and does not record events. At some of the events,
 * a history checks that states are not changed: after {@code apply}, the state that was passed to it must have the same
 * encoding as before or, without a codec, the same hash code. Otherwise, a {@link ProjectionException} that names the
 * projection is thrown.
 *
 * <p><b>Threading.</b> A history may call {@code apply} from several threads concurrently.
 *
 * @param <S> the type of the state, which must be immutable
 */
public interface Projection<S> {
    /**
     * Returns the name of this projection, for use in messages. A durable history also identifies the stored states of
     * this projection by this name.
     *
     * @return the name
     */
    String name();

    /**
     * Returns the state before the first event.
     *
     * @return the initial state
     */
    S initial();

    /**
     * Returns the state after one more event.
     *
     * @param state the state before the event
     * @param event the event
     * @return the state after the event
     */
    S apply(S state, RecordedEvent event);

    /**
     * Returns a filter for the events that may change a state. For all other events, {@link #apply} must return the
     * state unchanged, so these events need not be passed to {@code apply}. If the filter can be evaluated without
     * reading the events, questions about long histories are faster.
     *
     * @return the filter; accepts all events unless overridden
     */
    default EventFilter relevant() {
        return EventFilter.all();
    }

    /**
     * Returns the codec for states, if they can be encoded. Checkpoints of states with a codec are small and numerous,
     * and a durable history stores those of registered projections.
     *
     * @return the codec; empty unless overridden
     */
    default Optional<StateCodec<S>> codec() {
        return Optional.empty();
    }

    /**
     * Returns messages about events that could not be applied to a state, for example because a field is missing or a
     * row does not exist, and whose effects the state therefore lacks. After computing a state, a history reports the
     * messages of this state as problems, once for each key.
     *
     * @param state a state
     * @return the messages, by a key that identifies the kind of misfit; empty unless overridden
     */
    default Map<String, String> misfits(S state) {
        return Map.of();
    }

    /**
     * Creates a projection from a function.
     *
     * @param name the name for use in messages
     * @param initial the state before the first event
     * @param fold returns the state after one more event
     * @param <S> the type of the state, which must be immutable
     * @return the projection
     */
    static <S> Projection<S> of(String name, S initial, BiFunction<S, RecordedEvent, S> fold) {
        return of(name, initial, fold, Optional.empty());
    }

    /**
     * Creates a projection from a function, with states that can be encoded.
     *
     * @param name the name for use in messages; a durable history also identifies the states by this name
     * @param initial the state before the first event
     * @param fold returns the state after one more event
     * @param codec encodes and decodes states
     * @param <S> the type of the state, which must be immutable
     * @return the projection
     */
    static <S> Projection<S> of(String name, S initial, BiFunction<S, RecordedEvent, S> fold, StateCodec<S> codec) {
        return of(name, initial, fold, Optional.of(codec));
    }

    private static <S> Projection<S> of(
            String name, S initial, BiFunction<S, RecordedEvent, S> fold, Optional<StateCodec<S>> codec) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(fold, "fold");
        return new Projection<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public S initial() {
                return initial;
            }

            @Override
            public S apply(S state, RecordedEvent event) {
                return fold.apply(state, event);
            }

            @Override
            public Optional<StateCodec<S>> codec() {
                return codec;
            }

            @Override
            public String toString() {
                return "Projection[" + name + "]";
            }
        };
    }
}
