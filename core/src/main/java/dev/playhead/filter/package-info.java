/**
 * Finding events: conditions, and their evaluation.
 *
 * <p>Start with {@link dev.playhead.filter.EventFilter}. A filter is a value; limits and directions belong to the query
 * that uses it ({@link dev.playhead.filter.EventSearcher}).
 *
 * <p><b>Threading.</b> Filters are immutable; a predicate of the application's is called on the thread that asks.
 *
 * <p><b>Not here.</b> No query language, by the specification's own word. No lock, thread, clock, file or reflection.
 */
@NullMarked
package dev.playhead.filter;

import org.jspecify.annotations.NullMarked;
