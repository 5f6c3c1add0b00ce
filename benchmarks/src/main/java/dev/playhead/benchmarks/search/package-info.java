/** What searches cost. */
@NullMarked
package dev.playhead.benchmarks.search;

import org.jspecify.annotations.NullMarked;
