package dev.playhead.grid;

/**
 * A payload does not fit its event type. Thrown where a payload is read, caught in one place, {@link GridFold}, which
 * counts the event; it never leaves the package, and so has neither stack trace nor message.
 */
final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Misfit() {
        super(null, null, false, false);
    }
}
