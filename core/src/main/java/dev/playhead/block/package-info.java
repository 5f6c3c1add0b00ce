/**
 * Blocks: what a history is a sequence of.
 *
 * <p>Start with {@link dev.playhead.block.Block}, a few events in the order of recording, and {@link
 * dev.playhead.block.EventRun}, the blocks that a reader sees.
 *
 * <pre>
 *   EventRun   [ evicted | Block ][ Block ][ OpenBlock | recorded after the run was taken ]
 *                        ^ first                     ^ last
 * </pre>
 *
 * <p><b>Threading.</b> One thread at a time appends to an open block, as its owner's lock sees to; any number of threads
 * read what was appended before they obtained their {@code EventRun}.
 *
 * <p><b>Not here.</b> No lock, thread, clock, file or reflection.
 */
@NullMarked
package dev.playhead.block;

import org.jspecify.annotations.NullMarked;
