/** Figures, tables, the headline, and the page that contains the results. */
@NullMarked
package dev.playhead.benchmarks.report;

import org.jspecify.annotations.NullMarked;
