/**
 * Event filters and their evaluation.
 *
 * <p>Start with {@link dev.playhead.filter.EventFilter}. A filter is a value. Limits and directions belong to the query
 * that uses it; see {@link dev.playhead.filter.EventSearcher}.
 *
 * <p><b>Threading.</b> Filters are immutable. A predicate of the application is called on the thread that runs the
 * query.
 *
 * <p><b>Not here.</b> This package has no query language, because the specification excludes one. It uses no lock,
 * thread, clock, file or reflection.
 */
@NullMarked
package dev.playhead.filter;

import org.jspecify.annotations.NullMarked;
