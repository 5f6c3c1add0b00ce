/** Synthetic sessions to record. */
@NullMarked
package dev.playhead.benchmarks.session;

import org.jspecify.annotations.NullMarked;
