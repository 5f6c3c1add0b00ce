/**
 * Blocks: compact arrays of bytes with consecutive events, an index and checksums. A block has up to 65,536 events;
 * about a thousand work best.
 *
 * <p>The same bytes are kept in memory, stored in a database, and sent elsewhere. Start with {@link
 * dev.playhead.block.BlockWriter}, which writes blocks, and {@link dev.playhead.block.SealedBlock}, which reads events
 * as lazily decoded views and searches columns without decoding events. {@link dev.playhead.block.BlockHeader} is the
 * small part at the beginning, which shows whether the rest needs to be read. {@link dev.playhead.block.Block} is the
 * interface of all kinds of blocks.
 *
 * <pre>{@code
 *   events --> BlockWriter.add, seal --> byte[] --> SealedBlock.open --> walk().event(i), fieldEquals(path, value), ...
 *                                          |
 *                                          +-----> BlockHeader.read --> mayHaveValue(value), types(), ...
 * }</pre>
 *
 * <p><b>Threading.</b> A writer must be used by one thread at a time. Blocks and headers are safe for use by multiple
 * threads.
 *
 * <p><b>Not here.</b> This package uses no locks, threads, clocks, files or reflection. Other packages decide when a
 * block is full, where its bytes are kept, and what a filter means.
 *
 * <p><b>Format.</b> {@code docs/BLOCK-FORMAT.md} specifies the format, with a worked example. The writer chooses,
 * within bounds, to which depth data is split into columns, how large pages are, and what is compressed. Readers trust
 * no number in a block: see {@link dev.playhead.block.SealedBlock}.
 */
@NullMarked
package dev.playhead.block;

import org.jspecify.annotations.NullMarked;
