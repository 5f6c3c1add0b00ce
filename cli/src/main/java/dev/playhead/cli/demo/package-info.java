/** The demonstration, {@code playhead demo}, and the simulated application that it records. */
@NullMarked
package dev.playhead.cli.demo;

import org.jspecify.annotations.NullMarked;
