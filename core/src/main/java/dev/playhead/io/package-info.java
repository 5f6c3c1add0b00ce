/**
 * Event files in JSON Lines and JSON, plain or compressed with gzip, and in formats of other tools. {@link
 * dev.playhead.io.ExportFormat} lists the formats that are written. {@link dev.playhead.io.EventSerializer} lists the
 * formats that are recognized by their first record.
 *
 * <p>A file also records what is missing between its events: breaks in recording, and gaps, which are ranges of lost
 * events.
 *
 * <p>Start with {@link dev.playhead.io.EventSerializer}, which writes and reads events one at a time in constant
 * memory. {@link dev.playhead.io.ImportOptions} sets limits and specifies how malformed lines are handled. {@link
 * dev.playhead.io.ImportReport} lists these lines.
 */
@NullMarked
package dev.playhead.io;

import org.jspecify.annotations.NullMarked;
