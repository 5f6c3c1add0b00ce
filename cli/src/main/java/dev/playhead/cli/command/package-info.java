/**
 * Commands, one class each. They read what {@code input} opens, as {@code option} asks for it, and print by {@code output} and
 * {@code view}; none calls another.
 */
@NullMarked
package dev.playhead.cli.command;

import org.jspecify.annotations.NullMarked;
