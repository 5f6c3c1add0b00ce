/** The growth of a history, and whether anything gets slower with it. */
@NullMarked
package dev.playhead.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
