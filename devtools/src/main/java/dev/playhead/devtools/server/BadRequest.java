package dev.playhead.devtools.server;

/** Thrown if a request cannot be answered because of what it asks. The message is shown to the user. */
public final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Creates an exception with status 400.
     *
     * @param message what is wrong and what to do, with values as {@code name=value}
     */
    public BadRequest(String message) {
        this(400, message);
    }

    /**
     * Creates an exception.
     *
     * @param status the status of the answer, from 400 to 499
     * @param message what is wrong and what to do, with values as {@code name=value}
     */
    public BadRequest(int status, String message) {
        super(message);
        if (status < 400 || status > 499) {
            throw new IllegalArgumentException("status=" + status + " must be from 400 to 499");
        }
        this.status = status;
    }

    /**
     * Returns the status of the answer.
     *
     * @return the status, 400 unless given
     */
    public int status() {
        return status;
    }
}
