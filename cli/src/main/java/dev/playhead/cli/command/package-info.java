/**
 * The commands, one class each. They read what {@code dev.playhead.cli.input} opens, as the options of
 * {@code dev.playhead.cli.option} request it, and print with {@code dev.playhead.cli.output} and
 * {@code dev.playhead.cli.view}. No command calls another.
 */
@NullMarked
package dev.playhead.cli.command;

import org.jspecify.annotations.NullMarked;
