/** Engines that record events in memory or durably: Playhead and its peers, and how each is used. */
@NullMarked
package dev.playhead.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
