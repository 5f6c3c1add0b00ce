/** Options and arguments that several commands share, and the parsing of their values. */
@NullMarked
package dev.playhead.cli.option;

import org.jspecify.annotations.NullMarked;
