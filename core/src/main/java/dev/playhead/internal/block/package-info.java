/** Retries of queries that find a block missing. Pure: uses no threads, locks, reflection or files. Not exported. */
@NullMarked
package dev.playhead.internal.block;

import org.jspecify.annotations.NullMarked;
