package dev.playhead.storage.spi;

import dev.playhead.event.RecordingBreak;
import java.util.List;

/**
 * The result of checking a whole store: its blocks, and its tails, which have the events that are in no sealed block
 * yet.
 *
 * @param blocks the number of blocks and tails checked
 * @param events the number of events in undamaged blocks and tails
 * @param bytes the number of bytes checked
 * @param problems the problems found, by sequence; empty if there are none
 * @param breaks the breaks in recording, in order; a break is not a problem
 */
public record StoreCheck(long blocks, long events, long bytes, List<Problem> problems, List<RecordingBreak> breaks) {
    /**
     * A problem found in a store.
     *
     * @param firstSequence the first sequence affected, or -1 if the problem concerns the store as a whole
     * @param lastSequence the last sequence affected, or -1 in the same case
     * @param description a description of the problem
     */
    public record Problem(long firstSequence, long lastSequence, String description) {}

    /**
     * Creates a result with copies of the lists.
     *
     * @param blocks the number of blocks and tails checked
     * @param events the number of events in undamaged blocks and tails
     * @param bytes the number of bytes checked
     * @param problems the problems found
     * @param breaks the breaks in recording
     */
    public StoreCheck {
        problems = List.copyOf(problems);
        breaks = List.copyOf(breaks);
    }

    /** {@return whether no problem was found} */
    public boolean isSound() {
        return problems.isEmpty();
    }
}
