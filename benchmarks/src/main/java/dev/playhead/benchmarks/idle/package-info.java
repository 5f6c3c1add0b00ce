/** The cost of a history that does not record. */
@NullMarked
package dev.playhead.benchmarks.idle;

import org.jspecify.annotations.NullMarked;
