package dev.playhead.storage.spi;

import java.util.List;

/**
 * What checking a whole store found.
 *
 * @param blocks how many blocks and tails were checked
 * @param events how many events the sound ones have
 * @param bytes how many bytes were checked
 * @param problems what is wrong, in the order of the sequences; empty if nothing is
 */
public record StoreCheck(long blocks, long events, long bytes, List<Problem> problems) {
    /**
     * Something that is wrong.
     *
     * @param firstSequence the first sequence concerned, or -1 if it is the store as such
     * @param lastSequence the last sequence concerned, or -1
     * @param description what it is
     */
    public record Problem(long firstSequence, long lastSequence, String description) {}

    /**
     * Copies the list.
     *
     * @param blocks how many blocks and tails were checked
     * @param events how many events the sound ones have
     * @param bytes how many bytes were checked
     * @param problems what is wrong
     */
    public StoreCheck {
        problems = List.copyOf(problems);
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
