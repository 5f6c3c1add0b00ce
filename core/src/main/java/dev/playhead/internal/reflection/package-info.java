/** Services of the pure packages that need reflection. Not exported. */
@NullMarked
package dev.playhead.internal.reflection;

import org.jspecify.annotations.NullMarked;
