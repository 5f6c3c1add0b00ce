package dev.playhead.io;

/** Takes what was decoded of a file. */
interface Decoded extends EventSerializer.Sink {
    /** Takes a break or a gap, and where it begins. */
    void missing(Missing missing, long line, int column);
}
