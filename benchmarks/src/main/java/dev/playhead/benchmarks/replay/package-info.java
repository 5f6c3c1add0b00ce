/** How late replayed events are, and how fast replay is without waiting. */
@NullMarked
package dev.playhead.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
