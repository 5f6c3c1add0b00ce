/** The command {@code playhead travel}, a scrubber for the terminal: its model, view, keys and screen. */
@NullMarked
package dev.playhead.cli.travel;

import org.jspecify.annotations.NullMarked;
