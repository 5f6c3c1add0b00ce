/** The growth of a history, and whether recording, access and search get slower as it grows. */
@NullMarked
package dev.playhead.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
