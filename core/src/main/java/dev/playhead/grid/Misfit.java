package dev.playhead.grid;

/**
 * Thrown if a payload does not fit its event type. {@link GridFold} catches it, and records the event and the reason.
 * {@link GridDraft} catches it to report a corrupt state. It never leaves the package, so it has no stack trace.
 */
final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Misfit(String reason) {
        super(reason, null, false, false);
    }

    /** Returns the exception for a required field that is missing. */
    static Misfit lacking(String field) {
        return new Misfit(field + " is missing");
    }

    /** Returns the exception for a field of the wrong kind. */
    static Misfit wrong(String field, String expected) {
        return new Misfit(field + " is not " + expected);
    }

    /** Returns the exception for two rows with the same id, in a table that is built at once. */
    static Misfit twice() {
        return new Misfit("two rows have the same id");
    }

    /** Returns why the payload does not fit, without its values. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
