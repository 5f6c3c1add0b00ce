/** What all workloads use: the plan, virtual machines of their own, threads, samples, scratch files. */
@NullMarked
package dev.playhead.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
