package dev.playhead.timetravel;

import dev.playhead.block.EncodedState;
import dev.playhead.block.StoredState;
import java.util.List;

/**
 * States on the way that a store is to get, so that the next session need not fold to them again.
 *
 * @param added the states, which follow from events that are stored
 * @param dropped states in the store that are of no use
 * @param onStored to be run when that is done
 */
public record NewStates(List<EncodedState> added, List<StoredState> dropped, Runnable onStored) {
    /** Nothing. */
    public static final NewStates NONE = new NewStates(List.of(), List.of(), () -> {});
}
