/** What becomes of a question when a block that it needs turns out to be missing. Pure. Not exported. */
@NullMarked
package dev.playhead.internal.block;

import org.jspecify.annotations.NullMarked;
