/** What a bus costs without a history, beside Guava's. */
@NullMarked
package dev.playhead.benchmarks.dispatch;

import org.jspecify.annotations.NullMarked;
