/** Whether anything gets slower as the history grows. */
@NullMarked
package dev.playhead.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
