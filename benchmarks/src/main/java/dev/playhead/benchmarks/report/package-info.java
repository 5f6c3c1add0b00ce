/** Figures, tables, the headline, and the page that keeps the results. */
@NullMarked
package dev.playhead.benchmarks.report;

import org.jspecify.annotations.NullMarked;
