/** What the pure packages ask the platform for, and do without where it has none. Pure itself. Not exported. */
@NullMarked
package dev.playhead.internal.platform;

import org.jspecify.annotations.NullMarked;
