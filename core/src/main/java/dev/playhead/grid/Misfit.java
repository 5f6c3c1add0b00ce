package dev.playhead.grid;

/**
 * A payload does not fit its event type. Thrown where a payload is read, caught in one place, {@link GridFold}, which
 * notes the event and why it does not fit; it never leaves the package, and so has no stack trace.
 */
final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Misfit(String reason) {
        super(reason, null, false, false);
    }

    /** A field that has to be there and is not. */
    static Misfit lacking(String field) {
        return new Misfit(field + " is missing");
    }

    /** A field of the wrong kind. */
    static Misfit wrong(String field, String expected) {
        return new Misfit(field + " is not " + expected);
    }

    /** Two rows with one id, in a table that is made at once. */
    static Misfit twice() {
        return new Misfit("two rows have the same id");
    }

    /** Why the payload does not fit, without the values in it. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
