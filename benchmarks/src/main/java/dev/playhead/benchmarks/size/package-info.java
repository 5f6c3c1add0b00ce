/** The bytes per event. */
@NullMarked
package dev.playhead.benchmarks.size;

import org.jspecify.annotations.NullMarked;
