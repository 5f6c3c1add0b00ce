/**
 * Playing recorded events again, at their times.
 *
 * <p>Start with {@link dev.playhead.replay.ReplayOptions}, how to replay, and {@link dev.playhead.replay.Replay}, a replay
 * that runs.
 *
 * <pre>
 *   EventRun --filter--&gt; event --Schedule--&gt; deadline --Pacer waits--&gt; the bus's handlers, or a consumer
 *                                  ^ speed, pause, seek move the anchor, and nothing else does
 * </pre>
 *
 * <p><b>Threading.</b> Each replay has a daemon thread of its own that waits and, unless an executor is given, delivers.
 * The controls may be used from any thread, handlers included. No lock is held while an event is delivered.
 */
@NullMarked
package dev.playhead.replay;

import org.jspecify.annotations.NullMarked;
