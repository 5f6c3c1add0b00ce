/** Thread-safe implementations of the services that the pure packages require. Not exported. */
@NullMarked
package dev.playhead.internal.concurrent;

import org.jspecify.annotations.NullMarked;
