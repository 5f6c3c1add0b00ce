/** Views of states and statistics: entities, grids, differences, histograms. */
@NullMarked
package dev.playhead.cli.view;

import org.jspecify.annotations.NullMarked;
