/** Platform services that the pure packages use if they are available. Pure. Not exported. */
@NullMarked
package dev.playhead.internal.platform;

import org.jspecify.annotations.NullMarked;
