package dev.playhead.cli.input;

/** Thrown by a consumer of events that needs no more events. */
public final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("StaticAssignmentOfThrowable") // the exception has no stack trace and no message
    public static final Enough INSTANCE = new Enough();

    private Enough() {
        super(null, null, false, false);
    }
}
