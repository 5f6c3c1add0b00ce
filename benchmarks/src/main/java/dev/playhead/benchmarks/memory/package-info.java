/** The total memory of a default history with a thousand events. */
@NullMarked
package dev.playhead.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
