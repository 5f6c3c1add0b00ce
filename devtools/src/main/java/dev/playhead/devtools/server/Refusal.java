package dev.playhead.devtools.server;

/**
 * Why a request is not answered.
 *
 * @param status the status of the answer
 * @param message the message for the user
 */
record Refusal(int status, String message) {
    static final Refusal CLOSED = new Refusal(503, "The server is being closed.");
    static final Refusal BUSY = new Refusal(503, "The server is answering too many requests at a time. Try again.");
    static final Refusal NOT_FOUND = new Refusal(404, "There is nothing at this path.");
}
