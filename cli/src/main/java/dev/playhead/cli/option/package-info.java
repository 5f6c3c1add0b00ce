/**
 * Options and arguments that several commands have, and how their values are read.
 */
@NullMarked
package dev.playhead.cli.option;

import org.jspecify.annotations.NullMarked;
