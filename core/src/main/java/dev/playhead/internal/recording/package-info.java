/**
 * The recording path: events claim their sequence in the ring of blocks, are sealed, evicted, committed to a store and
 * read back. Not exported.
 *
 * <p>Start with {@link dev.playhead.internal.recording.CircularBuffer}, which holds the events of a history.
 *
 * <pre>
 *   append --&gt; [recording block] --full, encoded--&gt; [sealed block] ... --evicted--&gt; retired
 *                                                                  (until folded into the base states)
 * </pre>
 *
 * <p><b>Threading.</b> Appending claims a position by one atomic increment, or takes the buffer's lock if the sequence
 * is given. The lock is also held to begin a block and to copy the list of blocks, but never during encoding or
 * application code. One daemon thread seals the blocks of all histories. A recording thread also seals blocks if too
 * many blocks wait, or if the policy limits bytes. A buffer that writes to a store has its own daemon thread, which
 * also seals blocks, and commits events in groups.
 *
 * <p><b>Durability.</b> Without a store, no event is durable. With a store, events up to
 * {@code CircularBuffer.durableSequence()} are durable, as {@link dev.playhead.storage.Durability} specifies. Committed
 * events survive as the {@code EventStore} guarantees.
 */
@NullMarked
package dev.playhead.internal.recording;

import org.jspecify.annotations.NullMarked;
