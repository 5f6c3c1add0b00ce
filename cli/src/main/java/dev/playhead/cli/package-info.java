/**
 * The {@code playhead} command.
 */
@NullMarked
package dev.playhead.cli;

import org.jspecify.annotations.NullMarked;
