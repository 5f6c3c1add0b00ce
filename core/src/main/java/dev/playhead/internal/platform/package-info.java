/** Platform services that the pure packages use if available, and do without otherwise. Pure. Not exported. */
@NullMarked
package dev.playhead.internal.platform;

import org.jspecify.annotations.NullMarked;
