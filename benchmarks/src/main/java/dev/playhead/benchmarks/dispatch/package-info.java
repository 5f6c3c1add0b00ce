/** The cost of a bus without a history, compared with Guava's event bus. */
@NullMarked
package dev.playhead.benchmarks.dispatch;

import org.jspecify.annotations.NullMarked;
