/**
 * Playing recorded events again, at their times.
 *
 * <p>Start with {@link dev.playhead.replay.ReplayOptions}, how to replay, and {@link dev.playhead.replay.Replay}, a replay
 * that runs. A {@link dev.playhead.replay.VirtualClock} makes tests of it that take no time.
 *
 * <pre>
 *   history --Playlist--&gt; event --Schedule--&gt; deadline --ReplayClock waits--&gt; the bus's handlers, or a consumer
 *      what was recorded,           ^ speed, pause, seek move
 *      then what is                   the anchor, and nothing else does
 * </pre>
 *
 * <p><b>Threading.</b> Each replay has a daemon thread of its own that waits and, unless an executor is given, delivers.
 * The controls may be used from any thread, handlers included. No lock is held while an event is delivered.
 *
 * <p>A replay goes on over breaks in recording and gaps of lost events, counts them in its {@link
 * dev.playhead.replay.ReplayReport}, and compares nothing over one that may matter.
 *
 * <p><b>Limits.</b> Whether the application does what it did is compared where it shows on the bus ({@code ROOTS_ONLY}) or in
 * a state ({@link dev.playhead.replay.ReplayOptions#verify}); what handlers leave to other threads has to be done when they
 * return, or it counts as missing. Where 100,000 derived or recorded events wait for their counterpart, the first of them
 * counts as different, and no more are compared.
 */
@NullMarked
package dev.playhead.replay;

import org.jspecify.annotations.NullMarked;
