/** Properties that projections of this library declare about their states. Pure. Not exported. */
@NullMarked
package dev.playhead.internal.folding;

import org.jspecify.annotations.NullMarked;
