/**
 * Delta debugging: reduces many events to a few that still cause a failure. Pure: uses no threads, locks, reflection or
 * files. Not exported.
 */
@NullMarked
package dev.playhead.internal.debugging;

import org.jspecify.annotations.NullMarked;
