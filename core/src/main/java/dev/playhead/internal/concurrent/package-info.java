/** Thread-safe implementations of services that packages without threads and locks require. Not exported. */
@NullMarked
package dev.playhead.internal.concurrent;

import org.jspecify.annotations.NullMarked;
