/** What the pure packages need where there are threads. Not exported. */
@NullMarked
package dev.playhead.internal.concurrent;

import org.jspecify.annotations.NullMarked;
