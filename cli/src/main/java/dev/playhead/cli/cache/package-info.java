/**
 * The cache of states in the user's cache folder. A command that has folded states can store them in this cache, for
 * the next command.
 *
 * <p>A cache file is encrypted with a key that is derived from the Playhead file itself. The key depends on the first
 * sequence of the history, on the number of evicted events, and on the missing events. It also depends on the
 * sequences, sizes and times of the blocks from which the states were folded, and on the contents of the first and the
 * last of these blocks. Only a reader of that Playhead file can read the cache file. After one of these blocks is
 * dropped or removed in another way, the cache file is unreadable.
 */
@NullMarked
package dev.playhead.cli.cache;

import org.jspecify.annotations.NullMarked;
