/**
 * The cache of states in the user's cache folder. A command keeps the states that it folded there, for the next
 * command.
 *
 * <p>A cache file is encrypted with a key derived from the Playhead file itself: from the position of its history, from
 * the metadata of all its blocks, and from the contents of the first and the last block. Only a reader of that Playhead
 * file can read the cache file. After a block of the Playhead file is dropped or removed in another way, the cache file
 * is unreadable.
 */
@NullMarked
package dev.playhead.cli.cache;

import org.jspecify.annotations.NullMarked;
