package dev.playhead.devtools.server;

import java.io.IOException;
import tools.jackson.core.JsonGenerator;

/**
 * Answers the requests of one path with JSON or a file.
 *
 * <p><b>Threading.</b> Called on several threads at the same time, without a lock.
 */
@FunctionalInterface
public interface Endpoint {
    /**
     * Writes exactly one JSON value, or a {@linkplain Question#file file} instead of it, and neither flushes nor closes the generator. Long work goes through
     * {@link Question#watch()}, so that it ends when the page is gone.
     *
     * <p>Any exception becomes an error object: that of {@link BadRequest} has its status and its message, that of
     * {@link dev.playhead.event.PlayheadException} its message, and others have the name of their class.
     *
     * @param question the request
     * @param out writes into memory, and nothing if there is a file; what was written before an exception is dropped
     * @throws IOException if the page is gone or the history cannot be read
     */
    void answer(Question question, JsonGenerator out) throws IOException;
}
