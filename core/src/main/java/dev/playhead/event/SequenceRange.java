package dev.playhead.event;

/**
 * A range of consecutive sequences.
 *
 * @param first the first sequence
 * @param last the last sequence, inclusive
 */
public record SequenceRange(long first, long last) {
    /**
     * Creates a range.
     *
     * @param first the first sequence
     * @param last the last sequence, inclusive
     * @throws IllegalArgumentException if the first sequence is negative, or the range is empty
     */
    public SequenceRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("first=" + first + ", last=" + last + " are not a range of sequences");
        }
    }

    @Override
    public String toString() {
        return first + ".." + last;
    }
}
