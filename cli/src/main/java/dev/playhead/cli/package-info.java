/** The {@code playhead} command: its entry point and the context shared by all commands. */
@NullMarked
package dev.playhead.cli;

import org.jspecify.annotations.NullMarked;
