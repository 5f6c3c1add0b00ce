/** Figures, tables, the table of targets, and the page that contains the results. */
@NullMarked
package dev.playhead.benchmarks.report;

import org.jspecify.annotations.NullMarked;
