/** Retries of queries that find a block missing. Pure. Not exported. */
@NullMarked
package dev.playhead.internal.block;

import org.jspecify.annotations.NullMarked;
