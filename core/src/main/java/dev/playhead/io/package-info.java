/**
 * Event files: JSON Lines and JSON, written and read, plain or compressed by gzip.
 *
 * <p>A file also says what is missing between its events: breaks in recording, and gaps, which are events that are lost.
 *
 * <p>Start with {@link dev.playhead.io.EventSerializer}, which writes and reads events one at a time in constant memory.
 * {@link dev.playhead.io.ImportOptions} sets limits and says what becomes of lines that are no events; {@link
 * dev.playhead.io.ImportReport} names them.
 */
@NullMarked
package dev.playhead.io;

import org.jspecify.annotations.NullMarked;
