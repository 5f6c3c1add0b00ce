/** The lateness of replayed events, and the speed of a replay without waits. */
@NullMarked
package dev.playhead.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
