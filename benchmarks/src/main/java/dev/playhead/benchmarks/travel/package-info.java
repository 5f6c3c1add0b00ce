/** What states at random times cost. */
@NullMarked
package dev.playhead.benchmarks.travel;

import org.jspecify.annotations.NullMarked;
