/**
 * What recording, keeping and finding events costs, beside what others do; run by {@code ./bench}.
 *
 * <p>Start with {@link dev.playhead.benchmarks.Bench}, the command. It runs {@link dev.playhead.benchmarks.Section sections};
 * each measures one matter, prints a table, and leaves its {@link dev.playhead.benchmarks.report.Figures figures}, from which {@link
 * dev.playhead.benchmarks.report.Headline} makes the table of targets.
 *
 * <pre>{@code
 *   Bench --> Section --> Fork ==> a driver's main, in a virtual machine of its own ==> Figures --> Headline --> ResultsPage
 *                    \--> Microbenchmarks (JMH), likewise
 * }</pre>
 *
 * <p><b>How it measures.</b> Nothing is measured in the virtual machine of the command. A driver measures one thing, so that
 * no other has shaped its compiled code; what it measures is reached by the interface {@link
 * dev.playhead.benchmarks.contender.Contender}, what keeps it in files by {@link dev.playhead.benchmarks.journal.Journal}, for Playhead and for
 * its peers alike. Events, loops and waits are the same for all.
 *
 * <p><b>Threading.</b> One section at a time, one driver at a time.
 *
 * <p><b>Not here.</b> No figure that was measured earlier or elsewhere, except those that the headline quotes as such. Only
 * the public API of Playhead is used.
 */
@NullMarked
package dev.playhead.benchmarks;

import org.jspecify.annotations.NullMarked;
