/** Files that keep events for one thread: Playhead and its peers, and how peers encode payloads. */
@NullMarked
package dev.playhead.benchmarks.journal;

import org.jspecify.annotations.NullMarked;
