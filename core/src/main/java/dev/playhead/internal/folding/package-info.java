/**
 * Interfaces by which projections of this library, and their codecs, declare properties of their states. Pure: uses no
 * threads, locks, reflection or files. Not exported.
 */
@NullMarked
package dev.playhead.internal.folding;

import org.jspecify.annotations.NullMarked;
