/**
 * The {@code playhead} command: its entry point, and what a run of any command has.
 */
@NullMarked
package dev.playhead.cli;

import org.jspecify.annotations.NullMarked;
