/**
 * The commands, with a class for each. They read files with {@code dev.playhead.cli.input}, evaluate the options of
 * {@code dev.playhead.cli.option}, and print with {@code dev.playhead.cli.output} and {@code dev.playhead.cli.view}. No
 * command calls another command.
 */
@NullMarked
package dev.playhead.cli.command;

import org.jspecify.annotations.NullMarked;
