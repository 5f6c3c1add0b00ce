/**
 * Compact maps of plain data. Field names are stored apart from values, so that many maps share the names. Numbers are
 * stored unboxed if the class of the captured object declares them as primitives. Pure: uses no threads, locks,
 * reflection or files. Not exported.
 */
@NullMarked
package dev.playhead.internal.data;

import org.jspecify.annotations.NullMarked;
