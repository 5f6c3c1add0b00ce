/** Text, JSON and tables for users and programs, on standard output, standard error and in files. */
@NullMarked
package dev.playhead.cli.output;

import org.jspecify.annotations.NullMarked;
