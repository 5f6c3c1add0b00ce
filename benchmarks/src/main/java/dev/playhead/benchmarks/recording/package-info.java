/** The cost of recording to the recording thread. */
@NullMarked
package dev.playhead.benchmarks.recording;

import org.jspecify.annotations.NullMarked;
