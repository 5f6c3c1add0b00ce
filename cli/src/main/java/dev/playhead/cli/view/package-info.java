/**
 * States and statistics as commands show them: entities, grids, differences, histograms.
 */
@NullMarked
package dev.playhead.cli.view;

import org.jspecify.annotations.NullMarked;
