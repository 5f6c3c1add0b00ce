/**
 * Reflective reading of application objects, as far as their modules allow access. Not exported.
 *
 * <p>{@link dev.playhead.internal.reflection.Access} creates handles of methods and constructors. It is the only class
 * of this package that {@code dev.playhead.capture} uses.
 */
@NullMarked
package dev.playhead.internal.reflection;

import org.jspecify.annotations.NullMarked;
