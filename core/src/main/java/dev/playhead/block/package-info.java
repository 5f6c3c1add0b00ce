/**
 * Blocks: a thousand consecutive events in one compact array of bytes, with its own index and checksums.
 *
 * <p>The same bytes are kept in memory, stored in a database, and sent elsewhere. Start with {@link
 * dev.playhead.block.BlockWriter}, which writes blocks, and {@link dev.playhead.block.SealedBlock}, which reads events as views
 * that decode what is looked at, and answers searches in place. {@link dev.playhead.block.BlockHeader} is the small part in
 * front, which decides whether the rest is worth reading. {@link dev.playhead.block.Block} is the interface of all kinds of
 * blocks.
 *
 * <pre>{@code
 *   events --> BlockWriter.add, seal --> byte[] --> SealedBlock.open --> walk().event(i), fieldEquals(path, value), ...
 *                                          |
 *                                          +-----> BlockHeader.read --> mayHaveValue(value), types(), ...
 * }</pre>
 *
 * <p><b>Threading.</b> A writer is for one thread at a time; blocks and headers are for any number.
 *
 * <p><b>Not here.</b> No lock, thread, clock, file or reflection. Nobody decides here when a block is full, where its bytes
 * are kept, or what a filter means.
 *
 * <p><b>Format.</b> Specified in {@code docs/BLOCK-FORMAT.md}, with a worked example. How deep data goes, how large pages are,
 * and what is compressed is up to the writer within its bounds. Readers trust no number in a block: see {@link
 * dev.playhead.block.SealedBlock}.
 */
@NullMarked
package dev.playhead.block;

import org.jspecify.annotations.NullMarked;
