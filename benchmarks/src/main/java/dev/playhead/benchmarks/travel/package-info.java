/** The cost of states at random times. */
@NullMarked
package dev.playhead.benchmarks.travel;

import org.jspecify.annotations.NullMarked;
