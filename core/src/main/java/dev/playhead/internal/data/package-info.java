/**
 * Compact maps of plain data. Field names are stored apart from values, so that many maps share the names. Numbers are
 * stored unboxed where a class declares them. Pure. Not exported.
 */
@NullMarked
package dev.playhead.internal.data;

import org.jspecify.annotations.NullMarked;
