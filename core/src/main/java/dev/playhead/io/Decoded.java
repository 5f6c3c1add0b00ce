package dev.playhead.io;

/** A receiver of the decoded events, breaks, gaps and problems of a file. */
interface Decoded extends EventSerializer.Sink {
    /** Receives a break or a gap, with the line and column at which it begins. */
    void missing(Missing missing, long line, int column);
}
