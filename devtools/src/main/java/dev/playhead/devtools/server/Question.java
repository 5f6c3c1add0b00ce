package dev.playhead.devtools.server;

import dev.playhead.timetravel.ProgressListener;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a page asks of an {@link Endpoint}.
 *
 * <p><b>Threading.</b> Used only on the thread that answers.
 */
public interface Question {
    /**
     * Returns a query parameter.
     *
     * @param name the name of the parameter
     * @return its decoded value, or null if the request does not have it
     */
    @Nullable
    String parameter(String name);

    /**
     * Returns a query parameter that must be present.
     *
     * @param name the name of the parameter
     * @return its decoded value
     * @throws BadRequest if the request does not have it
     */
    String require(String name);

    /**
     * Returns a query parameter as a whole number.
     *
     * @param name the name of the parameter
     * @param orElse the number if the request does not have the parameter; may lie outside of the range
     * @param min the smallest number allowed
     * @param max the greatest number allowed
     * @return the number
     * @throws BadRequest if the parameter is not a number from {@code min} to {@code max}
     */
    long number(String name, long orElse, long min, long max);

    /**
     * Returns the part of the path after the path of the endpoint and a slash.
     *
     * @return the decoded rest, such as {@code 17/changes}, or "" if there is none
     */
    String rest();

    /**
     * Returns a listener for long work. If the page is gone or the server closes, it ends the work, which then throws a
     * {@link dev.playhead.timetravel.QuestionCancelledException}.
     *
     * <p>In the first 200 ms, only the end of the server is noticed. After that, a call sends a blank to the page if 100 ms
     * have passed since the last one; the second blank for a page that is gone fails.
     *
     * @return the listener, always the same object
     */
    ProgressListener watch();

    /**
     * Begins an answer that is a file instead of JSON. What is written is sent as the file grows, so that it may be of any
     * length. If the endpoint throws an exception after a part was sent, the connection is closed, so that the page does
     * not take the part for the whole file.
     *
     * <p>Must be called before the listener, since the listener may send the beginning of a JSON answer. After this call,
     * the listener sends what has been written for 100 ms. A page that is gone is not noticed as long as nothing is
     * written.
     *
     * @param type the media type of the file
     * @param name the proposed name of the file, of letters, digits and dots
     * @return the content of the file; need not be flushed or closed
     */
    OutputStream file(String type, String name);
}
