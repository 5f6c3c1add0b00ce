/** The common tools of the sections: the plan, separate virtual machines, threads, samples, scratch folders. */
@NullMarked
package dev.playhead.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
