/** What projections of this library say of their states. Pure. Not exported. */
@NullMarked
package dev.playhead.internal.folding;

import org.jspecify.annotations.NullMarked;
