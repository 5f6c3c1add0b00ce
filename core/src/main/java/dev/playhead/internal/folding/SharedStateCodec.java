package dev.playhead.internal.folding;

import java.util.List;

/**
 * A codec for immutable states. Because nobody can change a decoded state, it may be kept, and later states may be decoded
 * from it and share its unchanged parts.
 *
 * @param <S> the state
 */
public interface SharedStateCodec<S> {
    /**
     * Decodes the state that results from changes to an earlier state.
     *
     * @param before a decoded state
     * @param changes the encoded changes after that state, each relative to the state before it
     * @return the state after the last change
     */
    S decodeChanges(S before, List<byte[]> changes);
}
