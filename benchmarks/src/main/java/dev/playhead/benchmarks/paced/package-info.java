/** The delay that recording causes in a loop that records an event every ten microseconds. */
@NullMarked
package dev.playhead.benchmarks.paced;

import org.jspecify.annotations.NullMarked;
