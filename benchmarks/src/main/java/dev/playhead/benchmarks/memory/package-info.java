/** The memory of the last thousand events. */
@NullMarked
package dev.playhead.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
