package dev.playhead.devtools.server;

/** Thrown if a request cannot be answered because of other requests. */
final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException() {
        super("The answers to other requests need the memory. Try again.");
    }
}
