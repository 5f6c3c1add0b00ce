package dev.playhead.io;

/** A receiver of the decoded events, breaks, gaps and problems of a file. */
interface Decoded extends EventSerializer.Sink {
    /** Receives a break or a gap, with the line and column at which it begins. */
    void missing(Missing missing, long line, int column);

    /** Receives a problem with one of several events of a record. It does not affect the other events. */
    default void problemOfPart(ImportReport.Problem problem) {
        problem(problem);
    }
}
