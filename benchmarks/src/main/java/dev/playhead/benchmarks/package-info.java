/**
 * Benchmarks.
 */
@NullMarked
package dev.playhead.benchmarks;

import org.jspecify.annotations.NullMarked;
