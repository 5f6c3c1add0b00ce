package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * How a state follows from events: where it starts, and what each event does to it.
 *
 * <p>States are values. {@link #apply} returns a new state, or the same one when the event does not matter, and never
 * changes the one that it is given; it depends on nothing but its arguments, and it does not record events. Samples are
 * checked: a projection whose {@code apply} leaves the state that it was given with another encoding, or without a codec with
 * another hash code, is refused by a {@link ProjectionException} that names it.
 *
 * <p><b>Threading.</b> A history may call {@code apply} from several threads at once, each with states of its own.
 *
 * @param <S> the state, immutable
 */
public interface Projection<S> {
    /**
     * What this projection is called in messages.
     *
     * @return the name
     */
    String name();

    /**
     * The state before the first event.
     *
     * @return the initial state
     */
    S initial();

    /**
     * The state after one more event.
     *
     * @param state the state before the event
     * @param event the event
     * @return the state after the event
     */
    S apply(S state, RecordedEvent event);

    /**
     * The events that may change a state. Others need not be given to {@link #apply}, which leaves the state as it is for
     * them; where the filter can be answered without reading them, questions about long histories are quicker.
     *
     * @return all events, unless overridden
     */
    default EventFilter relevant() {
        return EventFilter.all();
    }

    /**
     * How states become bytes, if they can. Checkpoints of states with a codec are small and many, and a durable history
     * keeps them.
     *
     * @return the codec; empty unless overridden
     */
    default Optional<StateCodec<S>> codec() {
        return Optional.empty();
    }

    /**
     * What there is to say of events that a state is without, because they do not fit. A history reports each as a problem
     * when it has folded such a state, once for each key.
     *
     * @param state a state
     * @return what to report, by a key that tells one kind of them from others; empty unless overridden
     */
    default Map<String, String> misfits(S state) {
        return Map.of();
    }

    /**
     * A projection from a function.
     *
     * @param name what it is called in messages
     * @param initial the state before the first event
     * @param fold the state after one more event
     * @param <S> the state, immutable
     * @return the projection
     */
    static <S> Projection<S> of(String name, S initial, BiFunction<S, RecordedEvent, S> fold) {
        return of(name, initial, fold, Optional.empty());
    }

    /**
     * A projection from a function, whose states can be encoded.
     *
     * @param name what it is called in messages, and by what a durable history knows its states
     * @param initial the state before the first event
     * @param fold the state after one more event
     * @param codec how states become bytes
     * @param <S> the state, immutable
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
