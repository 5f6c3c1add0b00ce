/**
 * How maps of plain data are held: field names apart from values, so that many maps share the names, and numbers unboxed
 * where a class declares them. Pure. Not exported.
 */
@NullMarked
package dev.playhead.internal.data;

import org.jspecify.annotations.NullMarked;
