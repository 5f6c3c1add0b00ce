/** What recording costs the thread that records. */
@NullMarked
package dev.playhead.benchmarks.recording;

import org.jspecify.annotations.NullMarked;
