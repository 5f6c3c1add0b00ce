package dev.playhead.devtools.api;

/**
 * The ranks of the events of a query, counted from 0 in the order of recording.
 *
 * <p><b>Threading.</b> Immutable.
 */
interface Ranks {
    /**
     * A range of sequences in which events are read.
     *
     * @param sequence the first sequence to read
     * @param last the last sequence to read; between it and the next start, no event matches
     * @param rank the rank of the first event of the query at or after the first sequence
     */
    record Start(long sequence, long last, long rank) {}

    /** {@return the number of events} */
    long total();

    /** {@return the last known start whose rank is at most the given one} */
    Start atRank(long rank);

    /** {@return the last known start at or before the given sequence; the first start if there is none} */
    Start atSequence(long sequence);
}
