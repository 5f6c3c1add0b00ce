/**
 * Reflective reading of application objects, as far as their modules allow access. Not exported.
 *
 * <p>{@link dev.playhead.internal.reflection.Access} creates handles of methods and constructors. It is all that
 * {@code dev.playhead.capture} needs from this package.
 */
@NullMarked
package dev.playhead.internal.reflection;

import org.jspecify.annotations.NullMarked;
