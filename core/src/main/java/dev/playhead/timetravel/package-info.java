/**
 * States derived from events, and navigation among them.
 *
 * <p>Start with {@link dev.playhead.timetravel.Projection}, which defines how a state follows from events, and with
 * {@link dev.playhead.timetravel.TimelineManager}, the cursor.
 *
 * <pre>
 *   base state | e5 e6 e7 e8 e9 e10        base: the state before the oldest event held
 *              '--fold--&gt; ^               cursor: after e8; the state there is apply(apply(... base, e5 ...), e8)
 * </pre>
 *
 * <p>A fold keeps some of its intermediate states as checkpoints, from which later folds begin. A projection may have a
 * {@link dev.playhead.timetravel.StateCodec}. The codec makes checkpoints small. It also lets a store keep the checkpoints
 * and the base, so that they are available when the history is opened again.
 *
 * <p>{@code TimelineManager} answers the questions {@code firstEventWhere}, {@code bisect}, {@code changesOf} and
 * {@code whatIf}. A {@link dev.playhead.timetravel.ProgressListener} may follow and end each of them. A
 * {@link dev.playhead.timetravel.StateDifference} describes a part in which two states differ.
 *
 * <p><b>Threading.</b> Every public type may be used from any thread. Projections, predicates and listeners are called on
 * the calling thread, without a lock.
 *
 * <p><b>Not here.</b> Nothing changes the past: a move changes a cursor, and a what-if folds other events. No thread, clock,
 * file or reflection. {@link dev.playhead.timetravel.SnapshotManager} receives a clock, and uses it only to space
 * checkpoints. The publishing of base states and each list of checkpoints are guarded by a {@link
 * dev.playhead.timetravel.SnapshotManager.MutualExclusion} of their own, which the platform supplies. No application code
 * runs under it. On a platform with one thread, atomic references, thread locals and copied lists are plain ones, soft
 * references are strong ones, and {@code ServiceLoader} finds no {@code RecordReader}; records are then compared as a whole.
 * One dependency on the platform remains: the memory for encoded checkpoints is limited to a share of the maximum heap size
 * that {@code Runtime} reports.
 */
@NullMarked
package dev.playhead.timetravel;

import org.jspecify.annotations.NullMarked;
