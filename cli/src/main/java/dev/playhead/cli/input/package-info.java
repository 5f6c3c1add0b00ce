/** The inputs of commands: event files, Playhead files, streams of arriving events, and classes of the user. */
@NullMarked
package dev.playhead.cli.input;

import org.jspecify.annotations.NullMarked;
