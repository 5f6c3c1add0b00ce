/** Output for users and programs: text, JSON and tables, on standard output, on standard error and in files. */
@NullMarked
package dev.playhead.cli.output;

import org.jspecify.annotations.NullMarked;
