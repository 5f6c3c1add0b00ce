/**
 * DevTools: a page on which a person looks at an event history, moves in it, and finds out why a value is wrong.
 *
 * <p>Start with {@link dev.playhead.devtools.DevTools#serve}, and open the address that it returns in a browser on the
 * same computer.
 *
 * <pre>
 *   EventHistory --&gt; DevTools --HTTP on the loopback interface--&gt; page in a browser
 *   recorded here,       windows of events, states and
 *   or read from a file  differences as JSON, on demand
 * </pre>
 *
 * <p><b>Threading.</b> All methods may be called from any thread. Requests are answered on daemon threads whose names
 * begin with {@code playhead-devtools-}. Projections run on these threads, several at the same time. No lock is held
 * while they run, and recording never waits for a page.
 *
 * <p><b>Access.</b> The address contains a random token, which all requests for data need. Anybody who has the address can
 * read the history. Other sites in the same browser are refused. No request changes the history, and none moves the
 * application unless {@link dev.playhead.devtools.DevTools.Builder#control control} is on. The library never logs the
 * address.
 *
 * <p><b>Limits.</b> At most 8 pages are live at a time, and the server uses at most 64 MB for requests and answers.
 *
 * <p><b>Not supported.</b> HTTPS, users and rights, and use over a network that is not trusted. The JDK's server cannot
 * limit the connections on which nothing is sent; it closes them after 30 seconds.
 */
@NullMarked
package dev.playhead.devtools;

import org.jspecify.annotations.NullMarked;
