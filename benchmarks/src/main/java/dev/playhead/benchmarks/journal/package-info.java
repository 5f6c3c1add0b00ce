/** Engines that keep events of one thread in files: Playhead and its peers, and how the peers encode payloads. */
@NullMarked
package dev.playhead.benchmarks.journal;

import org.jspecify.annotations.NullMarked;
