/** The bytes that an event takes. */
@NullMarked
package dev.playhead.benchmarks.size;

import org.jspecify.annotations.NullMarked;
