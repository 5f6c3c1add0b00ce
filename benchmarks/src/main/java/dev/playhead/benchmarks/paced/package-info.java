/** The delay that recording adds to a loop with work every ten microseconds. */
@NullMarked
package dev.playhead.benchmarks.paced;

import org.jspecify.annotations.NullMarked;
