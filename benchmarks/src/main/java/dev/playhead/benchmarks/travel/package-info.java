/** The cost of computing states at random times, and of finding events by their effect on the state. */
@NullMarked
package dev.playhead.benchmarks.travel;

import org.jspecify.annotations.NullMarked;
