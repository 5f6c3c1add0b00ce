/** The common tools of all workloads: the plan, separate virtual machines, threads, samples, scratch files. */
@NullMarked
package dev.playhead.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
