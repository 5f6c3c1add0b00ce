/** The cost of searches. */
@NullMarked
package dev.playhead.benchmarks.search;

import org.jspecify.annotations.NullMarked;
