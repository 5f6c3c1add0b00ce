package dev.playhead.event;

/**
 * Consecutive sequences.
 *
 * @param first the first one
 * @param last the last one
 */
public record SequenceRange(long first, long last) {
    /**
     * Checks the range.
     *
     * @param first the first one
     * @param last the last one
     * @throws IllegalArgumentException if it is empty
     */
    public SequenceRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("first=" + first + ", last=" + last + " are no range of sequences");
        }
    }

    @Override
    public String toString() {
        return first + ".." + last;
    }
}
