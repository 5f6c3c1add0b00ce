/**
 * The terminal scrubber, {@code playhead travel}: the model of what is shown, its view, keys and the screen.
 */
@NullMarked
package dev.playhead.cli.travel;

import org.jspecify.annotations.NullMarked;
