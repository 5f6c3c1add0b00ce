/**
 * The tools that the sections of the benchmarks share: the plan of what is measured, separate virtual machines,
 * threads, samples, scratch folders.
 */
@NullMarked
package dev.playhead.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
