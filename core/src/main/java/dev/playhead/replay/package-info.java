/**
 * Replay of recorded events, at their original times.
 *
 * <p>Start with {@link dev.playhead.replay.ReplayOptions}, the options of a replay, and {@link
 * dev.playhead.replay.Replay}, a running replay. With a {@link dev.playhead.replay.VirtualClock}, the waits of a replay
 * take no time in tests.
 *
 * <pre>
 *   history --Playlist--&gt; event --Schedule--&gt; deadline --ReplayClock waits--&gt; the bus's handlers or a consumer
 *      recorded events,             ^ speed, pause, step
 *      then live ones                 and seek change the schedule
 * </pre>
 *
 * <p><b>Threading.</b> Each replay has its own daemon thread, which waits and, without an executor, delivers the
 * events. The controls may be used from any thread, including in handlers. No lock is held while an event is delivered.
 *
 * <p>A replay continues across breaks in recording and gaps of lost events, and counts them in its {@link
 * dev.playhead.replay.ReplayReport}. It compares nothing across a break or gap that may matter.
 *
 * <p><b>Limits.</b> Differences in the behavior of the application are only detected if they are visible on the bus
 * ({@code ROOTS_ONLY}) or in a state ({@link dev.playhead.replay.ReplayOptions#verify}). Work that handlers delegate to
 * other threads must be complete when the handlers return; otherwise its effects count as missing. If more than 100,000
 * derived or recorded events wait for their counterparts, the first waiting event counts as a difference, and the
 * comparison ends.
 */
@NullMarked
package dev.playhead.replay;

import org.jspecify.annotations.NullMarked;
