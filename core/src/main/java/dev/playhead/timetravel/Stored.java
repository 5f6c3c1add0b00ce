package dev.playhead.timetravel;

import dev.playhead.block.StoredState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The states that a store contains.
 *
 * @param states the descriptions of the states; the same list object as long as none of the states has changed
 * @param reader reads one of the states; returns empty if the state no longer exists
 */
record Stored(List<StoredState> states, Function<StoredState, Optional<byte[]>> reader) {
    Optional<byte[]> read(StoredState state) {
        return reader.apply(state);
    }
}
