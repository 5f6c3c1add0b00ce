/**
 * The reading of application objects by reflection, as far as their modules allow it. Not exported.
 *
 * <p>{@link dev.playhead.internal.reflection.Access} makes handles of methods and constructors, and is all that {@code
 * dev.playhead.capture} needs from here.
 */
@NullMarked
package dev.playhead.internal.reflection;

import org.jspecify.annotations.NullMarked;
