/**
 * The answers of the DevTools as JSON: endpoints that read an {@link dev.playhead.EventHistory} and change nothing.
 * Start with {@link dev.playhead.devtools.api.Api}, which has an endpoint for each path. {@code docs/DEVTOOLS-API.md}
 * specifies parameters and answers.
 *
 * <pre>
 *   Api --&gt; HistoryInfo, Statistics           what the history has
 *       --&gt; Density, EventWindow, EventDetail  events: FilterText --&gt; EventQuery, MatchCounts, EventJson
 *       --&gt; StateWindow, CellHistory, ...      states: States, PartialFold, Differences
 *                                             values: DataJson
 * </pre>
 *
 * <p><b>Threading.</b> All endpoints may be called by any number of threads. No lock is held while a projection runs.
 *
 * <p><b>Limits.</b> Each list in an answer is limited, and each answer has at most a few megabytes. Long questions are
 * asked with {@link dev.playhead.devtools.server.Question#watch()}, so that they end when the page is gone.
 *
 * <p><b>Missing events.</b> If a state is refused because events are missing, the answer has the reason and the state
 * that results from the retained events.
 */
@NullMarked
package dev.playhead.devtools.api;

import org.jspecify.annotations.NullMarked;
