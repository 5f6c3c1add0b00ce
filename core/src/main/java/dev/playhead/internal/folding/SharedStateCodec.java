package dev.playhead.internal.folding;

import java.util.List;

/**
 * A codec whose states nobody can change, so that one that was decoded may be kept, and those that follow it be decoded from
 * it, sharing what has not changed.
 *
 * @param <S> the state
 */
public interface SharedStateCodec<S> {
    /**
     * Decodes what follows a state.
     *
     * @param before a state that was decoded
     * @param changes what was encoded as changed from it on, each from the state before
     * @return the state after the last change
     */
    S decodeChanges(S before, List<byte[]> changes);
}
