/**
 * The HTTP server of the page, on {@code jdk.httpserver}. Start with {@link dev.playhead.devtools.server.PageServer}.
 *
 * <pre>
 *   socket --&gt; Gate: method, Host, Origin, token --&gt; PageFiles      own modules, libraries from their jars
 *                                               --&gt; Questions      an {@link dev.playhead.devtools.server.Endpoint}: JSON
 *                                               --&gt; LiveStream     lines of JSON while the history grows
 * </pre>
 *
 * <p><b>Threading.</b> One thread accepts connections, and at most {@code Limits} threads answer. All are daemons named
 * {@code playhead-devtools-…}. No lock is held while an endpoint is called.
 *
 * <p><b>Not here.</b> No path from a request reaches a file system, and no request changes anything but those
 * of the given actions. The server writes no log.
 */
@NullMarked
package dev.playhead.devtools.server;

import org.jspecify.annotations.NullMarked;
