/** Delta debugging: which few of many events make a failure happen. Pure. Not exported. */
@NullMarked
package dev.playhead.internal.debugging;

import org.jspecify.annotations.NullMarked;
