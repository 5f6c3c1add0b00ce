package dev.playhead.grid;

/**
 * An exception that is thrown if a payload does not fit its event type, or if two rows have the same id. {@link
 * GridFold} catches it, counts the event as ignored, and keeps the reason. {@link GridDraft} catches it and reports a
 * corrupt state. The exception never leaves the package, so it has no stack trace.
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

    /** Returns the exception for two rows that have the same id. */
    static Misfit twice() {
        return new Misfit("two rows have the same id");
    }

    /** Returns the reason why the payload does not fit. The reason contains no values of the payload. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
