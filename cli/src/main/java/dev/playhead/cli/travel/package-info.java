/** The terminal scrubber, {@code playhead travel}: its model, view, keys and screen. */
@NullMarked
package dev.playhead.cli.travel;

import org.jspecify.annotations.NullMarked;
