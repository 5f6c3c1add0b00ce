/** The inputs of commands: event files, Playhead files, streams on which events arrive, and classes of the user. */
@NullMarked
package dev.playhead.cli.input;

import org.jspecify.annotations.NullMarked;
