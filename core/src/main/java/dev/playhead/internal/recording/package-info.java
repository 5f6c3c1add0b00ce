/**
 * The recording path: events claim their sequence in the ring of blocks, are sealed, evicted, committed to a store and read
 * back. Not exported.
 *
 * <p>Start with {@link dev.playhead.internal.recording.CircularBuffer}, what a history keeps.
 *
 * <pre>
 *   append --&gt; [recording block] --full, encoded--&gt; [sealed block] ... --evicted--&gt; retired, until folded into the base states
 * </pre>
 *
 * <p><b>Threading.</b> Appending claims a position by one atomic increment. The buffer's lock is held to begin a block and to
 * copy the list of blocks, never over encoding or code of the application's. One daemon thread seals for all histories; a
 * recording thread seals as well when too much waits, and where bytes are limited. A buffer with a store that it writes to has
 * a daemon thread of its own, which seals too and commits in groups.
 *
 * <p><b>Durability.</b> Without a store none. With one, as {@link dev.playhead.storage.Durability} says, and up to {@code
 * CircularBuffer.durableSequence()}: what was committed survives as the {@code EventStore} promises.
 */
@NullMarked
package dev.playhead.internal.recording;

import org.jspecify.annotations.NullMarked;
