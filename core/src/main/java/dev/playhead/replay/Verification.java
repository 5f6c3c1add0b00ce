package dev.playhead.replay;

import dev.playhead.timetravel.Projection;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * How to compare an application's state with the recorded one.
 *
 * @param projection how the recorded state follows from events
 * @param actual the application's state, as a value that equals the projection's where all is well
 * @param <S> the state
 */
public record Verification<S>(Projection<S> projection, Supplier<? extends S> actual) {
    /**
     * Checks the values.
     *
     * @param projection how the recorded state follows from events
     * @param actual the application's state
     */
    public Verification {
        Objects.requireNonNull(projection, "projection");
        Objects.requireNonNull(actual, "actual");
    }
}
