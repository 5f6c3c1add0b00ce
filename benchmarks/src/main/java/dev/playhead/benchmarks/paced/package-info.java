/** What recording adds to a loop that has something to do every ten microseconds. */
@NullMarked
package dev.playhead.benchmarks.paced;

import org.jspecify.annotations.NullMarked;
