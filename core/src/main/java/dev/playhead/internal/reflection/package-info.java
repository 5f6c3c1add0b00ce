/**
 * Reflective reading of application objects, as far as their modules allow access. Not exported.
 *
 * <p>{@link dev.playhead.internal.reflection.Access} creates handles of methods and constructors. {@link
 * dev.playhead.internal.reflection.MemberReader} reads several members of an object at once. {@code
 * dev.playhead.capture} uses no other class of this package.
 */
@NullMarked
package dev.playhead.internal.reflection;

import org.jspecify.annotations.NullMarked;
