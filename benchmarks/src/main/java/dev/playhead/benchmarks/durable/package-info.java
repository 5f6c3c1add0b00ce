/** Histories in files: appending, what callers pay, opening, and files larger than memory. */
@NullMarked
package dev.playhead.benchmarks.durable;

import org.jspecify.annotations.NullMarked;
