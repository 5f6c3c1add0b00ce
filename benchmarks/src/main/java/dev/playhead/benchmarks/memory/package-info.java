/** What the last thousand events take in memory. */
@NullMarked
package dev.playhead.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
