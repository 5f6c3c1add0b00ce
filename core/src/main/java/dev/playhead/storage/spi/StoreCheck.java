package dev.playhead.storage.spi;

import dev.playhead.event.RecordingBreak;
import java.util.List;

/**
 * What checking a whole store found.
 *
 * @param blocks how many blocks and tails were checked
 * @param events how many events the sound ones have
 * @param bytes how many bytes were checked
 * @param problems what is wrong, in the order of the sequences; empty if nothing is
 * @param breaks the breaks in recording, in order. They are no problem
 */
public record StoreCheck(long blocks, long events, long bytes, List<Problem> problems, List<RecordingBreak> breaks) {
    /**
     * Something that is wrong.
     *
     * @param firstSequence the first sequence concerned, or -1 if it is the store as such
     * @param lastSequence the last sequence concerned, or -1
     * @param description what it is
     */
    public record Problem(long firstSequence, long lastSequence, String description) {}

    /**
     * Copies the lists.
     *
     * @param blocks how many blocks and tails were checked
     * @param events how many events the sound ones have
     * @param bytes how many bytes were checked
     * @param problems what is wrong
     * @param breaks the breaks in recording
     */
    public StoreCheck {
        problems = List.copyOf(problems);
        breaks = List.copyOf(breaks);
    }

    /**
     * Whether all is well.
     *
     * @return whether there is no problem
     */
    public boolean isSound() {
        return problems.isEmpty();
    }
}
