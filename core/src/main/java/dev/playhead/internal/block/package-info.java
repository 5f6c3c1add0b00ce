/** Retries of queries whose blocks turn out to be missing. Pure. Not exported. */
@NullMarked
package dev.playhead.internal.block;

import org.jspecify.annotations.NullMarked;
