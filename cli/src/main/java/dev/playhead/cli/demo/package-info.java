/** The demonstration, {@code playhead demo}, and the made-up application that it records. */
@NullMarked
package dev.playhead.cli.demo;

import org.jspecify.annotations.NullMarked;
