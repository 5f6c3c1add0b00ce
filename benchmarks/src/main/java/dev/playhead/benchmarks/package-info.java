/**
 * The costs of recording, keeping and finding events, compared with peers. Run with {@code ./bench}.
 *
 * <p>Start with {@link dev.playhead.benchmarks.Bench}, the command. It runs
 * {@link dev.playhead.benchmarks.Section sections}. Each section measures one subject, returns its tables, and adds its
 * {@link dev.playhead.benchmarks.report.Figures figures}. {@link dev.playhead.benchmarks.report.Headline} makes the
 * table of targets from all figures.
 *
 * <pre>{@code
 *   Bench --> Section --> Fork ==> a driver's main, in its own virtual machine ==> Figures --> Headline --> ResultsPage
 *                    \--> Microbenchmarks (JMH), also in a separate virtual machine
 * }</pre>
 *
 * <p><b>How it measures.</b> No measured code runs in the virtual machine of the command. Each driver runs in a new
 * virtual machine, so that no other driver affects its compiled code. A driver that can measure several engines calls
 * the engine through an interface that Playhead and its peers implement:
 * {@link dev.playhead.benchmarks.contender.Contender} for engines that record,
 * {@link dev.playhead.benchmarks.journal.Journal} for engines that keep events in files. So events, loops and waits are
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
