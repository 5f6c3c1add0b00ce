/** Recording: its cost for the recording threads in bursts, and its rate at saturation. */
@NullMarked
package dev.playhead.benchmarks.recording;

import org.jspecify.annotations.NullMarked;
