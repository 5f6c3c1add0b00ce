package dev.playhead.devtools.api;

/**
 * The ranks of the events of a query, counted from 0 in the order of recording.
 *
 * <p><b>Threading.</b> Immutable.
 */
interface Ranks {
    /**
     * A sequence from which events are read.
     *
     * @param sequence the first sequence to read
     * @param rank the rank of the first event of the query at or after the sequence
     */
    record Start(long sequence, long rank) {}

    /** {@return the number of events} */
    long total();

    /** {@return the greatest distance of ranks between a rank and the start that is known before it, plus 1} */
    int stride();

    /** {@return the last known start whose rank is at most the given one} */
    Start atRank(long rank);

    /** {@return the last known start at or before the given sequence; the first start if there is none} */
    Start atSequence(long sequence);
}
