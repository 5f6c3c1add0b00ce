/** Histories in files: appending, the cost to callers, opening, and files larger than memory. */
@NullMarked
package dev.playhead.benchmarks.durable;

import org.jspecify.annotations.NullMarked;
