/** What folding may rely on with the projections of this library. Pure. Not exported. */
@NullMarked
package dev.playhead.internal.folding;

import org.jspecify.annotations.NullMarked;
