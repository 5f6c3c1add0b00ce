/** Views of states and statistics: entities, grids, differences and histograms. */
@NullMarked
package dev.playhead.cli.view;

import org.jspecify.annotations.NullMarked;
