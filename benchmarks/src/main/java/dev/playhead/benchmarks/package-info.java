/**
 * The costs of recording, keeping and finding events, compared with peers. Run with {@code ./bench}.
 *
 * <p>Start with {@link dev.playhead.benchmarks.Bench}, the command. It runs
 * {@link dev.playhead.benchmarks.Section sections}. Each section measures one subject, prints a table, and adds its
 * {@link dev.playhead.benchmarks.report.Figures figures}, from which {@link dev.playhead.benchmarks.report.Headline}
 * makes the table of targets.
 *
 * <pre>{@code
 *   Bench --> Section --> Fork ==> a driver's main, in its own virtual machine ==> Figures --> Headline --> ResultsPage
 *                    \--> Microbenchmarks (JMH), also in a separate virtual machine
 * }</pre>
 *
 * <p><b>How it measures.</b> Nothing is measured in the virtual machine of the command. A driver measures one
 * operation, so that no other measurement affects its compiled code. It calls the measured engine through an interface
 * that Playhead and its peers implement: {@link dev.playhead.benchmarks.contender.Contender} for engines that record,
 * {@link dev.playhead.benchmarks.journal.Journal} for engines that keep events in files. Events, loops and waits are
 * the same for all engines.
 *
 * <p><b>Threading.</b> One section at a time, one driver at a time.
 *
 * <p><b>Limits.</b> The results contain no figures that were measured earlier or elsewhere, except figures that are
 * marked as quoted. The benchmarks use only the public API of Playhead.
 */
@NullMarked
package dev.playhead.benchmarks;

import org.jspecify.annotations.NullMarked;
