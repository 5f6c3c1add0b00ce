/**
 * States that a command folded, kept for the next one in the user's cache folder.
 *
 * <p>A file there is encrypted by a key that follows from the Playhead file itself: from where its history stands, from all
 * its blocks, and from the contents of the first and the last of them. Nobody can read it who cannot read that file, and once
 * a block of that file is dropped, cleared or cut out, nobody can at all.
 */
@NullMarked
package dev.playhead.cli.cache;

import org.jspecify.annotations.NullMarked;
