/**
 * Keeping events: in memory within limits, and in files.
 *
 * <p>Start with {@link dev.playhead.storage.CircularBuffer}, what a history keeps in memory, and {@link
 * dev.playhead.storage.EventSerializer}, how events get into files and back.
 *
 * <pre>
 *   append --&gt; [open block] --full--&gt; [plain block] ... --evicted--&gt; retired, until folded into the base states
 * </pre>
 *
 * <p><b>Threading.</b> The buffer has one lock, held for the time of an append or of copying the list of blocks, and never
 * over code of the application's.
 *
 * <p><b>Durable when.</b> Never: this is memory. An export to a file is complete when the call returns.
 */
@NullMarked
package dev.playhead.storage;

import org.jspecify.annotations.NullMarked;
