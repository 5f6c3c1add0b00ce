/**
 * Thread-safe implementations of interfaces. The packages that declare these interfaces use no threads and no locks
 * themselves. Not exported.
 */
@NullMarked
package dev.playhead.internal.concurrent;

import org.jspecify.annotations.NullMarked;
