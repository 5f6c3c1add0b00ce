/**
 * The command {@code playhead mcp}, a server of the Model Context Protocol on standard input and output.
 *
 * <pre>
 *   standard input --> McpServer: protocol --> Calls: one at a time, with a time limit
 *                                                |
 *                                              Asking: arguments --> command line --> command --> Collected
 *                                                |
 *   standard output <-- message <-- Page: counts, cursor, limits <-- Secrets, Excerpt
 * </pre>
 *
 * <p>Each tool runs a command of this program: the server translates the arguments of a call into a command line, and
 * the command passes its results as data. So a tool gives the same answers and messages as its command, except that
 * long answers are divided into pages and sensitive data is cut out. Each call opens the file again, so that it sees
 * the newest events.
 *
 * <p><b>Threading.</b> One thread reads messages and answers all but calls of tools. One thread answers calls in their
 * order, and runs each on a thread of its own, so that a call that does not end cannot block the server.
 */
@NullMarked
package dev.playhead.cli.mcp;

import org.jspecify.annotations.NullMarked;
