package dev.playhead.internal.folding;

import java.util.List;

/**
 * A codec for immutable states. Because a decoded state cannot change, it may be kept, and later states that are
 * decoded from it may share its unchanged parts.
 *
 * @param <S> the type of the states
 */
public interface SharedStateCodec<S> {
    /**
     * Decodes the state that results from changes to an earlier state.
     *
     * @param before a decoded state
     * @param changes the encoded changes after that state, in order; each is relative to the state after the previous
     *     change
     * @return the state after the last change
     */
    S decodeChanges(S before, List<byte[]> changes);
}
